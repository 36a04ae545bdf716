"""What is typed into fields, or stands in an address, read as values: None for what is none."""

from collections.abc import Iterable, Mapping
from datetime import date

KEY = 19  # digits of a number that is too long for a key
YEARS = range(2000, 2200)  # of dates that may be meant


def number_of(text: str) -> int | None:
    """A number that can be a key."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < KEY else None


def number_in(fields: Mapping[str, str], name: str) -> int | None:
    """The number in a field."""
    return number_of(fields.get(name, ""))


def numbers_of(texts: Iterable[str]) -> list[int]:
    """Those that are numbers."""
    return [one for one in map(number_of, texts) if one is not None]


def date_in(fields: Mapping[str, str], name: str) -> date | None:
    """The date in a field."""
    try:
        found = date.fromisoformat(fields.get(name, ""))
    except ValueError:
        return None
    return found if found.year in YEARS else None
