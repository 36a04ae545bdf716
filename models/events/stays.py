"""Measuring stays: the events of a call, as `models.rules.stays` reads them, kept for reports."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from models.events.kinds import Kind
from models.events.tables import CallEventRow, StayRow
from models.rules.clocks import Clock, Stage
from models.rules.stay import Stay
from models.rules.stays import stays

# The rest leaves stays as they are: most calls end in the menu, and are not read here at all.
CHANGING = frozenset(Kind) - {
    Kind.ARRIVED, Kind.ANNOUNCED, Kind.IDENTIFIED, Kind.SUPERVISED,
    Kind.RECORDING_PAUSED, Kind.RECORDING_RESUMED,
}  # fmt: skip


def measure(connection: Connection, calls: Sequence[int]) -> None:
    """Put what the events of these calls say now in the place of what they said before."""
    connection.execute(_FORGET, {"calls": list(calls)})
    events = connection.execute(_EVENTS, {"calls": list(calls)})
    if rows := list(_rows(events)):
        connection.execute(insert(StayRow), rows)


def _rows(events: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for call, of_call in groupby(events, key=lambda event: event.call_id):
        for number, stay in enumerate(stays(of_call), 1):
            yield {"call_id": call, "number": number, **_row(stay)}


def _row(stay: Stay) -> dict[str, Any]:
    return {
        "began": stay.began,
        "queue": stay.queue,
        "fate": stay.fate,
        "operator_id": stay.operator,
        "waiting": longest(stay.of(Clock.WAITING)),
        "search": longest(stay.of(Clock.SEARCH)),
        "information": longest(stay.of(Clock.INFORMATION)),
        "hold": sum(_lengths(stay.of(Clock.HOLD))) or None,
        "connecting": longest(stay.of(Clock.CONNECTING)),
        "specialist": longest(stay.of(Clock.SPECIALIST)),
        "wrap_up": longest(stay.of(Clock.WRAP_UP)),
    }


def longest(stages: Iterable[Stage]) -> int | None:
    """Milliseconds of the longest that is over and complete, if there is one."""
    return max(_lengths(stages), default=None)


def _lengths(stages: Iterable[Stage]) -> list[int]:
    return [stage.length(stage.end) for stage in stages if stage.end and stage.complete]


_FORGET = delete(StayRow).where(StayRow.call_id.in_(bindparam("calls", expanding=True)))
_EVENTS = (
    select(
        CallEventRow.call_id,
        CallEventRow.at,
        CallEventRow.kind,
        CallEventRow.operator_id.label("operator"),
        CallEventRow.queue,
    )
    .where(CallEventRow.call_id.in_(bindparam("calls", expanding=True)))
    .order_by(CallEventRow.call_id)
)
