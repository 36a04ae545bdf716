"""kill -9 at any point of a sweep: the next finishes it, and nothing tells of the accident."""

import random
import signal
import subprocess
import sys
import threading
from datetime import date

import pytest
from sqlalchemy import func, select

from models.segments.tables import SegmentRow
from models.tables import CallRow, JournalRow
from tests.recordings.retention.furnishing import Archive
from tests.recordings.retention.sweeping import POINTS

DAY = date(2026, 1, 15)
NEXT = date(2026, 4, 16)
DUE, KEPT, HELD = 70, 3, 3


def started(archive: Archive, *point: str) -> subprocess.Popen[bytes]:
    url = archive.engine.url.render_as_string(hide_password=False)
    words = [url, str(archive.office.anchor.parent), NEXT.isoformat(), *point]
    return subprocess.Popen([sys.executable, "-m", "tests.recordings.retention.sweeping", *words])


@pytest.fixture
def full(archive: Archive) -> Archive:
    """Calls that are due, newer ones, and such as are held."""
    for _ in range(DUE):
        archive.call(DAY)
    for _ in range(KEPT):
        archive.call(NEXT)
    for _ in range(HELD):
        archive.hold(archive.call(DAY), DAY)
    return archive


def check_consistent(archive: Archive) -> None:
    """What holds at every moment, whoever was killed."""
    assert archive.states()[DUE:] == ["stored"] * (KEPT + HELD)
    assert archive.states()[:DUE].count("destroyed") == len(archive.proven())
    assert archive.broken() == []
    with archive.engine.connect() as db:
        gone = select(SegmentRow.wrapped_key).where(SegmentRow.state == "destroyed")
        assert set(db.scalars(gone)) <= {None}
        there = db.scalars(select(SegmentRow.name).where(SegmentRow.state == "stored")).all()
        forgotten = select(func.count()).where(CallRow.forgotten_at.is_not(None))
        journals = select(func.count()).select_from(JournalRow)
        counted = db.execute(forgotten).scalar_one() + db.execute(journals).scalar_one()
    assert set(there) <= set(archive.store.names())
    assert counted == DUE + KEPT + HELD


def check_finished(archive: Archive) -> None:
    check_consistent(archive)
    assert archive.states()[:DUE] == ["destroyed"] * DUE
    assert archive.files() == KEPT + HELD
    with archive.engine.connect() as db:
        assert db.execute(select(func.count()).select_from(JournalRow)).scalar_one() == KEPT + HELD
        unfinished = select(func.count()).where(
            SegmentRow.state == "destroyed", SegmentRow.destroyed_at.is_(None)
        )
        assert db.execute(unfinished).scalar_one() == 0


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_point(full: Archive, point: str) -> None:
    count = "60" if point == "half of the files removed" else "2"
    count = "1" if "words" in point or "half written" in point else count
    full.engine.dispose()
    assert started(full, point, count).wait(60) == -signal.SIGKILL
    check_consistent(full)
    assert full.sweep(NEXT).holds
    check_finished(full)


@pytest.mark.slow
def test_killed_again_and_again_at_any_moment(full: Archive) -> None:
    """Two at once, of which the older is killed, until one comes to its end."""
    chance = random.Random(5)
    full.engine.dispose()
    running = [started(full)]
    for _ in range(8):
        running.append(started(full))
        threading.Event().wait(chance.uniform(0.6, 1.4))  # some 0.5 s go by before it works
        running[0].kill()
        running.pop(0).wait()
        check_consistent(full)
    assert running[0].wait(60) == 0
    full.sweep(NEXT)
    check_finished(full)
