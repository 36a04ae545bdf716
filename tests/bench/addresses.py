"""How fast a spoken address is found among a million, beside looking through them with SQL LIKE."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from num2words import num2words
from sqlalchemy import Engine, bindparam, insert, select, text

from ivr.engine.channel import By, Heard
from ivr.grammars.address import SpokenAddress
from models.addresses.houses import key_of
from models.addresses.register import account_at, find, streets_of
from models.database import open_database
from models.tables import AccountRow, AddressRow, StreetRow
from tests.bench.databases import DATABASES
from tests.bench.report import percentile

FLATS = 50  # in a house
HOUSES = {
    "1": "один", "2": "два", "3а": "три а", "5": "пять", "7к1": "семь корпус один",
    "7к2": "семь корпус два", "11/2": "одиннадцать дробь два", "12": "двенадцать",
    "25": "двадцать пять", "40": "сорок",
}  # fmt: skip
FIRST = (
    "берез", "вишн", "гор", "дуб", "ел", "журавл", "зар", "ив", "калин", "лип", "мал", "нов",
    "озер", "пол", "реч", "сирен", "тих", "ясен",
)  # fmt: skip
SECOND = ("ов", "ев", "ин", "ск", "ник", "ух", "ян", "ав", "ук", "ош", "ет")
LAST = ("ая", "ина", "ова", "ского", "ников", "ева", "ка", "цева", "ного", "ича")
BATCH = 20_000  # rows
SCANS = 5  # look-ups with LIKE


@dataclass(frozen=True)
class Home:
    """One address; its account has its number."""

    number: int
    street: int
    name: str
    house: str
    flat: int

    @property
    def account(self) -> str:
        return f"9{self.number:09}"


def homes(count: int) -> Iterator[Home]:
    """A made-up town of about `count` addresses, street by street."""
    names = islice(product(FIRST, SECOND, LAST), count // (FLATS * len(HOUSES)))
    places = product(enumerate(names, start=1), HOUSES, range(1, FLATS + 1))
    for number, ((street, parts), house, flat) in enumerate(places, start=1):
        yield Home(number, street, "".join(parts), house, flat)


def measure(database: str, cache: Path, count: int, tries: int) -> dict[str, Any]:
    """Milliseconds from the words to the account, and of a scan, in a database of this kind."""
    with TemporaryDirectory() as place, DATABASES[database](Path(place), cache, 1) as url:
        engine = open_database(url)
        addresses = _fill(engine, count)
        began = time.perf_counter()
        with engine.connect() as connection:
            streets = len(streets_of(connection).every)
        first = time.perf_counter() - began
        wanted = list(islice(_some(count, tries), tries))
        found, wrong = _timed(wanted, lambda home: _find(engine, home))
        scanned, missed = _timed(wanted[:SCANS], lambda home: _scan(engine, home))
        engine.dispose()
    return {
        "database": database,
        "addresses": addresses,
        "streets": streets,
        "streets read, ms": 1000 * first,
        "p50, ms": percentile(found, 0.5),
        "p99, ms": percentile(found, 0.99),
        "LIKE, ms": 1000 * statistics.median(scanned),
        "times faster than LIKE": statistics.median(scanned) / statistics.median(found),
        "not found": wrong + missed,
    }


def show(figures: dict[str, Any]) -> str:
    """For people."""
    return (
        f"{figures['database']}: a spoken address to its account, among"
        f" {figures['addresses']:,} on {figures['streets']:,} streets: p50"
        f" {figures['p50, ms']:.2f} ms, p99 {figures['p99, ms']:.2f} ms. SQL LIKE alone takes"
        f" {figures['LIKE, ms']:.0f} ms, {figures['times faster than LIKE']:.0f} times as long."
        f" Streets are read once, in {figures['streets read, ms']:.0f} ms."
        f" Not found: {figures['not found']}"
    )


def _some(count: int, tries: int) -> Iterator[Home]:
    lot = Random(7)
    chosen = set(lot.sample(range(1, count), tries))
    return (home for home in homes(count) if home.number in chosen)


def _timed(homes: Sequence[Home], look_up: Callable[[Home], bool]) -> tuple[list[float], int]:
    """Seconds of each look-up, and how many found nothing."""
    took, wrong = [], 0
    for home in homes:
        began = time.perf_counter()
        wrong += not look_up(home)
        took.append(time.perf_counter() - began)
    return took, wrong


def _find(engine: Engine, home: Home) -> bool:
    """Grammar, streets, houses, and the account with its second factor."""
    words = f"{home.name} {HOUSES[home.house]} квартира {num2words(home.flat, lang='ru')}"
    said = SpokenAddress().parse(Heard(words, By.SPEECH), "ru")
    if said is None:
        return False
    with engine.connect() as connection:
        places = find(connection, said).places
        accounts = [
            account_at(connection, one, home.account[-4:], "account_tail") for one in places
        ]
    return home.account in [account.number for account in accounts if account]


def _scan(engine: Engine, home: Home) -> bool:
    wanted = {"name": f"%{home.name}%", "house": home.house, "flat": str(home.flat)}
    with engine.connect() as connection:
        return home.account in connection.execute(_LIKE, wanted).scalars().all()


def _fill(engine: Engine, count: int) -> int:
    """Store the town; how many addresses it has."""
    everything, stored = homes(count), 0
    with engine.begin() as connection:
        while batch := list(islice(everything, BATCH)):
            names = {home.street: f"ул. {home.name}" for home in batch if home.flat == 1}
            new = [{"id": id_, "locality": "Город", "name": name} for id_, name in names.items()]
            known = set(connection.scalars(select(StreetRow.id).where(StreetRow.id.in_(names))))
            if new := [row for row in new if row["id"] not in known]:
                connection.execute(insert(StreetRow), new)
            connection.execute(insert(AddressRow), [_address(home) for home in batch])
            connection.execute(insert(AccountRow), [_account(home) for home in batch])
            stored += len(batch)
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    return stored


def _address(home: Home) -> dict[str, object]:
    return {
        "id": home.number,
        "locality": "Город",
        "street": f"ул. {home.name}",
        "house": home.house,
        "flat": str(home.flat),
        "street_id": home.street,
        "house_key": key_of(home.house),
        "flat_key": str(home.flat),
    }


def _account(home: Home) -> dict[str, object]:
    return {
        "id": home.number + 1000,  # the bench of calls has some already
        "number": home.account,
        "customer": "individual",
        "name": "Тестов Т. Т.",
        "address_id": home.number,
    }


_LIKE = (
    select(AccountRow.number)
    .join(AddressRow, AddressRow.id == AccountRow.address_id)
    .where(
        AddressRow.street.like(bindparam("name")),
        AddressRow.house == bindparam("house"),
        AddressRow.flat == bindparam("flat"),
    )
)
