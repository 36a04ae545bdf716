"""The facts of an account for an operator's screen. Who may see them is decided before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, select

from models.contacts.tables import PhotoRow
from models.records import Customer, Reading, Service
from models.rules.monthly_use import use_by_month
from models.search.tables import CustomerNumberRow
from models.tables import AccountRow, AddressRow, CallbackRow, CallRow, MeterRow, ReadingRow

READINGS = 14  # of a meter: a year of months and what they are counted from
MONTHS = 12


@dataclass(frozen=True)
class Entered:
    """A reading with how it came (M4)."""

    value: Decimal
    taken_on: date
    source: str
    entered_by: str
    photo: int | None


@dataclass(frozen=True)
class MeterFacts:
    """A meter with its readings, the newest first, and its use by months, the oldest first."""

    id: int
    serial: str
    service: Service
    place: str
    wheels: int
    decimals: int
    monthly_norm: Decimal
    removed_on: date | None
    readings: Sequence[Entered]
    use: dict[date, Decimal]


@dataclass(frozen=True)
class AccountFacts:
    """An account. `locality` to `flat` are empty where no address is known."""

    id: int
    number: str
    customer: Customer
    name: str
    out_of_turn: bool
    locality: str
    street: str
    house: str
    flat: str
    contracts: Sequence[str]


@dataclass(frozen=True)
class Promise:
    """A call that was promised (C9)."""

    receipt: int
    reason: str
    due: datetime


def account_facts(db: Connection, account: int) -> AccountFacts | None:
    """Who and where."""
    row = db.execute(_ACCOUNT, {"account": account}).first()
    if row is None:
        return None
    contracts = db.scalars(_CONTRACTS, {"account": account}).all()
    return AccountFacts(
        id=row.id,
        number=row.number,
        customer=Customer(row.customer),
        name=row.name,
        out_of_turn=row.out_of_turn,
        locality=row.locality or "",
        street=row.street or "",
        house=row.house or "",
        flat=row.flat or "",
        contracts=contracts,
    )


def meters_of(db: Connection, account: int) -> list[MeterFacts]:
    """The account's meters, those in use first."""
    return [
        _meter(db, MeterRow(**row._mapping))
        for row in db.execute(_METERS, {"account": account}).all()
    ]


def promises_of(db: Connection, account: int) -> list[Promise]:
    """Calls that were promised in calls about this account and not yet made."""
    return [Promise(*row) for row in db.execute(_PROMISES, {"account": account})]


def _meter(db: Connection, meter: MeterRow) -> MeterFacts:
    readings = [Entered(*row) for row in db.execute(_READINGS, {"meter": meter.id})]
    history = [Reading(one.value, one.taken_on) for one in reversed(readings)]
    use = use_by_month(history, meter.wheels)
    return MeterFacts(
        meter.id,
        meter.serial,
        Service(meter.service),
        meter.place,
        meter.wheels,
        meter.decimals,
        meter.monthly_norm,
        meter.removed_on,
        readings,
        dict(list(use.items())[-MONTHS:]),
    )


_ACCOUNT = (
    select(
        AccountRow.id, AccountRow.number, AccountRow.customer, AccountRow.name,
        AccountRow.out_of_turn, AddressRow.locality, AddressRow.street, AddressRow.house,
        AddressRow.flat,
    )
    .join(AddressRow, AddressRow.id == AccountRow.address_id, isouter=True)
    .where(AccountRow.id == bindparam("account"))
)  # fmt: skip
_CONTRACTS = select(CustomerNumberRow.number).where(
    CustomerNumberRow.account_id == bindparam("account"), CustomerNumberRow.kind == "contract"
)
_METERS = (
    select(MeterRow.__table__)
    .where(MeterRow.account_id == bindparam("account"))
    .order_by(MeterRow.removed_on.is_not(None), MeterRow.id)
)
_READINGS = (
    select(ReadingRow.value, ReadingRow.taken_on, ReadingRow.source, ReadingRow.entered_by)
    .add_columns(PhotoRow.id)
    .join(PhotoRow, PhotoRow.reading_id == ReadingRow.id, isouter=True)
    .where(ReadingRow.meter_id == bindparam("meter"), ReadingRow.replaced_at.is_(None))
    .order_by(ReadingRow.taken_on.desc())
    .limit(READINGS)
)
_PROMISES = (
    select(CallbackRow.call_id, CallbackRow.reason, CallbackRow.due_at)
    .join(CallRow, CallRow.id == CallbackRow.call_id)
    .where(CallRow.account_id == bindparam("account"), CallbackRow.done_at.is_(None))
    .order_by(CallbackRow.due_at)
)
