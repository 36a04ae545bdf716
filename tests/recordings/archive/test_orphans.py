"""The scan, both ways: sounds without an entry, entries without a sound."""

import io
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from models.segments.kinds import State
from models.segments.tables import SegmentRow
from recordings.archive.names import made_at, new_name
from recordings.archive.scan import UNNAMED
from recordings.store.disk import DiskStore
from tests.recordings.archive.furnishing import OPEN, WHOLE, Keeping


def put(keeper: Keeping, name: str) -> None:
    keeper.archive.store.put(name, io.BytesIO(b"sealed"))


def test_names_tell_when_they_were_given_and_nothing_else() -> None:
    now = datetime(2026, 11, 21, 10, 30, 59, 999999, tzinfo=UTC)
    names = {new_name(now) for _ in range(1000)}
    assert len(names) == 1000
    assert {made_at(name) for name in names} == {now.replace(microsecond=0)}
    assert len({name[:3] for name in names}) > 500  # spread over the directories


@pytest.mark.parametrize(
    "name",
    ["", "backup", "backup-2026", "0123456789abcdef01234567", "0123456789abcdef01234567-",
     "0123456789abcdef01234567-xyz", "0123456789abcdef01234567-ffffffffffff"],
)  # fmt: skip
def test_a_name_that_is_none_of_ours(name: str) -> None:
    assert made_at(name) is None


def test_nothing_to_do(keeper: Keeping) -> None:
    keeper.recorded()
    keeper.settle()
    keeper.later = timedelta(days=1)
    scanned = keeper.archive.scan()
    assert (scanned.expected, scanned.cleared, scanned.removed, scanned.returned) == (0, 0, 0, 0)
    assert (scanned.strangers, scanned.lost) == ([], [])


@pytest.mark.parametrize("ending", [OPEN, WHOLE])
def test_a_sound_of_a_call_of_ours_without_an_entry(keeper: Keeping, ending: str) -> None:
    key = keeper.call(3.0, ledger=False)
    keeper.sound(key, 3.0, ending)
    assert keeper.archive.scan().expected == 1
    row = keeper.row(key)
    assert (row.state, row.number) == (State.EXPECTED, 1)
    assert row.keep_until > keeper.began.date()
    assert keeper.settle() == [State.STORED if ending == WHOLE else State.DAMAGED]
    assert keeper.kept(key) == 3.0


def test_it_is_kept_by_the_day_of_its_call(keeper: Keeping) -> None:
    """As other recordings are, though its file was closed, or found, a day later (P1)."""
    usual, found = keeper.call(3.0), keeper.call(3.0, ledger=False)
    keeper.written_at(keeper.sound(found, 3.0), 0)
    keeper.sound(found, 3.0)
    keeper.archive.scan()
    assert keeper.row(found).keep_until == keeper.row(usual).keep_until


def test_one_that_is_being_written_is_not_looked_at(keeper: Keeping) -> None:
    key = keeper.call(ledger=False)
    path = keeper.sound(key, 3.0, OPEN)
    keeper.written_at(path, (keeper.now() - keeper.began).total_seconds())
    assert keeper.archive.scan().expected == 0


def test_strangers_are_told_of_and_left_alone(keeper: Keeping) -> None:
    """In the spool, of no call of ours; in the store, by a name we never gave."""
    keeper.sound("nobody", 3.0)
    (keeper.spool / "notes.txt").write_text("not a recording")
    put(keeper, "backup-2026")
    keeper.later = timedelta(days=30)
    scanned = keeper.archive.scan()
    assert sorted(scanned.strangers) == ["backup-2026", f"nobody{WHOLE}"]
    assert {path.name for path in keeper.spool.iterdir()} == {f"nobody{WHOLE}", "notes.txt"}
    assert keeper.stored() == {"backup-2026"}
    assert (scanned.removed, scanned.cleared) == (0, 0)


def test_a_missing_sound_that_turns_up_is_stored(keeper: Keeping) -> None:
    key = keeper.call(3.0)
    assert keeper.settle() == [State.MISSING]
    keeper.sound(key, 3.0)
    assert keeper.archive.scan().expected == 1
    assert keeper.row(key).settled_at is None
    assert keeper.settle() == [State.STORED]
    assert keeper.row(key).lacks == 0


@pytest.mark.parametrize("state", [State.STORED, State.DAMAGED, State.DESTROYED])
def test_what_the_store_has_or_had_is_cleared_from_the_spool(keeper: Keeping, state: State) -> None:
    """The archive was killed before it could."""
    key = keeper.recorded()
    keeper.settle()
    keeper.sound(key, 3.0)
    with keeper.engine.begin() as db:
        db.execute(update(SegmentRow).values(state=state))
    assert keeper.archive.scan().cleared == 1
    assert keeper.left_in_the_clear() == []


