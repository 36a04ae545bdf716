"""The sweep with a moved clock: nothing too early, nothing kept too long, all of it proven (P1)."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import DeclarativeBase

from models.contacts.tables import ContactRow, DraftRow
from models.database import open_database
from models.events.kinds import Kind
from models.events.log import Event, add, events_of
from models.rules.retention import day_of_call, keep_until
from models.segments.kinds import State
from models.segments.tables import SegmentRow, TranscriptRow, WordRow
from models.tables import CallRow, IdentificationRow, JournalRow
from recordings.retention.plan import plan, planned
from tests.blank import blank
from tests.recordings.retention.furnishing import (
    NUMBER,
    WORD,
    WRAPPED,
    Archive,
    archive_of,
    days,
)

DAY = date(2026, 1, 15)
LAST = date(2026, 4, 15)
NEXT = date(2026, 4, 16)


def count(engine: Engine, table: type[DeclarativeBase]) -> int:
    with engine.connect() as db:
        return db.execute(select(func.count()).select_from(table)).scalar_one()


def test_it_goes_the_day_after_its_last(archive: Archive) -> None:
    archive.call(DAY, segments=2)
    assert archive.sweep(LAST).destroyed == 0
    assert archive.states() == ["stored", "stored"] and archive.files() == 2
    swept = archive.sweep(NEXT)
    assert (swept.destroyed, swept.calls, swept.drafts) == (2, 1, 1)
    assert archive.states() == ["destroyed", "destroyed"] and archive.files() == 0
    assert archive.proven() == [1, 2] and archive.broken() == []


def test_what_is_left_of_a_segment_says_what_there_was(archive: Archive) -> None:
    archive.call(DAY)
    archive.sweep(NEXT)
    with archive.engine.connect() as db:
        row = db.execute(select(SegmentRow.__table__)).one()
    assert (row.wrapped_key, row.key_id, row.peaks) == (None, None, None)
    assert row.sha256 and row.destroyed_at == archive.night(NEXT)


@pytest.mark.parametrize("state", [State.MISSING, State.EXPECTED, State.DAMAGED])
def test_whatever_became_of_it_it_has_its_proof(archive: Archive, state: State) -> None:
    archive.call(DAY, state=state)
    assert archive.sweep(NEXT).destroyed == 1
    assert archive.states() == ["destroyed"] and archive.proven() == [1]


def test_a_repeat_changes_nothing(archive: Archive) -> None:
    archive.call(DAY)
    first = archive.sweep(NEXT)
    again = archive.sweep(NEXT)
    assert (again.destroyed, again.calls, again.newest) == (0, 0, first.newest)
    assert archive.broken() == []


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/Riga", date(2026, 3, 26), date(2026, 4, 1)),  # clocks put forward
        ("Europe/Riga", date(2026, 10, 22), date(2026, 10, 28)),  # and back
        ("Asia/Almaty", date(2024, 2, 27), date(2024, 3, 2)),  # a leap day, and put back
        ("Europe/Samara", date(2027, 11, 28), date(2027, 12, 2)),  # three months on: 29 February
    ],
)
def test_every_hour_of_a_week_goes_on_its_day(
    tmp_path: Path, zone: str, first: date, last: date
) -> None:
    """A call at each half hour, a sweep each night: after each, there is what the rule says."""
    engine = open_database(blank(tmp_path / "a.db"))
    archive = archive_of(engine, tmp_path, zone=ZoneInfo(zone))
    begin = datetime.combine(first, datetime.min.time(), archive.office.zone).astimezone(UTC)
    steps = range(((last - first).days + 1) * 48)
    moments = [begin + timedelta(minutes=30 * step) for step in steps]
    for moment in moments:
        archive.call_at(moment, state=State.MISSING)
    until = [keep_until(day_of_call(moment, archive.office.zone), 3) for moment in moments]
    for today in days(min(until), max(until) + timedelta(days=1)):
        archive.sweep(today)
        gone = [state == "destroyed" for state in archive.states()]
        assert gone == [day < today for day in until]
        with engine.connect() as db:
            forgotten = db.scalars(select(CallRow.forgotten_at).order_by(CallRow.id)).all()
        assert [at is not None for at in forgotten] == gone
    assert archive.broken() == [] and len(archive.proven()) == len(moments)
    engine.dispose()


def test_what_was_said_goes_and_the_figures_stay(archive: Archive) -> None:
    call = archive.call(DAY)
    with archive.engine.begin() as db:
        at = archive.night(DAY)
        add(db, [Event(call, at, Kind.ARRIVED, mark="a"), Event(call, at, Kind.HUNG_UP, mark="b")])
    archive.sweep(NEXT)
    for table in (JournalRow, IdentificationRow, WordRow, TranscriptRow, DraftRow):
        assert count(archive.engine, table) == 0
    with archive.engine.connect() as db:
        assert db.execute(select(CallRow.caller, CallRow.outcome)).one() == ("", "Goodbye")
        contact = db.execute(select(ContactRow.__table__)).one()
        assert (contact.caller, contact.note) == ("", "")
        assert (contact.topic, contact.outcome, contact.call_id) == ("charges", "answered", call)
        assert len(events_of(db, call)) == 2


def test_calls_that_were_never_recorded_are_forgotten_too(archive: Archive) -> None:
    archive.call(DAY, segments=0)
    assert archive.sweep(LAST).calls == 0
    assert count(archive.engine, JournalRow) == 1
    assert archive.sweep(NEXT).calls == 1
    assert count(archive.engine, JournalRow) == 0


def test_words_never_go_before_the_recording(archive: Archive) -> None:
    """Its last day was fixed when there were more months than now."""
    archive.call(DAY)
    shorter = archive_of(archive.engine, archive.office.anchor.parent, months=1)
    assert shorter.sweep(LAST).calls == 0
    assert shorter.sweep(NEXT).calls == 1


def test_more_than_one_transaction_of_each(archive: Archive) -> None:
    for _ in range(70):
        archive.call(DAY, segments=2)
    newer = archive.call(NEXT)
    swept = archive.sweep(NEXT)
    assert (swept.destroyed, swept.calls) == (140, 70)
    assert archive.files() == 1 and sorted(archive.proven()) == list(range(1, 141))
    with archive.engine.connect() as db:
        assert db.scalars(select(JournalRow.call_id)).all() == [newer]
    assert archive.broken() == []


def test_what_it_will_do_tomorrow_is_told_today(archive: Archive) -> None:
    archive.call(DAY, segments=2)
    archive.call(DAY, state=State.MISSING)
    archive.call(DAY, segments=0)
    kept = archive.call(DAY)
    archive.call(NEXT)
    hold = archive.hold(kept, DAY, until=NEXT)
    with archive.engine.connect() as db:
        assert plan(db, archive.office, LAST).segments == {}
        told = plan(db, archive.office, NEXT)
        listed = [one.segment for one in planned(db, NEXT)]
        after = plan(db, archive.office, NEXT + timedelta(days=1))
    assert told.segments == {State.STORED: 2, State.MISSING: 1} and told.calls == 3
    assert [(one.call, one.hold, one.until) for one in told.held] == [(kept, hold, NEXT)]
    assert after.held == [] and sum(after.segments.values()) == 4
    swept = archive.sweep(NEXT)
    assert (swept.destroyed, swept.calls) == (3, told.calls)
    assert sorted(archive.proven()) == sorted(listed)


def test_nothing_can_be_read_in_the_file_afterwards(tmp_path: Path) -> None:
    """SQLite leaves what was deleted in its file, unless it is told otherwise."""
    path = tmp_path / "a.db"
    engine = open_database(blank(path))
    archive = archive_of(engine, tmp_path)
    for _ in range(60):
        archive.call(DAY)
    with engine.connect() as db:
        db.exec_driver_sql("SELECT 1")
    archive.office.settle()
    traces = [NUMBER.encode(), WORD.encode(), WRAPPED]
    assert all(trace in path.read_bytes() for trace in traces)
    archive.sweep(NEXT)
    wal = path.with_name("a.db-wal")
    left = path.read_bytes() + (wal.read_bytes() if wal.exists() else b"")
    assert [trace for trace in traces if trace in left] == []
    engine.dispose()
