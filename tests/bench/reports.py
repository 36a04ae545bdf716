"""How long a month's report takes where a million calls are stored, and the figures of today.

Calls, stays and contacts are made up; the log of events, which no report reads, is left out.
"""

import statistics
import time
from collections.abc import Callable, Hashable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, insert

from config.utility import Utility, read_utility
from models.contacts.records import Identified
from models.contacts.tables import ContactRow
from models.database import open_database
from models.events.days import Days, calls_in, stays_in
from models.events.summaries import norms_of, summed_up
from models.events.tables import StayRow
from models.operators.tables import OperatorRow
from models.rules.stay import Fate
from models.tables import CallRow
from operator_console.floor.today import today
from tests.bench.databases import DATABASES
from tests.gateway.office import DESK

BEGAN, YEAR = datetime(2026, 1, 1, tzinfo=UTC), 365 * 86_400  # seconds the calls are spread over
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
OPERATORS, WRITTEN, TRIES = 30, 20_000, 3  # people; calls stored at once; reports of each kind
ABANDONED, AT_THE_MENU = 0.08, 0.3  # of the calls
FIRST_CALL = 10_000_000  # a number that the bench's furniture has not

KEYS: dict[str, Callable[[Any], Hashable]] = {
    "by day": lambda stay: stay.began.date(),
    "by hour": lambda stay: stay.began.hour,
    "by operator": lambda stay: stay.operator_id,
    "by topic": lambda stay: stay.topic,
    "by queue": lambda stay: stay.queue,
}


def measure(database: str, cache: Path, count: int) -> dict[str, Any]:
    """Seconds of each kind of report of a month, and of the floor's figures of a day."""
    utility = read_utility(DESK)
    with TemporaryDirectory() as place, DATABASES[database](Path(place), cache, 1) as url:
        engine = open_database(url)
        fill(engine, utility, count)
        month = Days(FIRST, LAST, utility.zone)
        took = {kind: _timed(lambda key=key: _report(engine, utility, month, key))  # type: ignore[misc]
                for kind, key in KEYS.items()}  # fmt: skip
        took["today"] = _timed(lambda: _today(engine, utility))
        with engine.connect() as connection:
            reported = calls_in(connection, month)
        engine.dispose()
    return {"database": database, "calls": count, "in the month": reported, "seconds": took}


def show(figures: dict[str, Any]) -> str:
    """For people."""
    title = "{database}: reports over {calls:,} calls, {in the month:,} in the month"
    rows = (f"  {kind}: {took:.2f} s" for kind, took in figures["seconds"].items())
    return "\n".join((title.format_map(figures), *rows))


def _timed(what: Callable[[], object]) -> float:
    """The median."""
    took = []
    for _ in range(TRIES):
        began = time.perf_counter()
        what()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _report(engine: Engine, utility: Utility, days: Days, key: Callable[[Any], Hashable]) -> None:
    with engine.connect() as connection:
        summed_up(stays_in(connection, days), key, norms_of(utility))
        calls_in(connection, days)


def _today(engine: Engine, utility: Utility) -> None:
    with engine.connect() as connection:
        today(connection, utility, NOW)


def fill(engine: Engine, utility: Utility, count: int) -> None:
    """As many calls, the operators who answered most of them, and what came of it."""
    made = insert(OperatorRow).returning(OperatorRow.id)
    with engine.begin() as connection:
        people = [connection.scalar(made, _operator(n)) for n in range(OPERATORS)]
    lot = Random(22)
    for first in range(0, count, WRITTEN):
        numbers = range(first, min(count, first + WRITTEN))
        calls = [_call(number, count) for number in numbers]
        waited = [call for call in calls if lot.random() >= AT_THE_MENU]
        stays = [_stay(call, lot, people, list(utility.queues)) for call in waited]
        contacts = list(_contacts(stays, lot, list(utility.topics)))
        with engine.begin() as connection:
            for table, rows in ((CallRow, calls), (StayRow, stays), (ContactRow, contacts)):
                connection.execute(insert(table), rows)
    with engine.connect() as connection:  # what autovacuum does by itself some time later
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _operator(number: int) -> dict[str, Any]:
    return {
        "login": f"bench{number:02}", "name": f"bench{number:02}", "unit": "", "role": "engineer",
        "language": "ru", "password_hash": "", "wrong_passwords": 0, "active": True,
        "telephone": "desk", "queues": [], "changed_at": BEGAN,
    }  # fmt: skip


def _call(number: int, count: int) -> dict[str, Any]:
    return {
        "id": FIRST_CALL + number, "key": f"bench-{number}", "utility": "bench", "caller": "",
        "dialled": "", "began_at": BEGAN + timedelta(seconds=YEAR * number / count),
        "holder": "bench", "language": "ru",
    }  # fmt: skip


def _stay(
    call: dict[str, Any], lot: Random, people: list[Any], queues: list[str]
) -> dict[str, Any]:
    gone = lot.random() < ABANDONED
    answered = {
        "search": lot.randrange(90_000), "information": lot.randrange(600_000),
        "hold": lot.choice((None, lot.randrange(60_000))), "wrap_up": lot.randrange(120_000),
    }  # fmt: skip
    return {
        "call_id": call["id"], "number": 1, "began": call["began_at"], "queue": lot.choice(queues),
        "fate": Fate.ABANDONED if gone else Fate.ANSWERED, "waiting": lot.randrange(120_000),
        "operator_id": None if gone else lot.choice(people), "connecting": None,
        "specialist": None, **(dict.fromkeys(answered) if gone else answered),
    }  # fmt: skip


def _contacts(
    stays: list[dict[str, Any]], lot: Random, topics: list[str]
) -> Iterator[dict[str, Any]]:
    for stay in stays:
        if stay["fate"] is Fate.ANSWERED:
            yield {
                "call_id": stay["call_id"], "caller": "", "operator_id": stay["operator_id"],
                "opened_at": stay["began"], "queue": stay["queue"], "note": "",
                "identified": Identified.NOT, "topic": lot.choice(topics),
            }  # fmt: skip
