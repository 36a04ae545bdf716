"""The log of listening, as it is read: who, why, and what was refused (P2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from models.operators.tables import OperatorRow
from models.segments.tables import ListeningRow, SegmentRow

MOST = 100  # lines at a time


@dataclass(frozen=True)
class Listened:
    """One line. `heard_at` is none where the link was never used; `refused` is empty or a Why."""

    id: int
    at: datetime
    operator: str
    call: int | None
    segment: int | None  # alone, it is a file older than the installation
    number: int | None  # of the segment in the call
    how: str
    reason: str
    refused: str
    heard_at: datetime | None


def of_call(db: Connection, call: int) -> list[Listened]:
    """The newest lines of a call, the newest first."""
    return list(_lines(db, ListeningRow.call_id == call))


def of_file(db: Connection, segment: int) -> list[Listened]:
    """The same of a file older than the installation."""
    return list(_lines(db, ListeningRow.segment_id == segment))


def newest(db: Connection, refused: bool, before: int | None) -> list[Listened]:
    """Lines of all calls, the newest first, from before the line with that number."""
    conditions: list[ColumnElement[bool]] = []
    if refused:
        conditions.append(ListeningRow.refused != "")
    if before is not None:
        conditions.append(ListeningRow.id < before)
    return list(_lines(db, *conditions))


def _lines(db: Connection, *conditions: ColumnElement[bool]) -> Iterator[Listened]:
    query = _LINES.where(*conditions).order_by(ListeningRow.id.desc()).limit(MOST)
    for row in db.execute(query):
        yield Listened(*tuple(row))


_LINES = (
    select(
        ListeningRow.id,
        ListeningRow.at,
        OperatorRow.name,
        ListeningRow.call_id,
        ListeningRow.segment_id,
        SegmentRow.number,
        ListeningRow.how,
        ListeningRow.reason,
        ListeningRow.refused,
        ListeningRow.used_at,
    )
    .join(OperatorRow, OperatorRow.id == ListeningRow.operator_id)
    .outerjoin(SegmentRow, SegmentRow.id == ListeningRow.segment_id)
)
