"""The log of listening, as it is read: who, why, and what was refused (P2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, select

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
    number: int | None  # of the segment in the call
    how: str
    reason: str
    refused: str
    heard_at: datetime | None


def of_call(db: Connection, call: int) -> list[Listened]:
    """The newest lines of a call, the newest first."""
    return list(_lines(db, ListeningRow.call_id == call))


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
        yield Listened(*row)


_LINES: Select[int, datetime, str, int | None, int | None, str, str, str, datetime | None] = (
    select(
        ListeningRow.id,
        ListeningRow.at,
        OperatorRow.name,
        ListeningRow.call_id,
        SegmentRow.number,
        ListeningRow.how,
        ListeningRow.reason,
        ListeningRow.refused,
        ListeningRow.used_at,
    )
    .join(OperatorRow, OperatorRow.id == ListeningRow.operator_id)
    .outerjoin(SegmentRow, SegmentRow.id == ListeningRow.segment_id)
)
