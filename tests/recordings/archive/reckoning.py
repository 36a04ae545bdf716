"""After a storm: every announced call against its segment, and against what its caller knows."""

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy
from numpy.typing import NDArray
from sqlalchemy import Row, select

from models.segments.kinds import State
from models.segments.tables import SegmentRow
from models.tables import CallRow
from recordings.archive.archive import Archive, open_archive
from recordings.archive.scan import UNNAMED, Scanned
from recordings.sound import RATE, decode
from tests.recordings.archive.storm import STEP, TONES, Storm, Told

WINDOW = int(0.1 * RATE)  # samples in which a tone is looked for
LOUD = 1000.0  # amplitude; the tones have 6000
MOST = 2.0  # seconds that may be missing
Segment = Row[tuple[SegmentRow]]


@dataclass
class Reckoning:
    """What became of the calls of a storm; `wrong` is what must not be."""

    states: Counter[str] = field(default_factory=Counter)
    missing_at_end: list[float] = field(default_factory=list)  # seconds, of cut ones
    missing_at_beginning: list[float] = field(default_factory=list)  # of all that have a sound
    without_sound: list[float] = field(default_factory=list)  # seconds that should have been
    short: list[float] = field(default_factory=list)  # seconds, of those nothing has cut off
    unheard: int = 0  # calls whose caller did not send all: what is there cannot be held against it
    on_hold: int = 0  # damaged only because the caller's telephone sent nothing
    scanned: Scanned = field(default_factory=Scanned)
    wrong: list[str] = field(default_factory=list)


def reckon(storm: Storm) -> Reckoning:
    """The archive is let finish, its clock moved on; then all is held against all."""
    line, done = storm.line, Reckoning()
    ahead = UNNAMED + timedelta(minutes=1)
    now = open_archive(line.settings, line.engine, lambda: datetime.now(UTC))
    archive = replace(now, now=lambda: datetime.now(UTC) + ahead)
    time.sleep(6)  # until what was cut off last is quiet
    archive.settle()
    done.scanned = archive.scan()
    _check_places(archive, done)
    with line.engine.connect() as db:
        calls = list(db.execute(select(CallRow.id, CallRow.caller, CallRow.announced_at)))
        rows = list(db.execute(select(SegmentRow.__table__).order_by(SegmentRow.id)))
    announced = {one.id: one.caller for one in calls if one.announced_at}
    if sorted(announced) != sorted(row.call_id for row in rows):
        done.wrong.append("not one segment for each call that was announced")
    for row in rows:
        told = storm.told.get(announced.get(row.call_id, "").lstrip("+"))
        done.states[row.state] += 1
        if told:
            _look_at(archive, row, told, storm.crashes, done)
        else:
            done.wrong.append(f"nobody knows of segment {row.id}")
    return done


def _check_places(archive: Archive, done: Reckoning) -> None:
    """Nothing in the clear, nothing that no entry names."""
    left = [*archive.spool.directory.iterdir(), *archive.work().iterdir()]
    done.wrong += [f"left over: {path.name}" for path in left]
    with archive.engine.connect() as db:
        names = set(db.scalars(select(SegmentRow.name).where(SegmentRow.name.is_not(None))))
    if set(archive.store.names()) != names:
        done.wrong.append("store and ledger differ")
    if done.scanned.lost or done.scanned.strangers:
        done.wrong.append(f"the scan found {done.scanned}")


def _look_at(
    archive: Archive, row: Segment, told: Told, crashes: list[float], done: Reckoning
) -> None:
    if told.skipped > STEP:
        done.unheard += 1
        return
    over = min([at for at in crashes if told.answered < at], default=told.ended)
    ended = min(over, told.ended)
    expected = row.expected_at.timestamp()
    if row.state == State.MISSING:
        done.without_sound.append(max(0.0, ended - expected))
        if ended - expected > MOST:
            done.wrong.append(f"segment {row.id}: {ended - expected:.1f} s, and no sound")
        return
    with archive.sound(row.id) as sound:
        caller = numpy.concatenate([side for side, _ in decode(sound)])
    if abs(len(caller) / RATE - row.duration / 1000) > 0.01:
        done.wrong.append(f"segment {row.id} is not as long as the ledger says")
    closed = row.began_at.timestamp() + row.duration / 1000
    cut = row.state == State.DAMAGED and ended == over and over != told.ended
    done.on_hold += row.state == State.DAMAGED and not cut
    lacks = told.sounding(closed, ended)
    if cut:
        done.missing_at_end.append(lacks)
    if lacks > MOST:
        done.wrong.append(f"segment {row.id} ({row.state}) lacks {lacks:.1f} s at its end")
    if row.lacks / 1000 + 0.3 < lacks:
        done.wrong.append(f"segment {row.id} lacks {lacks:.1f} s and says {row.lacks} ms")
    short = told.sounding(expected, ended) - row.duration / 1000
    if not cut and short > MOST:
        done.short.append(short)
        if row.state != State.DAMAGED or row.lacks / 1000 + 0.5 < short:
            done.wrong.append(f"segment {row.id} lacks {short:.1f} s and says {row.lacks} ms")
    _listen(row, caller, told, ended, done)


def _listen(
    row: Segment, caller: NDArray[numpy.int16], told: Told, ended: float, done: Reckoning
) -> None:
    """What was hummed tells when it was: from the announcement to the end, with no long gap.

    A machine that is too busy to send and receive in time loses a step here and there.
    """
    steps = _steps(caller)
    first = row.expected_at.timestamp() - told.answered
    length = ended - told.answered
    wanted = [
        step
        for step in range(int((first + MOST) / STEP), int(length / STEP))
        if not told.on_hold(told.answered + step * STEP)
    ]
    absent = [step for step in wanted[: -int(MOST / STEP)] if step % len(TONES) not in steps]
    if len(absent) * STEP > max(MOST, row.lacks / 1000):
        done.wrong.append(f"segment {row.id} ({row.state}) lacks steps {absent} of {length:.1f} s")
    if steps and not told.held:
        begins = min(steps) * STEP - first
        done.missing_at_beginning.append(max(0.0, begins))


def _steps(caller: NDArray[numpy.int16]) -> set[int]:
    """Which tones of the caller are heard."""
    found: set[int] = set()
    hertz = numpy.fft.rfftfreq(WINDOW, 1 / RATE)
    for at in range(0, len(caller) - WINDOW, WINDOW):
        size = numpy.abs(numpy.fft.rfft(caller[at : at + WINDOW].astype(float))) * 2 / WINDOW
        loudest = int(size.argmax())
        if size[loudest] > LOUD:
            found.add(min(range(len(TONES)), key=lambda n: abs(TONES[n] - hertz[loudest])))
    return found
