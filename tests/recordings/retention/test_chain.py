"""The proof: whatever is changed, removed, cut off or forged in it is found (P1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from models import anchor
from models.anchor import Link
from models.database import open_database
from models.segments.kinds import State
from models.segments.tables import DestructionRow, SegmentRow
from recordings.retention import chain
from recordings.retention.chain import Broken, Fault, Gone
from tests.recordings.retention.furnishing import KEYS, Archive, archive_of

DAY = date(2026, 1, 15)
NEXT = date(2026, 4, 16)
ROW = DestructionRow


@pytest.fixture
def chained(archive: Archive) -> Archive:
    """Ten destructions."""
    for _ in range(10):
        archive.call(DAY)
    archive.sweep(NEXT)
    assert archive.broken() == []
    return archive


def tampered(archive: Archive, how: Callable[[Connection], object]) -> list[Broken]:
    with archive.engine.begin() as db:
        how(db)
    return archive.broken()


@pytest.mark.parametrize(
    "value",
    [
        {"at": "other"},
        {"rule": "P1: 1 months"},
        {"sha256": "0" * 64},
        {"sha256": None},
        {"segment_id": 11},
    ],
    ids=lambda value: next(iter(value)),
)
def test_a_changed_row(chained: Archive, value: dict[str, object]) -> None:
    chained.call(NEXT)  # the segment 11, which is there
    if value == {"at": "other"}:
        value = {"at": chained.night(DAY)}
    found = tampered(chained, lambda db: db.execute(update(ROW).where(ROW.id == 5).values(value)))
    assert Broken(5, Fault.CHANGED) in found


def test_a_changed_seal(chained: Archive) -> None:
    fake = update(ROW).where(ROW.id == 5).values(seal="f" * 64)
    assert Broken(5, Fault.CHANGED) in tampered(chained, lambda db: db.execute(fake))


@pytest.mark.parametrize("number", [1, 5])
def test_a_removed_row(chained: Archive, number: int) -> None:
    found = tampered(chained, lambda db: db.execute(delete(ROW).where(ROW.id == number)))
    assert Broken(number, Fault.MISSING) in found
    assert Broken(number, Fault.UNPROVEN) in found


def test_a_removed_row_with_the_others_moved_up(chained: Archive) -> None:
    def move(db: Connection) -> None:
        db.execute(delete(ROW).where(ROW.id == 5))
        for number in range(6, 11):
            db.execute(update(ROW).where(ROW.id == number).values(id=number - 1))

    found = tampered(chained, move)
    assert {Broken(5, Fault.CHANGED), Broken(10, Fault.CUT)} <= set(found)


def test_a_cut_tail_with_the_ledger_brought_into_line(chained: Archive) -> None:
    """Nothing inside the database tells of it: what was noted outside does."""

    def cut(db: Connection) -> None:
        db.execute(delete(ROW).where(ROW.id > 7))
        later = SegmentRow.id > 7
        db.execute(update(SegmentRow).where(later).values(state=State.MISSING, destroyed_at=None))

    assert tampered(chained, cut) == [Broken(10, Fault.CUT)]


def test_a_cut_is_not_covered_by_what_is_destroyed_later(chained: Archive) -> None:
    noted = anchor.noted(chained.office.anchor)
    test_a_cut_tail_with_the_ledger_brought_into_line(chained)
    for _ in range(5):
        chained.call(DAY)
    swept = chained.sweep(NEXT + timedelta(days=1))
    assert swept.destroyed == 8 and not swept.holds  # what is due goes nevertheless
    assert anchor.noted(chained.office.anchor) == noted
    assert Broken(10, Fault.CUT) in chained.broken()


def test_what_a_supervisor_has_written_down_is_enough(chained: Archive) -> None:
    """Whoever can change the note as well cannot change a notebook."""
    written = anchor.noted(chained.office.anchor)
    test_a_cut_tail_with_the_ledger_brought_into_line(chained)
    with chained.engine.connect() as db:
        chained.office.anchor.write_text(f"{chain.newest(db)}\n")
    assert chained.broken() == []
    noted = [anchor.noted(chained.office.anchor), written]
    assert list(chain.broken(chained.engine, KEYS, noted)) == [Broken(10, Fault.CUT)]


def test_a_note_that_was_taken_away_is_not_made_again(chained: Archive) -> None:
    chained.office.anchor.unlink()
    assert chained.broken() == [Broken(10, Fault.UNNOTED)]
    chained.call(DAY)
    assert not chained.sweep(NEXT).holds
    assert chained.broken() == [Broken(11, Fault.UNNOTED)]


@pytest.mark.parametrize(
    "text", ["", "ten\n", "10\n", "10 f\n", "\xff", "10 -\n", "11 " + "0" * 64]
)
def test_a_note_that_says_something_else(chained: Archive, text: str) -> None:
    chained.office.anchor.write_text(text, encoding="latin-1")
    assert len(chained.broken()) == 1


def test_a_forged_row_at_the_end(chained: Archive) -> None:
    chained.call(DAY)

    def forge(db: Connection) -> None:
        gone = update(SegmentRow).where(SegmentRow.id == 11).values(state=State.DESTROYED)
        db.execute(gone)
        chain.append(db, "another key", [Gone(11, None)], "P1: 3 months", chained.night(NEXT))

    assert tampered(chained, forge) == [Broken(11, Fault.CHANGED)]


def test_a_row_copied_to_the_end(chained: Archive) -> None:
    chained.call(DAY)

    def copy(db: Connection) -> None:
        row = dict(db.execute(select(ROW.__table__).where(ROW.id == 10)).one()._mapping)
        db.execute(insert(ROW), row | {"id": 11, "segment_id": 11})

    assert Broken(11, Fault.CHANGED) in tampered(chained, copy)


def test_a_segment_said_to_be_destroyed_without_a_proof(chained: Archive) -> None:
    chained.call(DAY)
    gone = update(SegmentRow).where(SegmentRow.id == 11).values(state=State.DESTROYED)
    assert tampered(chained, lambda db: db.execute(gone)) == [Broken(11, Fault.UNPROVEN)]


def test_a_segment_brought_back(chained: Archive) -> None:
    back = update(SegmentRow).where(SegmentRow.id == 3).values(state=State.STORED)
    assert tampered(chained, lambda db: db.execute(back)) == [Broken(3, Fault.REVIVED)]


def test_the_moment_is_sealed_whatever_zone_it_was_told_in(chained: Archive) -> None:
    """The database gives it back in UTC."""
    with chained.engine.connect() as db:
        at = db.execute(select(ROW.at).where(ROW.id == 1)).scalar_one()
    assert at == chained.night(NEXT) and at.utcoffset() != chained.night(NEXT).utcoffset()


def test_two_sweeps_at_once_make_one_chain(archive: Archive) -> None:
    for _ in range(150):
        archive.call(DAY)
    url = archive.engine.url.render_as_string(hide_password=False)
    others = [archive_of(open_database(url), archive.office.anchor.parent) for _ in range(2)]
    with ThreadPoolExecutor(3) as pool:
        swept = list(pool.map(lambda one: one.sweep(NEXT), [archive, *others]))
    for other in others:
        other.engine.dispose()
    assert archive.states() == ["destroyed"] * 150 and archive.files() == 0
    assert sorted(archive.proven()) == list(range(1, 151))
    assert archive.broken() == []
    assert sum(one.calls for one in swept) == 150
    with archive.engine.connect() as db:
        assert anchor.noted(archive.office.anchor) == chain.newest(db)


def test_an_older_end_never_replaces_a_newer(archive: Archive) -> None:
    archive.call(DAY)
    archive.sweep(NEXT)
    first = anchor.noted(archive.office.anchor)
    archive.call(DAY)
    archive.sweep(NEXT)
    second = anchor.noted(archive.office.anchor)
    assert first and second and second.number == 2
    archive.office.anchor.write_text(f"{Link(1, first.seal)}\n")
    assert archive.broken() == []
    assert archive.sweep(NEXT).holds and anchor.noted(archive.office.anchor) == second
