"""What somebody must look after: each kind of alarm, and when there is none."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from recordings.archive import alarms as room
from recordings.archive.alarms import LATE, LATELY, Alarm, What, alarms
from recordings.archive.spool import OPEN, Spool
from recordings.store.disk import DiskStore
from tests.recordings.archive.furnishing import Keeping


@pytest.fixture(autouse=True)
def enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine has left."""
    monkeypatch.setattr(room, "LOW", 64 * 2**20)


def test_none(keeper: Keeping) -> None:
    keeper.recorded()
    assert alarms(keeper.archive) == []
    keeper.settle()
    keeper.later = timedelta(days=400)
    assert alarms(keeper.archive) == []


def test_a_disk_is_nearly_full(keeper: Keeping, tiny: Path) -> None:
    assert alarms(replace(keeper.archive, spool=Spool(tiny))) == [Alarm(What.SPOOL_LOW, 0)]
    assert alarms(replace(keeper.archive, store=DiskStore(tiny))) == [Alarm(What.STORE_LOW, 0)]


def test_a_store_that_is_gone(keeper: Keeping, tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "other")
    (tmp_path / "other" / ".unfinished").rmdir()
    (tmp_path / "other").rmdir()
    gone = replace(keeper.archive, store=store)
    assert alarms(gone) == [Alarm(What.STORE_FAILS)]
    assert not gone.takes()


def test_a_store_that_takes_nothing(keeper: Keeping, tiny: Path) -> None:
    """A full one."""
    full = replace(keeper.archive, store=DiskStore(tiny))
    assert full.takes()
    (tiny / "filled").write_bytes(bytes(512 * 1024))
    assert not full.takes()
    assert list(full.store.names()) == []


def test_segments_that_wait_too_long(keeper: Keeping) -> None:
    keeper.began = keeper.now()
    keeper.call(), keeper.call()
    assert alarms(keeper.archive) == []
    keeper.later = LATE + timedelta(minutes=1)
    assert alarms(keeper.archive) == [Alarm(What.LATE, 2)]


def test_what_was_missing_or_damaged_on_the_last_day(keeper: Keeping) -> None:
    keeper.call(3.0)
    keeper.recorded(3.0, OPEN)
    keeper.recorded(3.0, OPEN)
    keeper.settle()
    assert alarms(keeper.archive) == [Alarm(What.MISSING, 1), Alarm(What.DAMAGED, 2)]
    keeper.later = LATELY + timedelta(minutes=1)
    assert alarms(keeper.archive) == []


def test_what_was_lost_from_the_store_on_the_last_day(keeper: Keeping) -> None:
    """However long it was there."""
    key = keeper.recorded()
    keeper.settle()
    keeper.archive.store.remove(keeper.row(key).name)
    keeper.later = timedelta(days=50)
    keeper.archive.scan()
    assert alarms(keeper.archive) == [Alarm(What.MISSING, 1)]


def test_a_store_that_does_not_keep_what_it_is_given_is_told_since_when(
    keeper: Keeping, tiny: Path
) -> None:
    """At the first failure, by another process too; and it is over by itself."""
    keeper.archive = replace(keeper.archive, store=DiskStore(tiny))
    filled = tiny / "filled"
    filled.write_bytes(bytes(512 * 1024))
    keeper.recorded()
    began = keeper.now()
    assert keeper.archive.settle() == {}
    [alarm] = [one for one in alarms(keeper.archive) if one.what is What.STORE_FAILS]
    assert alarm.since and began <= alarm.since <= keeper.now()
    assert not keeper.archive.try_store()
    console = replace(keeper.archive, engine=keeper.engine)
    assert alarm in alarms(console)
    filled.unlink()
    assert keeper.archive.try_store()
    assert What.STORE_FAILS not in {one.what for one in alarms(console)}


def test_a_trial_that_goes_well_writes_nothing_down(keeper: Keeping) -> None:
    assert keeper.archive.try_store() and keeper.archive.try_store()
    assert alarms(keeper.archive) == []
