"""How long what was recorded is kept (P1): by months of the calendar, and longer where it is held.

Pure. A day is always one of the utility's own time zone.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Term:
    """For how long a legal hold holds."""

    until: date | None = None  # its last day; without one, until it is lifted
    lifted: bool = False

    def holds_on(self, day: date) -> bool:
        return not self.lifted and (self.until is None or day <= self.until)


def day_of_call(began: datetime, zone: ZoneInfo) -> date:
    """The day that counts for a call, whenever it ended. Raises ValueError for a naive time."""
    if began.tzinfo is None:
        raise ValueError("a naive time is not a moment")
    return began.astimezone(zone).date()


def keep_until(day: date, months: int) -> date:
    """The last day, to its end, on which a call of that day is kept.

    Where the month has no such day, its last: of 31 January it is 28 or 29 February.
    """
    month = day.year * 12 + day.month - 1 + months
    return _in_month(month, day.day)


def first_kept(today: date, months: int) -> date:
    """The earliest day whose calls are still kept today: all before it have to go."""
    month = today.year * 12 + today.month - 1 - months
    day = _in_month(month, today.day)
    return day if keep_until(day, months) >= today else day + timedelta(days=1)


def due(last_day: date, holds: Iterable[Term], today: date) -> bool:
    """Whether what is kept until that day, and as long as it is held, has to go today."""
    return today > last_day and not any(hold.holds_on(today) for hold in holds)


def _in_month(month: int, day: int) -> date:
    """That day, or the last of the month, which is counted from the year 0."""
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day, calendar.monthrange(year, index + 1)[1]))
