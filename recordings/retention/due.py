"""What has to go on a day, as conditions of queries. Who carries it out: `destroy`, `words`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select

from models.events.days import Days
from models.rules.retention import first_kept
from models.segments.kinds import State
from models.segments.tables import LegalHoldRow, SegmentRow
from models.tables import CallRow
from recordings.retention.office import Office

THERE = [state for state in State if state is not State.DESTROYED]


def holding(day: date) -> ColumnElement[bool]:
    """Of a hold: that it holds on that day; the same as `models.rules.retention.Term`."""
    until = or_(LegalHoldRow.until.is_(None), LegalHoldRow.until >= day)
    return and_(LegalHoldRow.lifted_at.is_(None), until)


def held_alone(day: date) -> ColumnElement[bool]:
    """Of a segment: that some hold on it alone, a file from before, holds on that day."""
    return exists().where(LegalHoldRow.segment_id == SegmentRow.id, holding(day))


def held(call: Any, day: date) -> ColumnElement[bool]:
    """That some hold on the call holds on that day. `call`: a column with its number."""
    return exists().where(LegalHoldRow.call_id == call, holding(day))


def out_of_time(day: date) -> ColumnElement[bool]:
    """Of a segment: that it is there, and was kept long enough, unless it is held."""
    return and_(SegmentRow.state.in_(THERE), SegmentRow.keep_until < day)


def segments_due(day: date) -> ColumnElement[bool]:
    """Of a segment: that it has to be destroyed on that day."""
    return and_(out_of_time(day), ~held(SegmentRow.call_id, day), ~held_alone(day))


def said_before(office: Office, day: date) -> datetime:
    """The moment before which calls were long enough ago on that day."""
    kept = first_kept(day, office.months)
    return Days(kept, kept, office.zone).begin


def words_due(office: Office, day: date) -> ColumnElement[bool]:
    """Of a call: that what was said has to be forgotten; it never goes before the recording."""
    recorded = exists().where(
        SegmentRow.call_id == CallRow.id,
        SegmentRow.state.in_(THERE),
        SegmentRow.keep_until >= day,
    )
    return and_(
        CallRow.forgotten_at.is_(None),
        CallRow.began_at < said_before(office, day),
        ~held(CallRow.id, day),
        ~recorded,
    )


def take_turns(db: Connection, calls: Select[Any]) -> None:
    """Until the commit nobody else holds, destroys or forgets these calls.

    PostgreSQL would otherwise look for a hold as of before it waited. SQLite has one writer anyway.
    """
    lock = select(CallRow.id).where(CallRow.id.in_(calls)).order_by(CallRow.id)
    db.execute(lock.with_for_update(key_share=True)).all()


def take_turns_of_files(db: Connection, segments: Sequence[int]) -> None:
    """The same of those among these segments that belong to no call."""
    files = (SegmentRow.id.in_(segments), SegmentRow.call_id.is_(None))
    lock = select(SegmentRow.id).where(*files).order_by(SegmentRow.id)
    db.execute(lock.with_for_update(key_share=True)).all()
