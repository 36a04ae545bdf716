"""The town of the SMS tests: whose meters are where, and what they showed a month ago."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, Engine, delete, insert, select, update

from models.addresses.houses import key_of
from models.importing.store import street_ids
from models.sms.tables import SmsRow
from models.tables import (
    AccountRow,
    AddressRow,
    IdentificationRow,
    MeterRow,
    ReadingRow,
    StreetAliasRow,
)

LAST_TAKEN = date(2026, 5, 20)
NOW = datetime(2026, 6, 19, 9, tzinfo=UTC)
HOT, COLD, HEAT = "hot_water", "cold_water", "heat"
TOWN, VILLAGE = "Заречный", "Завьялово"
OLD_NAMES = {"ул. Удмуртская": "ул. Клубная"}


class Gauge(NamedTuple):
    """A meter; `last` is what it showed."""

    service: str
    place: str
    last: str | None
    decimals: int = 3


class Home(NamedTuple):
    """An address with its meters in the order of the account."""

    street: str
    house: str
    flat: str
    meters: Sequence[Gauge]
    locality: str = TOWN


HOMES: Mapping[str, Home] = {
    "10000016": Home(
        "ул. Ленина", "25", "10", [Gauge(HOT, "kitchen", "120"), Gauge(HOT, "bathroom", "84.5")]
    ),
    "10000024": Home("ул. Ленина", "25", "11", [Gauge(HOT, "bathroom", "50")]),
    "10000032": Home(
        "ул. Новоажимова", "13", "5", [Gauge(HOT, "bathroom", "120"), Gauge(COLD, "bathroom", "84")]
    ),
    "10000040": Home(
        "ул. Садовая", "5", "", [Gauge(HOT, "bathroom", "120"), Gauge(COLD, "bathroom", "84")]
    ),
    "10000057": Home(
        "ул. Кирова", "7 корп. 2", "3", [Gauge(HOT, "bathroom", "10"), Gauge(COLD, "kitchen", None)]
    ),
    "10000065": Home("ул. Удмуртская", "12а", "4", [Gauge(HOT, "kitchen", "55", 0)]),
    "10000073": Home("8-я Подлесная", "8", "20", [Gauge(HOT, "kitchen", "300.25")]),
    "10000081": Home("ул. К. Маркса", "11/2", "7", [Gauge(HOT, "kitchen", "99998.5")]),
    "10000099": Home("пр. Победы", "40", "1", []),
    "10000107": Home("ул. Ленина", "25/10", "3", [Gauge(HOT, "kitchen", "500")]),
    "10000115": Home("мкр. 8", "5", "2", [Gauge(HOT, "kitchen", "77")]),
    "10000123": Home("ул. 40 лет Победы", "12", "1", [Gauge(COLD, "kitchen", "15")]),
    "10000131": Home("ул. Ленина", "7", "", [Gauge(HOT, "kitchen", "33")], VILLAGE),
    "10000149": Home(
        "ул. Розыбакиева",
        "72",
        "9",
        [
            Gauge(HOT, "kitchen", "10"),
            Gauge(HOT, "bathroom", "30"),
            Gauge(COLD, "kitchen", "20"),
            Gauge(COLD, "bathroom", "40"),
        ],
    ),
    "10000156": Home("ул. Ленина", "25", "12", [Gauge(HOT, "kitchen", "10")]),
    "10000164": Home("ул. Ленина", "25", "12", [Gauge(HOT, "kitchen", "20")]),
    "10000172": Home("ул. Ленина", "25", "123", [Gauge(HOT, "kitchen", None)]),
    "10000180": Home("ул. Садовая", "9", "", [Gauge(HEAT, "basement", "1500")]),
}


def build(engine: Engine) -> None:
    """Put the town into an empty database."""
    with engine.begin() as db:
        for number, home in HOMES.items():
            account = _account(db, number, home)
            for place, gauge in enumerate(home.meters):
                _meter(db, account, f"{number}-{place}", gauge)
        for street, old in OLD_NAMES.items():
            id_ = street_ids(db, {(TOWN, street)})[TOWN, street]
            db.execute(insert(StreetAliasRow), {"street_id": id_, "name": old})


def _account(db: Connection, number: str, home: Home) -> int:
    street = street_ids(db, {(home.locality, home.street)})[home.locality, home.street]
    keys = {"street_id": street, "house_key": key_of(home.house), "flat_key": key_of(home.flat)}
    where = {"locality": home.locality, "street": home.street} | keys
    known = select(AddressRow.id).filter_by(**keys)
    address = db.scalar(known) or db.scalar(
        insert(AddressRow).returning(AddressRow.id),
        where | {"house": home.house, "flat": home.flat},
    )
    row = {"number": number, "customer": "individual", "name": "", "address_id": address}
    return db.execute(insert(AccountRow).returning(AccountRow.id), row).scalar_one()


def _meter(db: Connection, account: int, serial: str, gauge: Gauge) -> None:
    row = {
        "account_id": account,
        "serial": serial,
        "service": gauge.service,
        "place": gauge.place,
        "wheels": 6 if gauge.service == HEAT else 5,
        "decimals": gauge.decimals,
        "monthly_norm": Decimal(40 if gauge.service == HEAT else 4),
    }
    meter = db.execute(insert(MeterRow).returning(MeterRow.id), row).scalar_one()
    if gauge.last is not None:
        before = {
            "meter_id": meter,
            "value": Decimal(gauge.last),
            "taken_on": LAST_TAKEN,
            "received_at": datetime(2026, 5, 20, 9, tzinfo=UTC),
            "source": "import",
            "entered_by": "tests",
        }
        db.execute(insert(ReadingRow), before)


def stored(engine: Engine) -> list[str]:
    """What stands since: account, readings in the order of its meters, where they came from."""
    by_account: dict[str, list[str]] = {}
    with engine.connect() as db:
        for number, value, source in db.execute(_STORED):
            by_account.setdefault(f"{number} {source}", []).append(f"{value.normalize():f}")
    return [f"{key.removesuffix(' sms')}: {' '.join(all_)}" for key, all_ in by_account.items()]


def outcomes(engine: Engine) -> list[str]:
    """What became of the messages, in their order."""
    with engine.connect() as db:
        return list(db.scalars(select(SmsRow.outcome).order_by(SmsRow.id)))


def forget(engine: Engine) -> None:
    """As if no message had come."""
    with engine.begin() as db:
        db.execute(delete(ReadingRow).where(ReadingRow.taken_on > LAST_TAKEN))
        db.execute(update(ReadingRow).values(replaced_at=None))
        db.execute(delete(SmsRow))
        db.execute(delete(IdentificationRow))


_STORED = (
    select(AccountRow.number, ReadingRow.value, ReadingRow.source)
    .join(MeterRow, MeterRow.id == ReadingRow.meter_id)
    .join(AccountRow, AccountRow.id == MeterRow.account_id)
    .where(ReadingRow.taken_on > LAST_TAKEN, ReadingRow.replaced_at.is_(None))
    .order_by(AccountRow.id, MeterRow.id)
)
