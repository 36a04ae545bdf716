"""Real calls on a real Asterisk: what was announced as recorded is kept, whole (P1)."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator

import numpy
import pytest
from numpy.typing import NDArray
from sqlalchemy import Row, func, select

from ivr.callers.listener import Listener
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from recordings.archive.archive import Archive, open_archive
from recordings.sound import RATE, decode
from tests.office import outcomes
from tests.station import Hotline, hotline

pytestmark = [pytest.mark.asterisk, pytest.mark.slow]
MENU = "Чтобы передать показания"
PITCH = 500  # Hz, of what the caller says
FLUSH = 1.2  # seconds, what Asterisk may hold back


@pytest.fixture(scope="module")
def line() -> Iterator[Hotline]:
    with hotline() as line:
        yield line


@pytest.fixture
def archive(line: Hotline) -> Archive:
    return open_archive(line.settings, line.engine)


def tone(seconds: float) -> bytes:
    """What our caller says."""
    at = numpy.arange(int(RATE * seconds)) / RATE
    return (8000 * numpy.sin(2 * numpy.pi * PITCH * at)).astype("<i2").tobytes()


def settled(line: Hotline, count: int) -> list[Row[tuple[SegmentRow]]]:
    """The newest segments, once so many are settled: by the process that does it."""
    asked = select(SegmentRow.__table__).order_by(SegmentRow.id.desc()).limit(count)
    for _ in range(600):
        with line.engine.connect() as db:
            rows = list(db.execute(asked))
        if len(rows) == count and all(row.state != State.EXPECTED for row in rows):
            return rows
        time.sleep(0.05)
    raise AssertionError([row.state for row in rows])


def sides(archive: Archive, segment: int) -> tuple[NDArray[numpy.int16], NDArray[numpy.int16]]:
    with archive.sound(segment) as sound:
        blocks = list(decode(sound))
    return tuple(numpy.concatenate(side) for side in zip(*blocks, strict=True))  # type: ignore[return-value]


def loud(samples: NDArray[numpy.int16], begin: float, end: float) -> float:
    """How loud it is in that stretch of seconds."""
    part = samples[int(begin * RATE) : int(end * RATE)].astype(float)
    return float(numpy.sqrt((part**2).mean()))


def test_both_sides_are_kept_at_their_times(line: Hotline, archive: Archive) -> None:
    """The caller's tone is heard where the caller said it, on the caller's side alone."""

    async def story() -> tuple[float, float]:
        async with line.call() as call:
            await Listener(call).hears(MENU)
            await call.say(tone(1.0))
            said = time.time()
            await asyncio.sleep(1)
            await call.hang_up()
            return said, time.time()

    said, gone = asyncio.run(story())
    [segment] = settled(line, 1)
    assert segment.state == State.STORED
    assert abs(segment.began_at.timestamp() + segment.duration / 1000 - gone) < 0.3
    caller, heard = sides(archive, segment.id)
    end = said - segment.began_at.timestamp()
    assert loud(caller, end - 0.8, end - 0.2) > 20 * loud(caller, end + 0.3, end + 0.8)
    assert loud(heard, end - 0.8, end - 0.2) > 100  # the menu, which is said meanwhile
    assert not list(archive.spool.all())


def test_asterisk_dies_in_mid_call(line: Hotline, archive: Archive) -> None:
    """What it had written is kept, and it is said what may be missing: the end, of a second."""

    async def story() -> float:
        async with line.call() as call:
            await Listener(call).hears(MENU)
            await call.say(tone(2.0))
            os.kill(line.station.asterisk.pid, signal.SIGKILL)
            return time.time()

    died = asyncio.run(story())
    line.station.asterisk.wait()
    line.station.asterisk.start()
    [segment] = settled(line, 1)
    assert segment.state == State.DAMAGED
    assert segment.lacks >= 1000
    assert 0 <= died - segment.began_at.timestamp() - segment.duration / 1000 < FLUSH
    caller, _ = sides(archive, segment.id)
    assert loud(caller, segment.duration / 1000 - 0.5, segment.duration / 1000) > 1000


def test_who_hangs_up_before_it_was_announced_is_not_recorded(line: Hotline) -> None:
    async def story() -> None:
        async with line.call() as call:
            await call.sound()
            await call.hang_up()

    with line.engine.connect() as db:
        before = db.execute(select(func.count(SegmentRow.id))).scalar_one()
    calls = len(outcomes(line.engine))
    asyncio.run(story())
    assert line.ends(calls, 1) == ["HungUp"]
    with line.engine.connect() as db:
        assert db.execute(select(func.count(SegmentRow.id))).scalar_one() == before
