"""The file of master keys: a line `id base64` for each, the one for new files first."""

import base64
import binascii
import hashlib
import re
import secrets
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.files import alone, replace_whole
from config.settings import Settings
from recordings.cipher.master_keys import KEY, MasterKeys

ID = re.compile(r"[0-9a-z-]{1,32}")


class BadKeyFile(Exception):
    """The file of keys cannot be used; the message says where and why."""


def key_path(settings: Settings) -> Path:
    return Path(settings.recording_keys or settings.home / "recording-keys")


def master_keys(path: Path) -> MasterKeys:
    """The keys of a file, which is made with one key if there is none. Raises BadKeyFile."""
    try:
        if not path.exists():
            _make(path)
        return MasterKeys(dict(_lines(path)))
    except OSError as error:
        raise BadKeyFile(f"{path} cannot be used: {error.strerror}") from None


def add_key(path: Path) -> str:
    """Put a new key first, for new files; its id. Raises BadKeyFile."""
    try:
        with alone(path):
            old = dict(_lines(path)) if path.exists() else {}
            name, key = _new_key()
            _write(path, {name: key} | old)
    except OSError as error:
        raise BadKeyFile(f"{path} cannot be written: {error.strerror}") from None
    return name


def fingerprint(key: bytes) -> str:
    """Tells two keys apart without telling them: for comparing a copy."""
    return hashlib.sha256(b"fingerprint " + key).hexdigest()[:16]


def exposed(path: Path) -> bool:
    """Whether others than the file's owner may read or change it."""
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _make(path: Path) -> None:
    """Another process may have been first, and then its key counts."""
    with alone(path):
        if not path.exists():
            _write(path, dict([_new_key()]))


def _new_key() -> tuple[str, bytes]:
    return secrets.token_hex(4), secrets.token_bytes(KEY)


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    seen: dict[str, int] = {}
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        name, key = _parsed(line, where)
        if name in seen:
            raise BadKeyFile(f"{where}: the id {name} is that of line {seen[name]} too")
        seen[name] = number
        yield name, key
    if not seen:
        raise BadKeyFile(f"{path} holds no key")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except UnicodeDecodeError:
        raise BadKeyFile(f"{path} is no file of keys: it holds other than plain text") from None


def _parsed(line: str, where: str) -> tuple[str, bytes]:
    """The line itself is never told: it may hold a key."""
    name, _, text = line.strip().partition(" ")
    if not ID.fullmatch(name):
        raise BadKeyFile(f"{where}: an id is made of 0-9, a-z and hyphens")
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        raise BadKeyFile(f"{where}: the key is not in base64") from None
    if len(key) != KEY:
        raise BadKeyFile(f"{where}: a key has {KEY} bytes, this one {len(key)}")
    return name, key


def _write(path: Path, keys: Mapping[str, bytes]) -> None:
    """All of them or what was there before, for its owner only, safe on the disk."""
    lines = (f"{name} {base64.b64encode(key).decode()}\n" for name, key in keys.items())
    replace_whole(path, "".join(lines).encode())
