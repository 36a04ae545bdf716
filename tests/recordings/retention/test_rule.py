"""Three months by the calendar (P1): nothing a day too early, nothing a day too long."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.retention import Term, day_of_call, due, first_kept, keep_until

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MONTHS = st.integers(1, 36)
ZONES = [ZoneInfo(name) for name in ("Europe/Samara", "Asia/Almaty", "Europe/Riga")]


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 8, 15), 3, date(2026, 11, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 10, 31), 3, date(2027, 1, 31)),
        (date(2026, 12, 1), 3, date(2027, 3, 1)),
        (date(2099, 11, 30), 3, date(2100, 2, 28)),  # no leap year
    ],
)
def test_the_last_day(day: date, months: int, last: date) -> None:
    assert keep_until(day, months) == last


@given(DAYS, MONTHS)
def test_the_same_day_of_the_month_or_the_months_last(day: date, months: int) -> None:
    last = keep_until(day, months)
    assert (last.year - day.year) * 12 + last.month - day.month == months
    assert last.day == min(day.day, calendar.monthrange(last.year, last.month)[1])


@given(DAYS, MONTHS)
def test_a_later_day_never_goes_earlier(day: date, months: int) -> None:
    assert keep_until(day, months) <= keep_until(day + timedelta(days=1), months)


@given(DAYS, MONTHS)
def test_the_first_kept_day_is_where_the_rule_turns(today: date, months: int) -> None:
    first = first_kept(today, months)
    assert keep_until(first, months) >= today
    assert keep_until(first - timedelta(days=1), months) < today


@given(DAYS, MONTHS)
def test_it_is_kept_through_the_whole_of_its_last_day(day: date, months: int) -> None:
    last = keep_until(day, months)
    assert not due(last, [], last)
    assert due(last, [], last + timedelta(days=1))


@given(DAYS, st.none() | st.integers(-400, 400), st.booleans(), st.integers(-400, 400))
def test_a_hold_holds_through_its_last_day(
    last: date, ahead: int | None, lifted: bool, offset: int
) -> None:
    until = None if ahead is None else last + timedelta(days=ahead)
    today = last + timedelta(days=offset)
    holds = not lifted and (until is None or today <= until)
    assert due(last, [Term(until, lifted)], today) == (today > last and not holds)
    assert not due(last, [Term(until, lifted), Term()], today)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001
def test_the_day_of_a_call_is_that_of_the_clock_on_the_wall(
    zone: ZoneInfo, naive: datetime
) -> None:
    moment = naive.replace(tzinfo=UTC)
    assert day_of_call(moment, zone) == (moment + moment.astimezone(zone).utcoffset()).date()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        # Riga changes its clocks at one o'clock in UTC: an hour is left out, or comes twice
        ("Europe/Riga", datetime(2026, 3, 28, 21, 59, tzinfo=UTC), date(2026, 3, 28)),
        ("Europe/Riga", datetime(2026, 3, 28, 22, 0, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Riga", datetime(2026, 3, 29, 20, 59, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Riga", datetime(2026, 3, 29, 21, 0, tzinfo=UTC), date(2026, 3, 30)),
        ("Europe/Riga", datetime(2026, 10, 24, 21, 0, tzinfo=UTC), date(2026, 10, 25)),
        ("Europe/Riga", datetime(2026, 10, 25, 21, 59, tzinfo=UTC), date(2026, 10, 25)),
        ("Europe/Riga", datetime(2026, 10, 25, 22, 0, tzinfo=UTC), date(2026, 10, 26)),
        ("Europe/Samara", datetime(2026, 3, 28, 19, 59, tzinfo=UTC), date(2026, 3, 28)),
        ("Europe/Samara", datetime(2026, 3, 28, 20, 0, tzinfo=UTC), date(2026, 3, 29)),
        # Almaty went from six hours to five on 1 March 2024
        ("Asia/Almaty", datetime(2024, 2, 29, 17, 59, tzinfo=UTC), date(2024, 2, 29)),
        ("Asia/Almaty", datetime(2024, 2, 29, 18, 30, tzinfo=UTC), date(2024, 2, 29)),
        ("Asia/Almaty", datetime(2024, 2, 29, 19, 0, tzinfo=UTC), date(2024, 3, 1)),
        ("Asia/Almaty", datetime(2024, 2, 28, 18, 0, tzinfo=UTC), date(2024, 2, 29)),
    ],
)
def test_midnight_when_the_clocks_change(zone: str, moment: datetime, day: date) -> None:
    assert day_of_call(moment, ZoneInfo(zone)) == day


def test_a_naive_time_has_no_day() -> None:
    with pytest.raises(ValueError, match="naive"):
        day_of_call(datetime(2026, 1, 1), ZONES[0])  # noqa: DTZ001
