"""How fast the one search box finds a customer among a million, beside SQL LIKE '%...%'."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, insert, select, text
from stdnum import luhn

from config.utility import read_utility
from models.database import open_database
from models.importing.headings import Field
from models.importing.lines import AccountFacts, Address, Line
from models.importing.store import in_batches, save
from models.records import Customer
from models.search.by_number import phone_key
from models.search.find import find
from models.search.tables import CustomerNumberRow
from models.tables import AccountRow
from tests.bench.addresses import FIRST, LAST, SECOND
from tests.bench.databases import DATABASES
from tests.bench.report import percentile

FLATS, HOUSES = 80, 60  # in a house, on a street
FORENAMES = (
    "Анна", "Мария", "Елена", "Ольга", "Татьяна", "Наталья", "Ирина", "Светлана", "Галина", "Нина",
    "Людмила", "Валентина", "Вера", "Юлия", "Екатерина", "Надежда", "Лидия", "Зоя", "Раиса", "Инна",
)  # fmt: skip
FATHERS = (
    "Ивановна", "Петровна", "Сергеевна", "Николаевна", "Александровна", "Михайловна", "Павловна",
    "Андреевна", "Викторовна", "Юрьевна", "Олеговна", "Борисовна", "Семёновна", "Фёдоровна",
)  # fmt: skip
SURNAME_ENDS = ("ова", "ева", "ина", "ская")
PHONES = 200_000  # accounts with a telephone number
SCANS = 5  # look-ups with LIKE
WRITTEN = 20_000  # rows at once


@dataclass(frozen=True)
class Person:
    """One account, all of it made up from its place."""

    place: int
    number: str
    surname: str
    forename: str
    father: str
    street: str
    house: str
    flat: str

    @property
    def phone(self) -> str:
        return f"+7912{self.place % 10_000_000:07}"


def people(count: int) -> Iterator[Person]:
    """As many, their surnames as unequally spread as real ones are."""
    lot = Random(1701)
    stems = [f"{a}{b}{c}" for a in FIRST for b in SECOND for c in ("", "н", "р", "л", "т", "ч")]
    streets = [
        f"ул. {a}{b}{c}".title().replace("Ул.", "ул.") for c in LAST for b in SECOND for a in FIRST
    ]
    for place in range(count):
        stem = stems[int(len(stems) * lot.random() ** 2)]
        yield Person(
            place,
            (digits := f"{place:07}") + luhn.calc_check_digit(digits),
            (stem + SURNAME_ENDS[place % 4]).capitalize(),
            lot.choice(FORENAMES),
            lot.choice(FATHERS),
            streets[place // (FLATS * HOUSES)],
            str(place // FLATS % HOUSES + 1),
            str(place % FLATS + 1),
        )


def _mistyped(word: str, lot: Random) -> str:
    at = lot.randrange(1, len(word) - 1)
    return word[:at] + lot.choice("аеиолнр") + word[at + 1 :]


def _in_another_case(word: str) -> str:
    return word[:-2] + "ой" if word.endswith("ая") else word[:-1] + "ой"


# What an operator types of somebody.
Typing = Callable[[Person, Random], str]
KINDS: dict[str, Typing] = {
    "account": lambda one, lot: one.number,
    "account, first six digits": lambda one, lot: one.number[:6],
    "account, last six digits": lambda one, lot: one.number[2:],
    "account, a digit wrong": lambda one, lot: _wrong_digit(one.number, lot),
    "telephone": lambda one, lot: f"8{one.phone[2:]}",
    "telephone, last seven digits": lambda one, lot: one.phone[-7:],
    "address": lambda one, lot: f"{one.street}, {one.house}-{one.flat}",
    "address, turned round": lambda one, lot: f"{one.house} {one.flat} {one.street[4:]}",
    "address, mistyped": lambda one, lot: (
        f"{_mistyped(one.street[4:], lot)} {one.house} {one.flat}"
    ),
    "house alone": lambda one, lot: f"{one.street[4:]} {one.house}",
    "surname": lambda one, lot: one.surname,
    "surname, beginning": lambda one, lot: one.surname[:5],
    "surname in another case": lambda one, lot: _in_another_case(one.surname),
    "surname mistyped": lambda one, lot: _mistyped(one.surname, lot),
    "surname and forename": lambda one, lot: f"{one.surname} {one.forename}",
    "whole name": lambda one, lot: f"{one.surname} {one.forename} {one.father}",
    "common forename and patronymic": lambda one, lot: f"{one.forename} {one.father}",
    "name and house": lambda one, lot: f"{one.surname} {one.street[4:]} {one.house}",
    "nobody": lambda one, lot: "Кржижановская-Ъ Аделаида",
}  # fmt: skip
UNIQUE = (
    "account", "account, last six digits", "account, a digit wrong", "address",
    "address, turned round", "address, mistyped", "name and house",
)  # fmt: skip


def _wrong_digit(number: str, lot: Random) -> str:
    at = lot.randrange(len(number))
    return number[:at] + str((int(number[at]) + 1 + lot.randrange(8)) % 10) + number[at + 1 :]


def measure(database: str, cache: Path, count: int, tries: int) -> dict[str, Any]:
    """Milliseconds of each kind of search in a database of this kind, and of a scan."""
    with TemporaryDirectory() as place, DATABASES[database](Path(place), cache, 1) as url:
        engine = open_database(url)
        _leave_room(engine)
        began = time.perf_counter()
        fill(engine, count)
        filled = time.perf_counter() - began
        lot = Random(7)
        known = {lot.randrange(count) for _ in range(tries)} | {0}
        wanted = [one for one in people(count) if one.place in known]
        lot.shuffle(wanted)
        kinds = {kind: _of_kind(engine, kind, wanted) for kind in KINDS}
        scans = [_scan(engine, one) for one in wanted[:SCANS]]
        engine.dispose()
    slowest = max(figures["p95, ms"] for figures in kinds.values())
    typical = statistics.median(figures["p50, ms"] for figures in kinds.values())
    return {
        "database": database,
        "accounts": count,
        "filled, s": filled,
        "kinds": kinds,
        "slowest p95, ms": slowest,
        "LIKE, ms": 1000 * statistics.median(scans),
        "times faster than LIKE": 1000 * statistics.median(scans) / typical,
    }


def _of_kind(engine: Engine, kind: str, wanted: list[Person]) -> dict[str, float]:
    lot, utility = Random(11), read_utility("demo")
    took, found = [], 0
    for one in wanted:
        typed = KINDS[kind](one, lot)
        began = time.perf_counter()
        with engine.connect() as connection:
            results = find(connection, utility, typed)
        took.append(time.perf_counter() - began)
        found += any(one.number == result.number for result in results)
    return {
        "p50, ms": 1000 * statistics.median(took),
        "p95, ms": percentile(took, 0.95),
        "found": found / len(wanted),
    }


def show(figures: dict[str, Any]) -> str:
    """For people."""
    lines = [f"{figures['database']}: the search box over {figures['accounts']:,} accounts"]
    for kind, each in figures["kinds"].items():
        share = f", found {each['found']:.0%}" if kind in UNIQUE else ""
        lines.append(f"  {kind}: p50 {each['p50, ms']:.1f} ms, p95 {each['p95, ms']:.1f} ms{share}")
    lines.append(
        f"  SQL LIKE: {figures['LIKE, ms']:.0f} ms, {figures['times faster than LIKE']:.0f} times"
        f" as long as the median kind. Slowest p95 {figures['slowest p95, ms']:.1f} ms"
    )
    return "\n".join(lines)


def _leave_room(engine: Engine) -> None:
    """The bench of calls has furnished some accounts and given them numbers of its own."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            for table in ("account", "address", "street"):
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1000)"
                )


