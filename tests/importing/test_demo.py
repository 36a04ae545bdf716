"""The made-up town: what others rely on."""

import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from config.utility import Utility
from models import demo
from models.demo.accounts import town
from models.listing import card_of
from models.records import Customer, Meter, Metering, Reading, Service
from models.rules.accounts import is_account_number
from models.rules.readings import Verdict, check_reading, months_between, usual_use
from tests.importing.billing import stored

TODAY = date(2026, 3, 14)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    demo.fill(engine, TODAY)
    return engine


def test_it_is_quick_and_filling_again_changes_nothing(engine: Engine) -> None:
    began = time.monotonic()
    demo.fill(engine, TODAY)
    assert time.monotonic() - began < 2
    tables = ("address", "account", "meter", "reading")
    before = [stored(engine, f"SELECT * FROM {table} ORDER BY id") for table in tables]
    demo.fill(engine, TODAY + timedelta(days=40))
    assert [stored(engine, f"SELECT * FROM {table} ORDER BY id") for table in tables] == before
    assert len(before[1]) == 300


def test_account_numbers_are_those_of_the_profile(utility: Utility) -> None:
    numbers = [customers.account.number for customers in town()]
    assert len(set(numbers)) == len(numbers) == 300
    assert all(is_account_number(number, utility.accounts) for number in numbers)


@pytest.mark.parametrize(
    ("number", "meters", "customer"),
    [
        (demo.DEMO_ACCOUNT, ["hot_water kitchen", "hot_water bathroom"], Customer.INDIVIDUAL),
        (demo.ROLLING_OVER, ["hot_water bathroom"], Customer.INDIVIDUAL),
        (demo.EMPTY_FLAT, ["hot_water kitchen"], Customer.INDIVIDUAL),
        (demo.LEGAL_ENTITY, ["heat basement", "hot_water basement"], Customer.LEGAL),
        (demo.WITHOUT_METERS, [], Customer.INDIVIDUAL),
        (
            demo.THREE_METERS,
            ["hot_water kitchen", "hot_water bathroom", "cold_water kitchen"],
            Customer.INDIVIDUAL,
        ),
    ],
)
def test_the_special_accounts(
    filled: Engine, number: str, meters: list[str], customer: Customer
) -> None:
    card = card_of(filled, number)
    assert card is not None
    assert [f"{meter.service} {meter.place}" for meter in card.meters] == meters
    assert card.customer == customer
    for meter in card.meters:
        assert meter.last is not None
        assert 28 <= (TODAY - meter.last.taken_on).days <= 32


def test_the_special_histories(filled: Engine) -> None:
    rolling, empty = (card_of(filled, one) for one in (demo.ROLLING_OVER, demo.EMPTY_FLAT))
    assert rolling and rolling.meters[0].last and 99_995 < rolling.meters[0].last.value < 100_000
    assert empty
    values = stored(
        filled,
        "SELECT DISTINCT value FROM reading JOIN meter ON meter.id = meter_id"
        f" WHERE serial = '{empty.meters[0].serial}'",
    )
    assert values == [(312480,)]


def test_every_history_is_believable(sqlite_engine: Engine, utility: Utility) -> None:
    """By our own rules: nobody's next ordinary reading is asked about."""
    demo.fill(sqlite_engine, TODAY)
    rows = stored(
        sqlite_engine,
        "SELECT meter_id, value, taken_on, wheels, monthly_norm FROM reading"
        " JOIN meter ON meter.id = meter_id ORDER BY meter_id, taken_on",
    )
    histories: dict[tuple[int, int, Decimal], list[Reading]] = {}
    for meter_id, value, day, wheels, norm in rows:
        key = (int(str(meter_id)), int(str(wheels)), Decimal(str(norm)) / 1000)
        reading = Reading(Decimal(str(value)) / 1000, date.fromisoformat(str(day)))
        histories.setdefault(key, []).append(reading)
    for (meter_id, wheels, norm), history in histories.items():
        assert len(history) == 15
        assert months_between(history[0].taken_on, TODAY) > 12
        meter = Meter(meter_id, Service.HOT_WATER, "", "", wheels, 3, norm)
        for end in range(3, len(history)):
            known = Metering(history[end - 1], usual_use(meter, history[:end]))
            today, value = history[end].taken_on, history[end].value
            verdict = check_reading(meter, known, value, today, utility.readings.unusual_multiple)
            assert verdict is Verdict.PLAUSIBLE
