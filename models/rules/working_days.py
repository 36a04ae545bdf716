"""Deadlines in working days (Q1, Q2), by the utility's calendar. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from config.utility import Hours
from models.rules.hours import opening_on

SOONEST, LATEST = 5, 10  # working days in which a meter is sealed, unsealed or inspected
LONGEST = 366  # days that are looked through


def working_days(hours: Hours, after: date) -> Iterator[date]:
    """The days after `after` on which the utility works; those of a year at most."""
    for offset in range(1, LONGEST + 1):
        day = after + timedelta(days=offset)
        if opening_on(hours, day):
            yield day


def days_for_visit(hours: Hours, asked_on: date) -> list[date]:
    """Days on which a visit may be promised: the fifth to the tenth working day (Q1, Q2).

    Raises ValueError if there are not so many working days in a year.
    """
    days = [day for day, _ in zip(working_days(hours, asked_on), range(LATEST), strict=False)]
    if len(days) < LATEST:
        raise ValueError("the profile has no working hours in the next year")
    return days[SOONEST - 1 :]


def working_days_until(hours: Hours, today: date, due: date) -> int:
    """Working days from the end of today to the end of `due`; negative, where it has passed."""
    first, last = sorted((today, due))
    between = sum(day <= last for day in working_days(hours, first))
    return between if due >= today else -between
