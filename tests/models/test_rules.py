"""The rules of readings, hours, account and telephone numbers, by their requirement ids."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.utility import AccountNumbers, Hours, Opening, read_utility
from models.records import Meter, Metering, Reading, Service
from models.rules.accounts import is_account_number
from models.rules.hours import due_after, is_open, opening_on, timetable
from models.rules.phones import to_e164
from models.rules.readings import Verdict, check_reading, in_window, usual_use

METER = Meter(1, Service.HOT_WATER, "kitchen", "427", 5, 3, Decimal(4))
LAST = Reading(Decimal("120.5"), date(2026, 5, 20))
TODAY = date(2026, 6, 20)


def verdict(value: str, last: Reading | None = LAST, usual: str = "4") -> Verdict:
    return check_reading(METER, Metering(last, Decimal(usual)), Decimal(value), TODAY, 3)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120.5", Verdict.PLAUSIBLE),  # nothing used
        ("124", Verdict.PLAUSIBLE),
        ("132.7", Verdict.PLAUSIBLE),  # three times the usual, in 31 days
        ("132.8", Verdict.UNUSUALLY_HIGH),
        ("120.499", Verdict.LOWER_THAN_LAST),
        ("0", Verdict.LOWER_THAN_LAST),
        ("99999.999", Verdict.UNUSUALLY_HIGH),
    ],
)
def test_m3_believable(value: str, expected: Verdict) -> None:
    assert verdict(value) is expected


def test_m3_a_meter_without_history_takes_anything() -> None:
    assert verdict("77777", last=None) is Verdict.PLAUSIBLE


@pytest.mark.parametrize(
    ("value", "expected"),
    [("3.2", Verdict.PLAUSIBLE), ("20", Verdict.LOWER_THAN_LAST)],
)
def test_m3_the_register_rolls_over(value: str, expected: Verdict) -> None:
    before = Reading(Decimal("99998.5"), date(2026, 5, 20))
    assert verdict(value, last=before) is expected


def test_m3_a_long_absence_allows_for_all_its_months() -> None:
    a_year_ago = Reading(Decimal("120.5"), date(2025, 6, 20))
    assert verdict("200", last=a_year_ago) is Verdict.PLAUSIBLE
    assert verdict("300", last=a_year_ago) is Verdict.UNUSUALLY_HIGH


def test_m3_the_usual_use_is_the_households_own() -> None:
    history = [
        Reading(Decimal(10 * month), date(2025, 1, 20) + timedelta(days=30 * month))
        for month in range(12)
    ]
    assert 10 <= usual_use(METER, history) < Decimal("10.2")
    assert usual_use(METER, history[:1]) == METER.monthly_norm
    flat = [Reading(Decimal(5), reading.taken_on) for reading in history]
    assert usual_use(METER, flat) == METER.monthly_norm


@given(st.integers(0, 99999999), st.integers(0, 99999999))
def test_m3_every_pair_of_readings_has_a_verdict(last: int, value: int) -> None:
    before = Reading(Decimal(last).scaleb(-3), date(2026, 5, 20))
    lower = value < last
    result = verdict(str(Decimal(value).scaleb(-3)), last=before)
    assert result is not (Verdict.UNUSUALLY_HIGH if lower else Verdict.LOWER_THAN_LAST)


@pytest.mark.parametrize(
    ("day", "first", "last", "inside"),
    [
        (15, 15, 25, True),
        (25, 15, 25, True),
        (14, 15, 25, False),
        (26, 15, 25, False),
        (31, 25, 3, True),
        (3, 25, 3, True),
        (4, 25, 3, False),
        (1, 1, 31, True),
    ],
)
def test_m1_the_reporting_window(day: int, first: int, last: int, inside: bool) -> None:
    assert in_window(date(2026, 7, day), first, last) is inside


@pytest.mark.parametrize(
    ("local", "is_it"),
    [
        ("2026-06-16 08:00", True),
        ("2026-06-16 07:59", False),
        ("2026-06-16 16:59", True),
        ("2026-06-16 17:00", False),
        ("2026-06-19 16:30", False),  # Friday
        ("2026-06-20 12:00", False),  # Saturday
        ("2026-06-12 12:00", False),  # Russia Day
    ],
)
def test_c2_working_hours(local: str, is_it: bool) -> None:
    utility = read_utility("tests/utilities/unstaffed.toml")
    assert is_open(utility, datetime.fromisoformat(local).replace(tzinfo=utility.zone)) is is_it


def test_c2_days_of_the_profile_go_before_the_calendar() -> None:
    day = Opening(time(8), time(17))
    holiday, monday = date(2026, 6, 12), date(2026, 6, 15)
    hours = Hours({"mon": day}, holidays="RU", closed=(monday,), opened=(holiday,))
    assert opening_on(hours, monday) is None
    assert opening_on(hours, holiday) == day


def test_c2_the_timetable_joins_equal_days() -> None:
    assert timetable(read_utility("tests/utilities/unstaffed.toml").hours) == [
        (0, 3, time(8), time(17)),
        (4, 4, time(8), time(16)),
    ]


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-06-16 10:00", "2026-06-16 12:00"),
        ("2026-06-16 16:30", "2026-06-17 09:30"),  # half an hour today, the rest tomorrow
        ("2026-06-16 22:00", "2026-06-17 10:00"),
        ("2026-06-19 15:00", "2026-06-22 09:00"),  # over a weekend
        ("2026-06-11 16:00", "2026-06-15 09:00"),  # over a holiday and a weekend
    ],
)
def test_c9_a_promise_counts_working_time(asked: str, due: str) -> None:
    utility = read_utility("tests/utilities/unstaffed.toml")
    moment = datetime.fromisoformat(asked).replace(tzinfo=utility.zone)
    expected = datetime.fromisoformat(due).replace(tzinfo=utility.zone)
    assert due_after(utility, moment, 120) == expected


@pytest.mark.parametrize(
    ("night", "hours_long"),
    [("2026-03-28", 23), ("2026-10-24", 25), ("2026-06-16", 24)],
)
def test_c9_the_night_the_clocks_change(night: str, hours_long: int) -> None:
    """Riga changes its clocks; a promise made that evening still falls into the working day."""
    utility = read_utility("ventspils")
    evening = datetime.fromisoformat(f"{night} 20:00").replace(tzinfo=utility.zone)
    next_evening = evening + timedelta(days=1)  # by the clock on the wall
    assert next_evening.astimezone(UTC) - evening.astimezone(UTC) == timedelta(hours=hours_long)
    due = due_after(utility, evening, 60).astimezone(utility.zone)
    assert due.time() == time(9)


def test_c9_a_profile_that_is_never_open_says_so() -> None:
    from msgspec.structs import replace

    utility = read_utility("tests/utilities/unstaffed.toml")
    never = replace(utility, hours=Hours({}))
    with pytest.raises(ValueError, match="no working hours"):
        due_after(never, datetime(2026, 6, 16, tzinfo=UTC), 120)


@pytest.mark.parametrize(
    ("number", "rule", "right"),
    [
        ("10000016", AccountNumbers(8, "luhn"), True),
        ("10000017", AccountNumbers(8, "luhn"), False),
        ("1000016", AccountNumbers(8, "luhn"), False),
        ("", AccountNumbers(8), False),
        ("1234567a", AccountNumbers(8), False),
        ("١٢٣٤٥٦٧٨", AccountNumbers(8), False),
        ("12345678", AccountNumbers(8), True),
        ("2363", AccountNumbers(4, "verhoeff"), True),
        ("5724", AccountNumbers(4, "damm"), True),
    ],
)
def test_c3_account_numbers(number: str, rule: AccountNumbers, right: bool) -> None:
    assert is_account_number(number, rule) is right


@given(st.integers(0, 9999999), st.integers(0, 7), st.integers(1, 9))
def test_c3_one_wrong_digit_is_always_seen(body: int, place: int, by: int) -> None:
    from stdnum import luhn

    number = f"{body:07}"
    number += luhn.calc_check_digit(number)
    wrong = str((int(number[place]) + by) % 10)
    mistyped = number[:place] + wrong + number[place + 1 :]
    rule = AccountNumbers(8, "luhn")
    assert is_account_number(number, rule)
    assert not is_account_number(mistyped, rule)


@pytest.mark.parametrize(
    ("given_number", "region", "kept"),
    [
        ("+79121234567", "RU", "+79121234567"),
        ("79121234567", "RU", "+79121234567"),
        ("89121234567", "RU", "+79121234567"),
        ("9121234567", "RU", "+79121234567"),
        ("83412230241", "RU", "+73412230241"),
        ("87012345678", "KZ", "+77012345678"),
        ("21234567", "LV", "+37121234567"),
        ("63622404", "LV", "+37163622404"),
        ("112", "RU", None),
        ("", "RU", None),
        ("anonymous", "RU", None),
        ("00000000000", "RU", None),
    ],
)
def test_c9_numbers_that_can_be_called(given_number: str, region: str, kept: str | None) -> None:
    assert to_e164(given_number, region) == kept
