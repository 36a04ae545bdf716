"""The made-up town put into a database, with a history of readings that ends a month ago."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import Engine, select

from models.demo.accounts import DEMO_ACCOUNT, Customers, Gauge, town
from models.importing.headings import Field
from models.importing.lines import Line
from models.importing.store import in_batches, save
from models.records import Reading
from models.tables import AccountRow

MONTHS = 15  # readings of each meter
ENTERED_BY = "demo"


def fill(engine: Engine, today: date) -> None:
    """Store the town, all or nothing; its last readings are about a month older than `today`.

    A database that has the town already is left as it is.
    """
    with engine.begin() as connection:
        there = select(AccountRow.id).where(AccountRow.number == DEMO_ACCOUNT)
        if connection.execute(there).first():
            return
        for lines in in_batches(_lines(today)):
            save(connection, lines, frozenset(Field), datetime.now(UTC), ENTERED_BY)


def _lines(today: date) -> Iterator[Line]:
    lot = Random(1951)
    for customers in town():
        if not customers.gauges:
            yield Line(customers.account)
        yield from _history(customers, today, lot)


def _history(customers: Customers, today: date, lot: Random) -> Iterator[Line]:
    """The readings of an account's meters; people read all their meters on the same day."""
    first = today - timedelta(days=30 * MONTHS + 1)
    days = [first + timedelta(days=30 * month + lot.randrange(3)) for month in range(MONTHS)]
    for gauge in customers.gauges:
        for reading in _readings(gauge, days, lot):
            yield Line(customers.account, gauge.meter, reading)


def _readings(gauge: Gauge, days: list[date], lot: Random) -> Iterator[Reading]:
    value = gauge.start
    for day in days:
        yield Reading(value, day)
        used = gauge.monthly * Decimal(lot.randrange(85, 115)) / 100
        value = (value + round(used, 3)) % 10**gauge.meter.wheels
