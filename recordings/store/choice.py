"""Which store the settings name."""

from pathlib import Path
from urllib.parse import urlsplit

from config.settings import Settings, WrongSetting
from recordings.store.disk import DiskStore
from recordings.store.store import Store


def open_store(settings: Settings) -> Store:
    """A directory, by default in home, or S3. Raises WrongSetting, StoreFailed."""
    where = settings.recordings
    if not where.startswith("s3:"):
        return DiskStore(Path(where) if where else settings.home / "recordings")
    parts = urlsplit(where)
    if not parts.netloc or parts.query or parts.fragment:
        raise WrongSetting(f"TEPLOFON_RECORDINGS: {where!r} is not s3://bucket/prefix")
    from recordings.store.s3 import S3Store  # its library is large, and few need it

    return S3Store(parts.netloc, parts.path.strip("/"), settings.recordings_endpoint)