def fill(engine: Engine, count: int) -> None:
    """The accounts, as an import stores them, and telephone numbers of some."""
    now = datetime.now(UTC)
    for lines in in_batches(_line(one) for one in people(count)):
        with engine.begin() as connection:
            save(connection, lines, frozenset(Field), now, "bench")
    with engine.begin() as connection:
        ids = dict(connection.execute(select(AccountRow.number, AccountRow.id)).all())
        some = islice(people(count), 0, count, max(1, count // PHONES))
        rows = [
            {"account_id": ids[one.number], "kind": "phone", "number": phone_key(one.phone),
             "source": "operator"}
            for one in some
        ]  # fmt: skip
        for at in range(0, len(rows), WRITTEN):
            connection.execute(insert(CustomerNumberRow), rows[at : at + WRITTEN])
    with engine.connect() as connection:  # what autovacuum does by itself some time later
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _line(one: Person) -> Line:
    name = f"{one.surname} {one.forename} {one.father}"
    address = Address(one.street, one.house, one.flat, "Заречный")
    return Line(AccountFacts(one.number, Customer.INDIVIDUAL, name, address))


def _scan(engine: Engine, one: Person) -> float:
    began = time.perf_counter()
    with engine.connect() as connection:
        rows = connection.execute(_LIKE, {"part": f"%{one.surname} {one.forename}%"})
        rows.all()
    return time.perf_counter() - began


_LIKE = text("SELECT id, number, name FROM account WHERE name LIKE :part OR number LIKE :part")
