"""Whether the clock may be believed before anything is destroyed by it (P1).

A clock that was set ahead makes everything due at once, and nothing brings that back. So the day of
each sweep is noted, and where anything is due the nightly one waits for a person when the last was
long ago: either the clock is wrong, or nobody swept for so long, and a person can tell which.
"""

from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from config.files import replace_whole
from recordings.retention.office import Office

FAR = timedelta(days=7)


def waits_since(office: Office, now: datetime) -> date | None:
    """The day of the last sweep, if it is so long ago that a person has to look; else none."""
    last = _last(_note_of(office))
    return last if last and office.day(now) - last > FAR else None


def note_swept(office: Office, now: datetime) -> None:
    """On this day it was swept. A full disk keeps nothing from going: then it stays unnoted."""
    with suppress(OSError):
        replace_whole(_note_of(office), f"{office.day(now)}\n".encode())


def _note_of(office: Office) -> Path:
    return office.anchor.with_name("swept")


def _last(path: Path) -> date | None:
    """None before the first sweep, and where the note cannot be read."""
    try:
        return date.fromisoformat(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
