"""What a sweep will do on a day, told beforehand: what it will do tomorrow can be seen today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, func, or_, select

from models.segments.kinds import State
from models.segments.tables import LegalHoldRow, SegmentRow
from models.tables import CallRow
from recordings.retention.due import holding, out_of_time, segments_due, words_due
from recordings.retention.office import Office


@dataclass(frozen=True)
class Planned:
    """A segment that will go on the day. `call` is none for a file older than the installation."""

    segment: int
    call: int | None
    state: State
    keep_until: date


@dataclass(frozen=True)
class Held:
    """A segment that would go, and the hold that keeps it: one of them, if there are several."""

    segment: int
    call: int | None  # none for a file older than the installation
    keep_until: date
    hold: int
    until: date | None
    reason: str


@dataclass(frozen=True)
class Plan:
    """Of one day, as things are now: segments by what they are, calls to forget, files left."""

    day: date
    segments: dict[State, int]
    held: list[Held]
    calls: int  # whose words will be forgotten
    left: int  # files of segments destroyed before, that the store did not remove


def plan(db: Connection, office: Office, day: date) -> Plan:
    """What a sweep on that day finds due: what is held until then, or placed meanwhile, counts."""
    counted = select(SegmentRow.state, func.count()).where(segments_due(day))
    by_state = db.execute(counted.group_by(SegmentRow.state)).all()
    return Plan(
        day,
        {State(state): count for state, count in by_state},
        [Held(*row) for row in db.execute(_held(day))],
        db.execute(select(func.count(CallRow.id)).where(words_due(office, day))).scalar_one(),
        db.execute(_LEFT).scalar_one(),
    )


def planned(db: Connection, day: date) -> Iterator[Planned]:
    """The segments of the plan, the oldest first."""
    query = select(
        SegmentRow.id, SegmentRow.call_id, SegmentRow.state, SegmentRow.keep_until
    ).where(segments_due(day))
    for row in db.execute(query.order_by(SegmentRow.keep_until, SegmentRow.id)):
        yield Planned(row.id, row.call_id, State(row.state), row.keep_until)


def _held(day: date) -> Select[int, int | None, date, int, date | None, str]:
    of_it = or_(
        LegalHoldRow.call_id == SegmentRow.call_id, LegalHoldRow.segment_id == SegmentRow.id
    )
    first = (
        select(func.min(LegalHoldRow.id))
        .where(of_it, holding(day))
        .correlate(SegmentRow)
        .scalar_subquery()
    )
    return (
        select(
            SegmentRow.id,
            SegmentRow.call_id,
            SegmentRow.keep_until,
            LegalHoldRow.id,
            LegalHoldRow.until,
            LegalHoldRow.reason,
        )
        .join(LegalHoldRow, LegalHoldRow.id == first)
        .where(out_of_time(day))
        .order_by(SegmentRow.call_id, SegmentRow.number)
    )


_LEFT = select(func.count()).where(
    SegmentRow.state == State.DESTROYED, SegmentRow.destroyed_at.is_(None)
)
