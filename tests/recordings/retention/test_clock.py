"""A clock that is not believed destroys nothing by itself (P1)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.segments.kinds import State
from recordings import keeper as process
from recordings.archive.alarms import What, alarms
from recordings.retention import clock
from recordings.retention.office import Office
from recordings.retention.sweep import sweep
from tests.recordings.archive.furnishing import Keeping, keeping
from tests.recordings.retention.furnishing import Archive

DAY = date(2026, 3, 28)


def waits(archive: Archive, day: date) -> date | None:
    return clock.waits_since(archive.office, archive.night(day))


def test_a_week_may_pass_and_no_more(archive: Archive) -> None:
    assert waits(archive, DAY) is None  # it was never swept
    archive.sweep(DAY)
    assert waits(archive, DAY + timedelta(days=7)) is None
    assert waits(archive, DAY + timedelta(days=8)) == DAY
    archive.sweep(DAY + timedelta(days=8))  # by hand
    assert waits(archive, DAY + timedelta(days=9)) is None


def test_a_clock_that_was_ahead_when_somebody_swept_by_hand(archive: Archive) -> None:
    archive.sweep(DAY + timedelta(days=400))
    assert waits(archive, DAY) is None
    archive.sweep(DAY)
    assert waits(archive, DAY + timedelta(days=400)) == DAY


@pytest.mark.parametrize("noted", [b"", b"yesterday\n", "вчера".encode()])
def test_a_note_that_cannot_be_read_is_as_none(archive: Archive, noted: bytes) -> None:
    archive.office.anchor.with_name("swept").write_bytes(noted)
    assert waits(archive, DAY) is None


def test_the_process_destroys_nothing_and_says_so(
    office: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Until it is swept by hand, or the clock is set right."""
    keeper = keeping(office, tmp_path)
    key = keeper.recorded()
    keeper.settle()
    process._sweep(keeper.archive)
    keeper.later = timedelta(days=400)
    process._sweep(keeper.archive)
    assert keeper.row(key).state == State.STORED and "is the clock right?" in caplog.text
    assert What.SWEEP_WAITS in kinds(keeper)
    keeper.later = timedelta()
    process._tell(keeper.archive)
    assert What.SWEEP_WAITS not in kinds(keeper)
    keeper.later = timedelta(days=400)
    by_hand(keeper)
    process._sweep(keeper.archive)
    assert keeper.row(key).state == State.DESTROYED and What.SWEEP_WAITS not in kinds(keeper)


def test_where_nothing_is_due_nobody_is_asked(office: Engine, tmp_path: Path) -> None:
    """A machine that was off for a month, and has kept nothing for too long."""
    keeper = keeping(office, tmp_path)
    key = keeper.recorded()
    keeper.settle()
    process._sweep(keeper.archive)
    keeper.later = timedelta(days=30)
    process._sweep(keeper.archive)
    assert What.SWEEP_WAITS not in kinds(keeper)
    keeper.later = timedelta(days=37)
    assert clock.waits_since(office_of(keeper), keeper.archive.now()) is None  # it was swept
    assert keeper.row(key).state == State.STORED


def test_what_was_never_stored_is_swept_before_its_sound_is_scanned_for() -> None:
    """Or it would lie where Asterisk left it for a day after its entry is destroyed."""
    assert tuple(process.SWEEP.values()) < tuple(process.SCAN.values())


def by_hand(keeper: Keeping) -> None:
    sweep(office_of(keeper), keeper.archive.store, keeper.archive.now())


def office_of(keeper: Keeping) -> Office:
    archive = keeper.archive
    return Office.of(archive.engine, archive.settings, archive.utility)


def kinds(keeper: Keeping) -> set[What]:
    return {one.what for one in alarms(keeper.archive)}
