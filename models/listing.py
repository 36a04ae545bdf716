"""What people at the utility look up: an account's card, readings by phone, promised calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, Engine, select

from models.records import Customer, Reading, Service, Source
from models.tables import AccountRow, AddressRow, CallbackRow, MeterRow, ReadingRow


@dataclass(frozen=True)
class MeterCard:
    """A meter, in use or not, with its last reading in the meter's unit."""

    serial: str
    service: Service
    place: str
    wheels: int
    decimals: int
    removed_on: date | None
    last: Reading | None


@dataclass(frozen=True)
class AccountCard:
    """All that is known of an account."""

    number: str
    name: str
    customer: Customer
    address: str
    meters: Sequence[MeterCard]


@dataclass(frozen=True)
class PhoneReading:
    """A reading a caller gave; the receipt is the call's id."""

    receipt: int | None
    account: str
    serial: str
    service: str
    value: Decimal
    taken_on: date
    replaced: bool


@dataclass(frozen=True)
class Promise:
    """A call that was promised: whom, about what, until when (UTC)."""

    receipt: int
    number: str
    reason: str
    due: datetime


def card_of(engine: Engine, number: str) -> AccountCard | None:
    """The account with that number, if there is one."""
    query = (
        select(AccountRow.id, AccountRow.name, AccountRow.customer)
        .add_columns(AddressRow.locality, AddressRow.street, AddressRow.house, AddressRow.flat)
        .join(AddressRow, AddressRow.id == AccountRow.address_id, isouter=True)
        .where(AccountRow.number == number)
    )
    with engine.begin() as connection:
        found = connection.execute(query).first()
        if found is None:
            return None
        id_, name, customer, *address = found
        meters = _meters_of(connection, id_)
    written = ", ".join(part for part in address if part)
    return AccountCard(number, name, Customer(customer), written, meters)


def _meters_of(connection: Connection, account_id: int) -> list[MeterCard]:
    meters = select(MeterRow.__table__).where(MeterRow.account_id == account_id)
    return [
        MeterCard(
            meter.serial,
            Service(meter.service),
            meter.place,
            meter.wheels,
            meter.decimals,
            meter.removed_on,
            _last_reading(connection, meter.id),
        )
        for meter in connection.execute(meters.order_by(MeterRow.id)).all()
    ]


def _last_reading(connection: Connection, meter_id: int) -> Reading | None:
    query = (
        select(ReadingRow.value, ReadingRow.taken_on)
        .where(ReadingRow.meter_id == meter_id, ReadingRow.replaced_at.is_(None))
        .order_by(ReadingRow.taken_on.desc())
        .limit(1)
    )
    found = connection.execute(query).first()
    return Reading(*found) if found else None


def taken_by_phone(engine: Engine, day: date | None = None) -> list[PhoneReading]:
    """Readings given in calls, newest first, of one day or of all."""
    reading = ReadingRow
    query = (
        select(reading.call_id, AccountRow.number, MeterRow.serial, MeterRow.service)
        .add_columns(reading.value, reading.taken_on, reading.replaced_at)
        .join(MeterRow, MeterRow.id == reading.meter_id)
        .join(AccountRow, AccountRow.id == MeterRow.account_id)
        .where(reading.source.in_([Source.KEYPAD.value, Source.VOICE.value]))
        .order_by(reading.id.desc())
    )
    if day:
        query = query.where(reading.taken_on == day)
    with engine.begin() as connection:
        rows = connection.execute(query).all()
    return [
        PhoneReading(call, number, serial, service, value, taken_on, replaced is not None)
        for call, number, serial, service, value, taken_on, replaced in rows
    ]


def callbacks_due(engine: Engine) -> list[Promise]:
    """Promised calls not yet made, the one due first at the top."""
    row = CallbackRow
    query = select(row.call_id, row.number, row.reason, row.due_at).where(row.done_at.is_(None))
    with engine.begin() as connection:
        return [Promise(*found) for found in connection.execute(query.order_by(row.due_at))]
