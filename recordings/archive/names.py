"""Names of files in the store: nothing of the call, and when the file was made."""

import re
import secrets
from datetime import UTC, datetime

_OURS = re.compile("[0-9a-f]{24}-([0-9a-f]{1,9})")


def new_name(now: datetime) -> str:
    """One that was never used before; it begins by chance, so that files are spread evenly."""
    return f"{secrets.token_hex(12)}-{int(now.timestamp()):x}"


def made_at(name: str) -> datetime | None:
    """When the file was made, to the second; None for a name that `new_name` never gave."""
    ours = _OURS.fullmatch(name)
    return datetime.fromtimestamp(int(ours[1], 16), UTC) if ours else None
