"""A file of keys that is gone, or lacks one: none is made in its place, nothing is lost."""

from pathlib import Path

import pytest
from sqlalchemy import update

from models.segments.kinds import State
from models.segments.tables import SegmentRow
from recordings.archive import alarms as room
from recordings.archive.alarms import Alarm, What, alarms
from recordings.archive.ledger import key_ids
from recordings.cipher import BadKeyFile, NoKey, key_path, master_keys
from recordings.cipher.key_file import add_key
from tests.recordings.archive.furnishing import WHOLE, Keeping


@pytest.fixture(autouse=True)
def enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine has left."""
    monkeypatch.setattr(room, "LOW", 64 * 2**20)


def key_file(keeper: Keeping) -> Path:
    return key_path(keeper.archive.settings)


def test_the_first_recording_makes_the_file(keeper: Keeping) -> None:
    assert not key_file(keeper).exists()
    keeper.recorded()
    assert keeper.archive.settle() == {State.STORED: 1}
    with keeper.engine.connect() as db:
        assert list(key_ids(db)) == list(master_keys(key_file(keeper)).keys)


def test_one_that_is_gone_is_not_made_anew_and_recordings_wait(keeper: Keeping) -> None:
    old = keeper.recorded()
    keeper.settle()
    copy = key_file(keeper).rename(key_file(keeper).with_name("copy"))
    new = keeper.recorded()
    assert keeper.archive.settle() == {}
    assert not key_file(keeper).exists()
    assert keeper.states() == {old: State.STORED, new: State.EXPECTED}
    assert keeper.left_in_the_clear() == [keeper.spool / f"{new}{WHOLE}"]
    assert alarms(keeper.archive) == [Alarm(What.KEYS_GONE)]
    with pytest.raises(BadKeyFile, match="is gone"), keeper.archive.sound(1):
        pass
    copy.rename(key_file(keeper))
    assert keeper.archive.settle() == {State.STORED: 1}  # the same archive, not started anew
    assert alarms(keeper.archive) == []
    assert [keeper.kept(key) for key in (old, new)] == [3.0, 3.0]


def test_what_is_destroyed_names_no_key(keeper: Keeping) -> None:
    key = keeper.recorded()
    keeper.settle()
    gone = {"state": State.DESTROYED, "wrapped_key": None, "key_id": None}
    with keeper.engine.begin() as db:
        db.execute(update(SegmentRow).where(SegmentRow.source == key).values(gone))
    key_file(keeper).unlink()
    keeper.recorded()
    assert keeper.archive.settle() == {State.STORED: 1}


def test_another_file_goes_on_and_what_it_lacks_is_told(keeper: Keeping) -> None:
    """As after a loss that nobody can mend: made by hand, it serves what is new."""
    keeper.recorded()
    keeper.settle()
    before = key_file(keeper).read_text()
    key_file(keeper).unlink()
    add_key(key_file(keeper))
    keeper.recorded()
    assert keeper.archive.settle() == {State.STORED: 1}
    assert alarms(keeper.archive) == [Alarm(What.KEYS_LACKING, 1)]
    with pytest.raises(NoKey), keeper.archive.sound(1):
        pass
    key_file(keeper).write_text(key_file(keeper).read_text() + before)
    assert alarms(keeper.archive) == []


def test_every_key_of_the_ledger_is_told_once(keeper: Keeping) -> None:
    for place in range(5):
        if place % 2 == 0:
            add_key(key_file(keeper))
        keeper.recorded()
        keeper.settle()
    with keeper.engine.connect() as db:
        assert list(key_ids(db)) == sorted(master_keys(key_file(keeper)).keys)
