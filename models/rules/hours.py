"""Working hours (C2): is the hotline staffed, and when will a promise fall due?

All times are in the utility's own time zone; lengths are counted in UTC, so that a night when
the clocks change is as long as it is.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from config.utility import WEEK, Hours, Opening, Utility


@cache
def _public_holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year)) if country else frozenset()


def opening_on(hours: Hours, day: date) -> Opening | None:
    """The hours of that day, None if closed."""
    if day in hours.closed:
        return None
    if day in hours.opened:
        return hours.week.get(WEEK[day.weekday()]) or hours.week.get("mon")
    if day in _public_holidays(hours.holidays, day.year):
        return None
    return hours.week.get(WEEK[day.weekday()])


def is_open(utility: Utility, now: datetime) -> bool:
    """Whether an operator may be expected at this moment."""
    local = now.astimezone(utility.zone)
    opening = opening_on(utility.hours, local.date())
    return opening is not None and opening.opens <= local.time() < opening.closes


def due_after(utility: Utility, now: datetime, working_minutes: int) -> datetime:
    """The moment when so many minutes of working time will have passed (C9), in UTC."""
    left = timedelta(minutes=working_minutes)
    for opens, closes in _shifts(utility, now):
        begins = max(opens, now)
        if closes - begins >= left:
            return begins + left
        left -= max(closes - begins, timedelta())
    raise ValueError("the profile has no working hours in the next year")


def _shifts(utility: Utility, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Working days from today on, as pairs of moments in UTC."""
    first = now.astimezone(utility.zone).date()
    for offset in range(366):
        day = first + timedelta(days=offset)
        if opening := opening_on(utility.hours, day):
            yield (
                datetime.combine(day, opening.opens, utility.zone).astimezone(UTC),
                datetime.combine(day, opening.closes, utility.zone).astimezone(UTC),
            )


def timetable(hours: Hours) -> list[tuple[int, int, time, time]]:
    """The week as rows of first weekday, last weekday (Monday is 0), opening and closing time."""
    rows: list[tuple[int, int, time, time]] = []
    for day, name in enumerate(WEEK):
        if opening := hours.week.get(name):
            if rows and rows[-1][1] == day - 1 and rows[-1][2:] == (opening.opens, opening.closes):
                rows[-1] = (rows[-1][0], day, opening.opens, opening.closes)
            else:
                rows.append((day, day, opening.opens, opening.closes))
    return rows