def test_a_file_that_no_entry_names_goes_after_two_hours(keeper: Keeping) -> None:
    """Not before: its entry may be about to be written."""
    name = new_name(keeper.now())
    put(keeper, name)
    keeper.later = UNNAMED - timedelta(minutes=1)
    assert keeper.archive.scan().removed == 0
    keeper.later = UNNAMED + timedelta(minutes=1)
    assert keeper.archive.scan().removed == 1
    assert keeper.stored() == set()


def test_an_entry_whose_file_is_gone(keeper: Keeping) -> None:
    here, gone = keeper.recorded(), keeper.recorded()
    keeper.settle()
    keeper.archive.store.remove(keeper.row(gone).name)
    keeper.later = timedelta(days=1, hours=1)
    assert keeper.archive.scan().lost == [keeper.row(gone).id]
    assert keeper.states() == {here: State.STORED, gone: State.MISSING}
    assert keeper.row(gone).lacks == 3000
    assert abs(keeper.row(gone).settled_at - keeper.now()) < timedelta(minutes=1)
    assert keeper.archive.scan().lost == []


def test_a_store_that_was_not_mounted_loses_nothing(keeper: Keeping, tmp_path: Path) -> None:
    """Every entry is missing then; its files, once they are there again, are no orphans."""
    whole = [keeper.recorded() for _ in range(3)]
    cut = keeper.recorded(3.0, OPEN)
    keeper.settle()
    before, files = keeper.states(), keeper.stored()
    lacked = {key: keeper.row(key).lacks for key in before}
    keeper.later = timedelta(hours=3)
    empty = replace(keeper.archive, store=DiskStore(tmp_path / "empty"))
    assert len(empty.scan().lost) == 4
    assert set(keeper.states().values()) == {State.MISSING}
    again = keeper.archive.scan()
    assert (again.returned, again.removed, again.lost) == (4, 0, [])
    assert keeper.states() == before
    assert {key: keeper.row(key).lacks for key in before} == lacked
    assert keeper.stored() == files
    assert [keeper.kept(key) for key in (*whole, cut)] == [3.0] * 4


def test_one_stored_while_it_looks_is_not_taken_for_lost(keeper: Keeping) -> None:
    keeper.recorded()

    class Meanwhile(DiskStore):
        def names(self):  # type: ignore[no-untyped-def]
            yield from super().names()
            keeper.settle()

    store = Meanwhile(keeper.archive.settings.home / "recordings")
    keeper.archive = replace(keeper.archive, store=store)
    assert keeper.archive.scan().lost == []
    assert set(keeper.states().values()) == {State.STORED}


def test_one_destroyed_while_it_looks_is_not_taken_for_lost(keeper: Keeping) -> None:
    key = keeper.recorded()
    keeper.settle()
    name = keeper.row(key).name

    class Meanwhile(DiskStore):
        def open(self, name: str):  # type: ignore[no-untyped-def]
            with keeper.engine.begin() as db:
                db.execute(update(SegmentRow).values(state=State.DESTROYED))
            return super().open(name)

    store = Meanwhile(keeper.archive.settings.home / "recordings")
    store.remove(name)
    keeper.archive = replace(keeper.archive, store=store)
    assert keeper.archive.scan().lost == []
    assert keeper.row(key).state == State.DESTROYED


def test_two_scans_at_once(keeper: Keeping) -> None:
    keys = [keeper.call(3.0, ledger=False) for _ in range(20)]
    for key in keys:
        keeper.sound(key, 1.0)
    failed: list[BaseException] = []
    start = threading.Barrier(2)

    def run() -> None:
        start.wait()
        try:
            keeper.archive.scan()
        except SQLAlchemyError as error:
            failed.append(error)

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert failed == []
    with keeper.engine.connect() as db:
        assert db.execute(select(func.count(SegmentRow.id))).scalar_one() == len(keys)


def test_more_than_one_batch(keeper: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recordings.archive.scan.BATCH", 3)
    keys = [keeper.recorded(0.5) for _ in range(8)]
    keeper.settle()
    lost = [keeper.row(key).id for key in keys[1::3]]
    for key in keys[1::3]:
        keeper.archive.store.remove(keeper.row(key).name)
    for _ in range(4):
        put(keeper, new_name(keeper.now()))
    with keeper.engine.begin() as db:
        db.execute(delete(SegmentRow).where(SegmentRow.source == keys[0]))
    keeper.later = UNNAMED + timedelta(minutes=1)
    scanned = keeper.archive.scan()
    assert scanned.lost == lost
    assert scanned.removed == 5
