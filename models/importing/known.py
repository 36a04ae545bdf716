"""What the database already knows of the accounts in a batch: three questions for all its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, select

from models.importing.lines import AccountFacts, Address, Line, MeterFacts, Number
from models.records import Customer, Service
from models.search.tables import CustomerNumberRow
from models.tables import AccountRow, AddressRow, MeterRow, ReadingRow

MeterKey = tuple[str, str, str]  # account number, service, serial


class KnownReading(NamedTuple):
    """A reading that stands for its day; `id` is None for one of this batch."""

    id: int | None
    value: Decimal
    source: str


@dataclass
class Known:
    """Facts by their keys, with the ids under which the database keeps them."""

    accounts: dict[str, AccountFacts] = field(default_factory=dict)
    account_ids: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, dict[Number, str]] = field(default_factory=dict)  # with their source
    meters: dict[MeterKey, MeterFacts] = field(default_factory=dict)
    meter_ids: dict[MeterKey, int] = field(default_factory=dict)
    readings: dict[tuple[MeterKey, date], KnownReading] = field(default_factory=dict)


def meter_key(number: str, meter: MeterFacts) -> MeterKey:
    """What tells one meter from another: its account, service and serial number."""
    return number, meter.service.value, meter.serial


def look_up(connection: Connection, lines: Sequence[Line]) -> Known:
    """What is known of the accounts of these lines, their meters, their readings of those days."""
    known = Known()
    _accounts(connection, known, {line.account.number for line in lines})
    if known.accounts:
        _numbers(connection, known)
        _meters(connection, known)
    if known.meters:
        _readings(connection, known, {line.reading.taken_on for line in lines if line.reading})
    return known


def _accounts(connection: Connection, known: Known, numbers: Iterable[str]) -> None:
    account, address = AccountRow, AddressRow
    query = (
        select(account.id, account.number, account.customer, account.name)
        .add_columns(address.street, address.house, address.flat, address.locality)
        .join(address, address.id == account.address_id, isouter=True)
        .where(account.number.in_(sorted(numbers)))
    )
    for id_, number, customer, name, *place in connection.execute(query):
        known.account_ids[number] = id_
        known.accounts[number] = AccountFacts(number, Customer(customer), name, Address(*place))


def _numbers(connection: Connection, known: Known) -> None:
    number_of = {id_: number for number, id_ in known.account_ids.items()}
    query = select(
        CustomerNumberRow.account_id, CustomerNumberRow.kind,
        CustomerNumberRow.number, CustomerNumberRow.source,
    ).where(CustomerNumberRow.account_id.in_(number_of))  # fmt: skip
    for account, kind, key, source in connection.execute(query):
        known.numbers.setdefault(number_of[account], {})[Number(kind, key)] = source


def _meters(connection: Connection, known: Known) -> None:
    number_of = {id_: number for number, id_ in known.account_ids.items()}
    meter = MeterRow
    query = select(
        meter.id, meter.account_id, meter.serial, meter.service, meter.place, meter.wheels,
        meter.decimals, meter.monthly_norm, meter.removed_on,
    ).where(meter.account_id.in_(number_of))  # fmt: skip
    for row in connection.execute(query).mappings():
        values = {name: row[name] for name in MeterFacts._fields}
        facts = MeterFacts(**values | {"service": Service(row["service"])})
        key = meter_key(number_of[row["account_id"]], facts)
        known.meter_ids[key] = row["id"]
        known.meters[key] = facts


def _readings(connection: Connection, known: Known, days: Iterable[date]) -> None:
    key_of = {id_: key for key, id_ in known.meter_ids.items()}
    reading = ReadingRow
    query = select(
        reading.id, reading.meter_id, reading.value, reading.taken_on, reading.source
    ).where(reading.meter_id.in_(key_of), reading.taken_on.in_(days), reading.replaced_at.is_(None))
    for id_, meter_id, value, taken_on, source in connection.execute(query):
        known.readings[key_of[meter_id], taken_on] = KnownReading(id_, value, source)
