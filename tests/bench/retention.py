"""The nightly sweep over a ledger of a million recordings, beside SELECTs of the same rows."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert, select

from models import anchor
from models.anchor import Link
from models.database import open_database, open_readers
from models.rules.retention import keep_until
from models.seals import SealKeys
from models.segments.kinds import State
from models.segments.tables import DestructionRow, SegmentRow
from models.tables import CallRow
from recordings.retention import chain
from recordings.retention.chain import Gone
from recordings.retention.due import segments_due
from recordings.retention.office import Office
from recordings.retention.plan import plan, planned
from recordings.retention.sweep import sweep
from recordings.store.disk import DiskStore
from tests.bench.databases import DATABASES

ZONE = ZoneInfo("Europe/Samara")
TODAY = date(2026, 11, 21)
OLD, NEW = TODAY - timedelta(days=120), TODAY - timedelta(days=30)
WRITTEN = 50_000  # rows at once
ROUNDS = 5


def measure(database: str, cache: Path, count: int, due: int, links: int) -> dict[str, Any]:
    """Seconds of each job in a database of this kind, and how many times a plain SELECT's."""
    with TemporaryDirectory() as place, DATABASES[database](Path(place), cache, 1) as url:
        engine = open_database(url)
        office = Office(
            engine, 3, ZONE, lambda: SealKeys(("a key of the bench",)), Path(place) / "destructions"
        )
        fill(office, count, due, links)
        readers = open_readers(url)
        with readers.connect() as db:
            jobs = {
                f"find the {due:,} due": (
                    _median(lambda: _ids_due(db)),
                    _median(lambda: _plain(db, links + 1, links + due)),
                ),
                "plan, with its list": (
                    _median(lambda: (plan(db, office, TODAY), list(planned(db, TODAY)))),
                    _median(lambda: _plain(db, links + 1, links + due)),
                ),
            }
        noted = [anchor.noted(office.anchor)]
        jobs[f"verify a chain of {links:,}"] = (
            _median(lambda: list(chain.broken(readers, office.seals(), noted)), 1),
            _median(lambda: _plain_chain(readers), 1),
        )
        swept = _once(lambda: _sweep(office, Path(place), due))
        readers.dispose()
        engine.dispose()
    return {
        "database": database,
        "recordings": count,
        "jobs": {name: {"s": s, "times plain": s / plain} for name, (s, plain) in jobs.items()},
        "sweep, s": swept,
        "sweep, a second": due / swept,
    }


def show(figures: dict[str, Any]) -> str:
    """For people."""
    lines = [f"{figures['database']}: retention over {figures['recordings']:,} recordings"]
    for name, job in figures["jobs"].items():
        lines.append(
            f"  {name}: {1000 * job['s']:,.0f} ms, "
            f"{job['times plain']:.1f} times a plain SELECT of these rows"
        )
    lines.append(
        f"  the sweep itself, entries, proof and words: {figures['sweep, s']:.1f} s, "
        f"{figures['sweep, a second']:,.0f} recordings a second"
    )
    return "\n".join(lines)


def fill(office: Office, count: int, due: int, links: int) -> None:
    """Of the recordings `links` were destroyed before, `due` are due, the others are newer."""
    for first in range(1, count + 1, WRITTEN):
        numbers = range(first, min(first + WRITTEN, count + 1))
        with office.engine.begin() as db:
            _write(db, office, numbers, links, due)
    with office.engine.begin() as db:
        gone = [Gone(number, f"{number:064x}") for number in range(1, links + 1)]
        chain.append(db, office.seals().newest, gone, "P1: 3 months", _noon(OLD))
    office.anchor.write_text(f"{_newest(office.engine)}\n")
    with office.engine.connect() as db:  # what autovacuum does by itself some time later
        db.exec_driver_sql("ANALYZE")
        db.commit()


def _write(db: Connection, office: Office, numbers: range, links: int, due: int) -> None:
    calls, segments = [], []
    for number in numbers:
        day = OLD if number <= links + due else NEW
        destroyed = number <= links
        at = _noon(day)
        calls.append(
            {"id": number, "key": f"k{number}", "utility": "demo", "caller": "", "dialled": "",
             "began_at": at, "holder": "", "language": "ru",
             "forgotten_at": at if destroyed else None}
        )  # fmt: skip
        segments.append(
            {"id": number, "call_id": number, "number": 1, "name": f"n{number:08}",
             "source": f"k{number}", "state": State.DESTROYED if destroyed else State.STORED,
             "expected_at": at, "keep_until": keep_until(day, office.months),
             "wrapped_key": None if destroyed else bytes(40), "lacks": 0,
             "sha256": f"{number:064x}", "destroyed_at": at if destroyed else None}
        )  # fmt: skip
    db.execute(insert(CallRow), calls)
    db.execute(insert(SegmentRow), segments)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def _newest(engine: Engine) -> Link:
    with engine.connect() as db:
        return chain.newest(db)


def _ids_due(db: Connection) -> None:
    found = db.scalars(select(SegmentRow.id).where(segments_due(TODAY))).all()
    assert found


def _plain(db: Connection, first: int, last: int) -> None:
    columns = (SegmentRow.id, SegmentRow.call_id, SegmentRow.state, SegmentRow.keep_until)
    assert db.execute(select(*columns).where(SegmentRow.id.between(first, last))).all()


def _plain_chain(readers: Engine) -> None:
    with readers.connect() as db:
        assert db.execute(select(DestructionRow.__table__)).all()


def _sweep(office: Office, place: Path, due: int) -> None:
    swept = sweep(office, DiskStore(place / "recordings"), _noon(TODAY))
    assert (swept.destroyed, swept.calls, swept.holds) == (due, due, True)


def _once(job: Callable[[], object]) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def _median(job: Callable[[], object], rounds: int = ROUNDS) -> float:
    return sorted(_once(job) for _ in range(rounds))[rounds // 2]
