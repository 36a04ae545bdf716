"""The archive under strain: a storm of calls with deaths in it, and the scan of a million entries.

The storm is the one of the tests, only longer. For the scan the store is a directory with as many
files as the ledger has entries; they are empty, as it reads their names alone.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, insert, select

from config.settings import Settings
from models.database import open_database
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from recordings.archive.alarms import alarms
from recordings.archive.archive import Archive, open_archive
from recordings.archive.ledger import expected
from recordings.archive.names import new_name
from recordings.store.disk import SHARD
from tests.bench.databases import DATABASES
from tests.recordings.archive.reckoning import reckon
from tests.recordings.archive.storm import Storm, stormy

WRITTEN = 50_000  # rows at once
WAITING, ORPHANS, LOST = 40, 1000, 1000  # among the entries and files
NOW = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
OLD = NOW - timedelta(days=30)


def weather(calls: int, at_once: int) -> dict[str, Any]:
    """The storm, and what became of its calls."""
    with stormy() as line:
        storm = Storm(line, calls, at_once)
        began = time.monotonic()
        asyncio.run(storm.blow())
        blown = time.monotonic() - began
        done = reckon(storm)
    kept = sum(done.states.values())
    return {
        "calls": calls,
        "seconds": blown,
        **dict(sorted(storm.done.items())),
        "announced": kept,
        **{str(state): count for state, count in sorted(done.states.items())},
        "not judged, as this machine was too busy to be their telephone": done.unheard,
        "damaged though not cut off: holds, no time to record": done.on_hold,
        "of these more than 2 s of what was said, s, most": max(done.short, default=0.0),
        "whole of those announced": done.states[State.STORED] / max(kept, 1),
        "cut ones, missing at the end, s, median": median(done.missing_at_end or [0.0]),
        "cut ones, missing at the end, s, most": max(done.missing_at_end, default=0.0),
        "missing after the announcement, s, most": max(done.missing_at_beginning, default=0.0),
        "without a sound, s of it, most": max(done.without_sound, default=0.0),
        "lost, orphaned, or otherwise wrong": done.wrong,
    }


def scanned(database: str, cache: Path, count: int) -> dict[str, Any]:
    """Seconds of the jobs that look through a ledger of so many entries, in this database."""
    with TemporaryDirectory() as place, DATABASES[database](Path(place), cache, 1) as url:
        engine = open_database(url)
        settings = Settings(home=Path(place), database=url)
        archive = open_archive(settings, engine, lambda: NOW)
        _fill(archive, count)
        with engine.connect() as db:
            plain = _median(lambda: db.execute(_PLAIN).all(), 1)
            waiting = _median(lambda: list(expected(db)), 5)
        warned = _median(lambda: alarms(archive), 5)
        began = time.perf_counter()
        found = archive.scan()
        seconds = time.perf_counter() - began
        engine.dispose()
    if (found.removed, len(found.lost)) != (ORPHANS + WAITING, LOST):
        raise AssertionError(found)
    return {
        "database": database,
        "entries": count,
        "waiting": {"s": waiting, "of": WAITING},
        "alarms, s": warned,
        "scan, s": seconds,
        "scan, times plain": seconds / plain,
    }


def show(figures: dict[str, Any]) -> str:
    """For people."""
    return (
        f"{figures['database']}: {figures['entries']:,} entries\n"
        f"  the {figures['waiting']['of']} that wait: {1000 * figures['waiting']['s']:.1f} ms\n"
        f"  alarms: {1000 * figures['alarms, s']:.1f} ms\n"
        f"  scan for orphans, both ways: {figures['scan, s']:.1f} s, "
        f"{figures['scan, times plain']:.1f} times a plain SELECT of all entries"
    )


def _fill(archive: Archive, count: int) -> None:
    """Entries and their files; some files that no entry names, and entries without a file."""
    names = [new_name(OLD) for _ in range(count + ORPHANS)]
    root = archive.settings.home / "recordings"
    for shard in {name[:SHARD] for name in names}:
        (root / shard).mkdir()
    for name in names[LOST:]:
        (root / name[:SHARD] / name).touch()
    for first in range(0, count, WRITTEN):
        _write(archive.engine, names[first : min(first + WRITTEN, count)], first)
    with archive.engine.connect() as db:  # what autovacuum does by itself some time later
        db.exec_driver_sql("ANALYZE")
        db.commit()


def _write(engine: Engine, names: list[str], first: int) -> None:
    rows = [
        {"number": 1, "name": name, "source": f"k{first + place}", "state": State.STORED,
         "expected_at": OLD, "keep_until": date(2026, 12, 31), "duration": 180_000, "lacks": 0,
         "wrapped_key": bytes(40), "key_id": "k", "sha256": 64 * "0", "settled_at": OLD}
        for place, name in enumerate(names)
    ]  # fmt: skip
    if not first:
        for place, row in enumerate(rows[-WAITING:]):
            row |= {"state": State.EXPECTED, "name": None, "source": f"w{place}"}
    with engine.begin() as db:
        db.execute(insert(SegmentRow), rows)


def _median(job: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        job()
        taken.append(time.perf_counter() - began)
    return median(taken)


_PLAIN = select(SegmentRow.id, SegmentRow.name)
