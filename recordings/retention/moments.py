"""When a recording older than the installation was made: as its file tells, or the file's name."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

PARTS = {
    "YYYY": r"(?P<year>\d{4})",
    "MM": r"(?P<month>\d\d)",
    "DD": r"(?P<day>\d\d)",
    "hh": r"(?P<hour>\d\d)",
    "mm": r"(?P<minute>\d\d)",
    "ss": r"(?P<second>\d\d)",
    "*": ".*",
}
DAY, CLOCK = ["DD", "MM", "YYYY"], ["hh", "mm", "ss"]

WhenOf = Callable[[Path], date | None]  # a moment, where more than the day is known


def by_time_of_file(path: Path) -> date:
    """The moment when the file was last written."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def by_name(pattern: str, zone: ZoneInfo) -> WhenOf:
    """The day in the file's name, as in `*-YYYYMMDD-*`, or the moment: `*-YYYYMMDD-hhmmss-*`.

    Raises ValueError for a pattern without a day.
    """
    names = "YYYY|MM|DD|hh|mm|ss" if "hh" in pattern else "YYYY|MM|DD"
    parts = re.split(rf"({names}|\*)", pattern)
    known = sorted(part for part in parts if part in PARTS and part != "*")
    if known not in (DAY, sorted(DAY + CLOCK[:2]), sorted(DAY + CLOCK)):
        raise ValueError("a pattern has YYYY, MM and DD, each once; or hh, mm and ss as well")
    shape = re.compile("".join(PARTS.get(part) or re.escape(part) for part in parts))

    def when(path: Path) -> date | None:
        found = shape.fullmatch(path.stem) or shape.fullmatch(path.name)
        told = {name: int(digits) for name, digits in found.groupdict().items()} if found else {}
        try:
            return datetime(**told, tzinfo=zone) if "hour" in told else date(**told)
        except (TypeError, ValueError):  # nothing was found; there is no such day
            return None

    return when
