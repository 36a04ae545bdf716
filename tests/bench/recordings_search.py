"""How long an auditor's search takes where a million recordings are in the ledger.

Calls and contacts are those of the bench of reports; each call has a segment, a hundredth part of
them something rare: damaged, missing, held, or with words written down.
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, insert, select, text

from config.utility import Utility, read_utility
from models.contacts.tables import ContactRow
from models.database import open_database, open_readers
from models.events.days import Days
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.segments.kinds import State
from models.segments.tables import LegalHoldRow, SegmentRow, WordRow
from models.tables import AccountRow, CallRow
from recordings.listening.find import Sought, Wanted, find
from recordings.listening.links import Links, Listener
from recordings.listening.rights import Way
from tests.bench import reports
from tests.bench.databases import DATABASES
from tests.bench.reports import BEGAN, FIRST, LAST, WRITTEN, YEAR
from tests.gateway.office import DESK

LIMIT = 3.0  # seconds for any search, on either database
TRIES = 3
RARE = 100  # one call in so many
WORDS = ("добрый", "день", "показания", "счётчик", "начисление", "тариф", "спасибо", "справка")
TODAY = LAST


def measure(database: str, cache: Path, count: int) -> dict[str, Any]:
    """Seconds of each kind of search, over the whole year but for the first kind."""
    utility = read_utility(DESK)
    with TemporaryDirectory() as place, DATABASES[database](Path(place), cache, 1) as url:
        writer = open_database(url)
        reports.fill(writer, utility, count)
        _fill(writer, count)
        reader = open_readers(url)
        took = {kind: _timed(reader, wanted) for kind, wanted in _kinds(reader, utility)}
        took["a link, issued and taken"] = _link(writer)
        for engine in (reader, writer):
            engine.dispose()
    return {"database": database, "recordings": count, "seconds": took,
            "slowest": max(took.values()), "limit": LIMIT}  # fmt: skip


def show(figures: dict[str, Any]) -> str:
    """For people."""
    title = "{database}: searches among {recordings:,} recordings, limit {limit:.0f} s"
    rows = (f"  {kind}: {took * 1000:.0f} ms" for kind, took in figures["seconds"].items())
    return "\n".join((title.format_map(figures), *rows))


def _kinds(reader: Engine, utility: Utility) -> Iterator[tuple[str, Wanted]]:
    year = Days(BEGAN.date(), (BEGAN + timedelta(days=364)).date(), utility.zone)
    with reader.connect() as db:
        operator = db.scalar(select(ContactRow.operator_id).limit(1))
        account = db.scalar(select(CallRow.account_id).where(CallRow.account_id.is_not(None)))
    everything = Wanted(year)
    topic, queue = next(iter(utility.topics)), next(iter(utility.queues))
    yield "newest of a month", Wanted(Days(FIRST, LAST, utility.zone))
    yield "newest of the year", everything
    yield "operator", replace(everything, operator=operator)
    yield "topic and queue", replace(everything, topic=topic, queue=queue)
    yield "operator, topic, queue", replace(everything, operator=operator, topic=topic, queue=queue)
    yield "an outcome that nobody had", replace(everything, outcome="specialist")
    yield "account", replace(everything, account=account)
    yield "stored", replace(everything, state=State.STORED)
    yield "damaged", replace(everything, state=State.DAMAGED)
    yield "missing", replace(everything, state=State.MISSING)
    yield "destroyed, of which there is none", replace(everything, state=State.DESTROYED)
    yield "held", replace(everything, held_on=TODAY)
    yield "a word", replace(everything, words=[Sought("тариф", True)])
    yield "the beginnings of two words", replace(everything, words=[Sought("показ"), Sought("спр")])
    yield "a word that nobody said", replace(everything, words=[Sought("нет такого")])
    yield "damaged of an operator", replace(everything, state=State.DAMAGED, operator=operator)


def _timed(reader: Engine, wanted: Wanted) -> float:
    """The median of a page, and of the page after it."""
    took, after = [], None
    for _ in range(TRIES):
        began = time.perf_counter()
        with reader.connect() as db:
            after = find(db, wanted, TODAY, after).goes_on
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _link(writer: Engine) -> float:
    with writer.connect() as db:
        who = db.scalar(select(OperatorRow.id).limit(1)) or 0
        call = db.scalar(select(SegmentRow.call_id).limit(1)) or 0
    listener, took = Listener(who, Role.AUDITOR, "session"), []
    for _ in range(50):
        links, began = Links(writer, "secret", BEGAN), time.perf_counter()
        links.take(listener, links.issue(listener, call, 1, Way.LISTEN, "audit"))
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _fill(engine: Engine, count: int) -> None:
    lot = Random(5)
    with engine.connect() as db:
        account = db.scalar(select(AccountRow.id).limit(1))
        who = db.scalar(select(OperatorRow.id).limit(1))
    first = reports.FIRST_CALL
    for start in range(0, count, WRITTEN):
        numbers = range(start, min(count, start + WRITTEN))
        segments = [_segment(first + number, number, count, lot) for number in numbers]
        with engine.begin() as db:
            db.execute(insert(SegmentRow), segments)
            words = [word for number in numbers if number % RARE == 5
                     for word in _words(first + number, lot)]  # fmt: skip
            if words:
                db.execute(insert(WordRow), words)
            rows = {"reason": "x", "placed_by": who, "placed_at": BEGAN}
            held = [rows | {"call_id": first + n} for n in numbers if n % (10 * RARE) == 7]
            if held:
                db.execute(insert(LegalHoldRow), held)
    with engine.begin() as db:
        db.execute(text(f"UPDATE call SET account_id = {account} WHERE id % 50000 = 1"))
    with engine.connect() as db:
        db.exec_driver_sql("ANALYZE")
        db.commit()


def _segment(call: int, number: int, count: int, lot: Random) -> dict[str, Any]:
    at = BEGAN + timedelta(seconds=YEAR * number / count)
    rare = {1: State.DAMAGED, 2: State.MISSING}.get(number % RARE, State.STORED)
    return {
        "id": call, "call_id": call, "number": 1, "source": f"bench-{call}", "name": f"b-{call}",
        "state": rare, "expected_at": at, "began_at": at, "keep_until": TODAY, "lacks": 0,
        "duration": lot.randrange(600_000), "wrapped_key": b"x", "settled_at": at,
    }  # fmt: skip


def _words(segment: int, lot: Random) -> Iterator[dict[str, Any]]:
    for place in range(60):
        yield {
            "segment_id": segment, "side": place % 2, "place": place, "word": lot.choice(WORDS),
            "began": place * 400, "ended": place * 400 + 300,
        }  # fmt: skip
