"""When customers may be called: hours by the wall clock, spacing, prefixes, caps (C9)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from config.settings import Settings, WrongSetting, read_settings
from config.utility import WEEK, Opening, Utility, read_utility
from models.outbound.kinds import Refusal
from models.rules.outbound import (
    Limits,
    Used,
    again_after,
    is_number,
    is_used_up,
    may_call_at,
    queue_of,
    refusal,
)
from tests.outbound.promised import LIMITS, NOON, NUMBER, OTHER, profile

RIGA = ZoneInfo("Europe/Riga")
NONE = Used(0, 0, 0)


def in_riga(opens: time, closes: time) -> Utility:
    week = {day: Opening(opens, closes) for day in WEEK}
    return msgspec.structs.replace(profile(week=week), timezone="Europe/Riga")


def at(*moment: int, fold: int = 0) -> datetime:
    return datetime(*moment, tzinfo=RIGA, fold=fold).astimezone(UTC)  # type: ignore[misc,arg-type]


def test_by_default_in_the_hours_of_the_hotline() -> None:
    ventspils = read_utility("ventspils")
    monday = ventspils.hours.week["mon"]
    opens = datetime.combine(date(2026, 6, 8), monday.opens, ventspils.zone)
    assert may_call_at(ventspils, opens)
    assert not may_call_at(ventspils, opens - timedelta(seconds=1))
    assert not may_call_at(ventspils, opens - timedelta(days=1))  # a Sunday


def test_own_hours_by_day_and_never_on_days_that_are_closed() -> None:
    week = {"tue": Opening(time(10), time(11))}
    utility = profile(week=week)
    tuesday = datetime(2026, 6, 9, 10, tzinfo=utility.zone)
    assert may_call_at(utility, tuesday)
    assert not may_call_at(utility, tuesday + timedelta(hours=1))
    assert not may_call_at(utility, tuesday + timedelta(days=1))
    hours = msgspec.structs.replace(utility.hours, closed=(tuesday.date(),))
    assert not may_call_at(msgspec.structs.replace(utility, hours=hours), tuesday)


def test_the_night_in_which_an_hour_comes_twice() -> None:
    """25 October 2026 in Riga: from four back to three. Both hours are that hour of the day."""
    utility = in_riga(time(3, 30), time(5))
    calls = [may_call_at(utility, at(2026, 10, 25, 0) + timedelta(minutes=m)) for m in range(480)]
    assert sum(calls) == 30 + 30 + 60
    assert may_call_at(utility, at(2026, 10, 25, 3, 30, fold=0))
    assert not may_call_at(utility, at(2026, 10, 25, 3, 0, fold=1))
    assert may_call_at(utility, at(2026, 10, 25, 3, 30, fold=1))


def test_the_night_in_which_an_hour_is_left_out() -> None:
    """29 March 2026: from three to four."""
    utility = in_riga(time(2, 30), time(4, 30))
    calls = [may_call_at(utility, at(2026, 3, 29, 0) + timedelta(minutes=m)) for m in range(480)]
    assert sum(calls) == 30 + 30


def test_spacing_grows_and_is_of_real_time() -> None:
    utility = in_riga(time(0), time(23))
    before = at(2026, 10, 25, 3, 55)
    assert again_after(utility, 1, before) - before == timedelta(minutes=10)
    assert [
        int((again_after(utility, tried, NOON) - NOON).total_seconds()) // 60
        for tried in (0, 1, 2, 3, 9)
    ] == [10, 10, 30, 60, 60]


@pytest.mark.parametrize(
    ("kept", "customer", "queue"),
    [("legal", "individual", "legal"), (None, "legal", "legal"), ("of old", "", "individuals")],
)
def test_the_kept_queue_or_that_of_the_customer(
    kept: str | None, customer: str, queue: str
) -> None:
    assert queue_of(profile(), kept, "asked", customer, "ru") == queue


def test_attempts_are_used_up() -> None:
    utility = profile(attempts=2)
    assert [is_used_up(utility, tried) for tried in (0, 1, 2, 3)] == [False, False, True, True]


@pytest.mark.parametrize(
    "number",
    ["79127654321", "+7912765432x", "+7912765\n4321", "+0912765432", "+7912", "", "+7912765432١",
     "+79127654321&Local/1", "+79127654321\n"],
)  # fmt: skip
def test_what_is_no_number_is_not_given_to_anybody(number: str) -> None:
    assert not is_number(number)
    open_to_all = Limits(("+", "7", ""), 10, 10, 10)
    assert refusal(profile(), open_to_all, number, NONE, NOON) is Refusal.PREFIX


def test_only_prefixes_of_the_list() -> None:
    assert refusal(profile(), LIMITS, NUMBER, NONE, NOON) is None
    assert refusal(profile(), LIMITS, "+78095551234", NONE, NOON) is Refusal.PREFIX
    nobody = Limits((), 10, 10, 10)
    assert refusal(profile(), nobody, NUMBER, NONE, NOON) is Refusal.PREFIX


def test_we_do_not_call_ourselves() -> None:
    """Though somebody gave our number as theirs."""
    settings = Settings(outbound_prefixes="+7912", outbound_number=NUMBER)
    assert refusal(profile(), Limits.of(settings), NUMBER, NONE, NOON) is Refusal.PREFIX
    assert refusal(profile(), Limits.of(settings), OTHER, NONE, NOON) is None


@pytest.mark.parametrize(
    ("used", "why"),
    [
        (Used(9, 4, 4), None),
        (Used(10, 0, 0), Refusal.PER_HOUR),
        (Used(0, 5, 0), Refusal.AT_ONCE),
        (Used(0, 0, 5), Refusal.PER_NUMBER),
    ],
)
def test_caps(used: Used, why: Refusal | None) -> None:
    assert refusal(profile(), LIMITS, NUMBER, used, NOON) is why


def test_out_of_hours() -> None:
    week = {"mon": Opening(time(10), time(11))}
    assert refusal(profile(week=week), LIMITS, NUMBER, NONE, NOON) is Refusal.HOURS


def test_it_is_off_until_switched_on_and_then_nobody_is_on_the_list() -> None:
    settings = read_settings({})
    assert settings.outbound == "off" and Limits.of(settings).prefixes == ()
    assert Limits.of(Settings(outbound_prefixes=" +7912, +371")).prefixes == ("+7912", "+371")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OUTBOUND", "yes"),
        ("OUTBOUND_PREFIXES", "+7912,8912"),
        ("OUTBOUND_PREFIXES", "+"),
        ("OUTBOUND_PREFIXES", "+0"),
        ("OUTBOUND_NUMBER", "1000"),
        ("OUTBOUND_NUMBER", "+79121234567\n"),
        ("OUTBOUND_CHANNEL", "PJSIP/trunk"),
        ("OUTBOUND_CHANNEL", "PJSIP/{number}@{trunk}"),
        ("OUTBOUND_CHANNEL", "PJSIP/{number}@trunk&PJSIP/other"),
        ("OUTBOUND_PER_HOUR", "0"),
        ("OUTBOUND_AT_ONCE", "-1"),
        ("OUTBOUND_PER_NUMBER", "many"),
    ],
)
def test_a_wrong_value_refuses_the_start_with_one_sentence(name: str, value: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        read_settings({f"TEPLOFON_{name}": value})
    assert "\n" not in str(refused.value)


def test_twilio_needs_a_number_of_ours() -> None:
    with pytest.raises(WrongSetting, match="OUTBOUND_NUMBER"):
        read_settings({"TEPLOFON_OUTBOUND": "twilio"})
    read_settings({"TEPLOFON_OUTBOUND": "twilio", "TEPLOFON_OUTBOUND_NUMBER": "+73412000000"})
