"""The call backs there are, each with its turn, compared with those who wait on the line now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from models.contacts.callbacks import Callback, open_callbacks
from models.floor import AtWork, Floor
from models.outbound.history import History, histories
from models.outbound.talks import talked_since
from models.rules.callbacks import Turn, foremost, order, turn_of
from operator_console.live.gateway import this_gateway
from operator_console.office import this_office

PATIENCE = 1.0  # seconds for the first floor after a start
NOW = (Turn.PLACE, Turn.PROMISE)  # it may be called

REASONS = frozenset(
    {
        "asked", "callback", "emergency", "fault", "limit", "no_answer", "no_believable_reading",
        "no_meters", "no_number", "not_identified", "operator", "survey",
    }
)  # fmt: skip # that texts name; a dialogue may have others


@dataclass(frozen=True)
class Line:
    """One line of the list."""

    promise: Callback
    turn: Turn
    late: bool
    machine: History  # of attempts without a person
    talked: datetime | None = None  # with an operator, since it was promised: see `with_talks`

    @property
    def is_free(self) -> bool:
        taken = self.promise.operator is not None or self.promise.called
        return not taken and self.turn in NOW

    @property
    def reason(self) -> str:
        return named(self.promise.reason)


def named(reason: str) -> str:
    """Of those that texts name."""
    return reason if reason in REASONS else "other"


def floor() -> Floor | None:
    """The newest; None where it may be out of date."""
    _, newest = this_gateway().next_floor(0, PATIENCE)
    return newest if newest and newest.link else None


def own_place(newest: Floor | None, operator: int) -> AtWork | None:
    """What this operator does now."""
    return (
        next((one for one in newest.operators if one.operator == operator), None)
        if newest
        else None
    )


def line(db: Connection, promise: Callback, newest: Floor | None, now: datetime) -> Line:
    """The promise with its turn."""
    return _with_turns(db, [promise], newest, now)[0]


def lines(db: Connection, newest: Floor | None, now: datetime) -> list[Line]:
    """All that are open, the most urgent first."""
    found = _with_turns(db, open_callbacks(db, now), newest, now)
    return sorted(found, key=lambda one: order(one.promise.owed, one.turn))


def with_talks(db: Connection, shown: Sequence[Line]) -> list[Line]:
    """With who has talked to us meanwhile: for who looks at them, too dear for a count."""
    promises = [(one.promise.id, one.promise.number, one.promise.asked_at) for one in shown]
    talked = talked_since(db, this_office().utility, promises)
    return [replace(one, talked=talked.get(one.promise.id)) for one in shown]


def _with_turns(
    db: Connection, promises: Sequence[Callback], newest: Floor | None, now: datetime
) -> list[Line]:
    utility = this_office().utility
    live = foremost(utility, newest.waiting) if newest else None
    machine = histories(db, utility, [one.id for one in promises])
    return [
        Line(one, turn_of(one.owed, live, now), one.owed.due < now, machine[one.id])
        for one in promises
    ]
