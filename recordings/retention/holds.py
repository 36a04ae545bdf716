"""Legal holds (P1): whoever has the right may keep a call longer, with a reason, until a day.

A hold counts for all recordings of the call and for what was said; or for one file older than the
installation, which belongs to no call. Once it is committed, nothing of what it holds is destroyed
while it does: see `due.take_turns`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.orm import aliased

from models.operators.tables import OperatorRow
from models.segments.kinds import State
from models.segments.tables import LegalHoldRow, SegmentRow
from models.tables import CallRow
from recordings.retention.due import holding, take_turns, take_turns_of_files

LONGEST = 1000  # characters of a reason


class Why(StrEnum):
    """Why a hold is not placed or lifted: one word for which a screen has a text."""

    NO_CALL = "no_call"
    NO_REASON = "no_reason"
    LONG_REASON = "long_reason"
    PAST = "past"  # its last day is over
    DESTROYED = "destroyed"
    NO_HOLD = "no_hold"
    LIFTED = "lifted"


class HoldRefused(Exception):
    """It cannot be done."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Hold:
    """A hold on a call or on a file, with the names of who placed and lifted it."""

    id: int
    call: int | None
    file: int | None  # the number of its segment
    reason: str
    placed_by: str
    placed_at: datetime
    until: date | None
    lifted_by: str | None
    lifted_at: datetime | None


def place(
    db: Connection,
    call: int,
    reason: str,
    until: date | None,
    by: int,
    now: datetime,
    today: date,
) -> int:
    """Hold the call through the day `until`, or until it is lifted; the hold's number.

    In the caller's transaction. Raises HoldRefused.
    """
    values = _checked(reason, until, by, now, today)
    _check_there(db, call)
    return db.execute(_PLACE, values | {"call_id": call}).scalar_one()


def place_on_file(
    db: Connection,
    file: int,
    reason: str,
    until: date | None,
    by: int,
    now: datetime,
    today: date,
) -> int:
    """The same of a file older than the installation, by the number of its segment."""
    values = _checked(reason, until, by, now, today)
    _check_file_there(db, file)
    return db.execute(_PLACE, values | {"segment_id": file}).scalar_one()


def _checked(
    reason: str, until: date | None, by: int, now: datetime, today: date
) -> dict[str, Any]:
    reason = reason.strip()
    if not reason:
        raise HoldRefused(Why.NO_REASON)
    if len(reason) > LONGEST:
        raise HoldRefused(Why.LONG_REASON)
    if until is not None and until < today:
        raise HoldRefused(Why.PAST)
    return {"reason": reason, "placed_by": by, "placed_at": now, "until": until}


def _check_file_there(db: Connection, file: int) -> None:
    """The same as `_check_there`."""
    take_turns_of_files(db, [file])
    known = (SegmentRow.id == file, SegmentRow.call_id.is_(None))
    state = db.scalar(select(SegmentRow.state).where(*known))
    if state is None:
        raise HoldRefused(Why.NO_CALL)
    if state == State.DESTROYED:
        raise HoldRefused(Why.DESTROYED)


def _check_there(db: Connection, call: int) -> None:
    """That something of the call is there, and will be at the commit. Raises HoldRefused."""
    take_turns(db, select(CallRow.id).where(CallRow.id == call))
    known = db.execute(select(CallRow.forgotten_at).where(CallRow.id == call)).first()
    if known is None:
        raise HoldRefused(Why.NO_CALL)
    gone = SegmentRow.state == State.DESTROYED
    counted = select(func.count(), func.count().filter(gone)).where(SegmentRow.call_id == call)
    segments, destroyed = db.execute(counted).one()
    if segments == destroyed and (segments or known.forgotten_at is not None):
        raise HoldRefused(Why.DESTROYED)


def lift(db: Connection, hold: int, by: int, now: datetime) -> None:
    """End a hold; from the next sweep on the call may go. Raises HoldRefused."""
    open_ = (LegalHoldRow.id == hold, LegalHoldRow.lifted_at.is_(None))
    lifted = update(LegalHoldRow).where(*open_).values(lifted_by=by, lifted_at=now)
    if db.execute(lifted).rowcount:
        return
    known = db.scalar(select(LegalHoldRow.id).where(LegalHoldRow.id == hold))
    raise HoldRefused(Why.NO_HOLD if known is None else Why.LIFTED)


def holds_on(db: Connection, day: date) -> Iterator[Hold]:
    """All holds that hold on this day, the oldest first."""
    for row in db.execute(_HOLDS.where(holding(day))):
        yield Hold(*row)


def holds_of(db: Connection, call: int) -> list[Hold]:
    """All that there ever were on this call, the oldest first."""
    return [Hold(*row) for row in db.execute(_HOLDS.where(LegalHoldRow.call_id == call))]


def holds_of_file(db: Connection, file: int) -> list[Hold]:
    """The same of a file older than the installation."""
    return [Hold(*row) for row in db.execute(_HOLDS.where(LegalHoldRow.segment_id == file))]


_PLACE = insert(LegalHoldRow).returning(LegalHoldRow.id)
_placer, _lifter = aliased(OperatorRow), aliased(OperatorRow)
_HOLDS = (
    select(
        LegalHoldRow.id,
        LegalHoldRow.call_id,
        LegalHoldRow.segment_id,
        LegalHoldRow.reason,
        _placer.name,
        LegalHoldRow.placed_at,
        LegalHoldRow.until,
        _lifter.name,
        LegalHoldRow.lifted_at,
    )
    .join(_placer, _placer.id == LegalHoldRow.placed_by)
    .outerjoin(_lifter, _lifter.id == LegalHoldRow.lifted_by)
    .order_by(LegalHoldRow.id)
)
