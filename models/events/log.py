"""Adding events to the log and reading them. What happened is stored once, whoever tells of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from models.events.kinds import Kind, Seen
from models.events.stays import CHANGING, measure
from models.events.tables import CallEventRow
from models.once import insert_once
from models.tables import CallRow


@dataclass(frozen=True)
class Event:
    """Something that happened to a call, at a moment of our own clock."""

    call: int
    at: datetime
    kind: Kind
    operator: int | None = None
    queue: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    seen: Seen = Seen.AMI
    mark: str = ""  # names the happening: told of twice, with this same mark, it is stored once


def add(connection: Connection, events: Iterable[Event]) -> int:
    """Store those not known yet, in the caller's transaction; how many they were.

    The stays of the calls are measured anew in the same transaction. Two processes may tell of
    one call at the same moment: on PostgreSQL they take turns at its row. Raises ValueError for an
    event without a mark, or at a naive time.
    """
    events = list(events)
    if not events:
        return 0
    if not all(event.mark for event in events):
        raise ValueError("an event without a mark could be stored twice")
    calls = sorted({event.call for event in events if event.kind in CHANGING})
    if calls:
        connection.execute(_TAKE_TURNS, {"calls": calls})  # SQLite has one writer anyway
    once = insert_once(connection, CallEventRow.__table__).returning(CallEventRow.id)
    added = len(connection.execute(once, [_row(event) for event in events]).all())
    if added and calls:
        measure(connection, calls)
    return added


def events_of(connection: Connection, call: int) -> list[Event]:
    """All that is known of the call, in the order of happening."""
    return [_event(row) for row in connection.execute(_OF_CALL, {"call": call})]


def _row(event: Event) -> dict[str, Any]:
    return {
        "call_id": event.call,
        "at": event.at,
        "kind": event.kind,
        "operator_id": event.operator,
        "queue": event.queue,
        "detail": event.detail,
        "seen": event.seen,
        "mark": event.mark,
    }


def _event(row: Any) -> Event:
    return Event(
        row.call_id,
        row.at,
        Kind(row.kind),
        row.operator_id,
        row.queue,
        row.detail,
        Seen(row.seen),
        row.mark,
    )


_TAKE_TURNS = (
    select(CallRow.id)
    .where(CallRow.id.in_(bindparam("calls", expanding=True)))
    .order_by(CallRow.id)
    .with_for_update(key_share=True)
)
_OF_CALL = (
    select(CallEventRow.__table__)
    .where(CallEventRow.call_id == bindparam("call"))
    .order_by(CallEventRow.at, CallEventRow.id)
)
