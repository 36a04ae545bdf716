"""The call backs there are, each with its turn, compared with those who wait on the line now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from models.contacts.callbacks import Callback, open_callbacks
from models.floor import AtWork, Floor
from models.outbound.history import History, histories
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

    @property
    def is_free(self) -> bool:
        taken = self.promise.operator is not None or self.promise.called
        return not taken and self.turn in NOW

    @property
    def reason(self) -> str:
        """Of those that texts name."""
        return self.promise.reason if self.promise.reason in REASONS else "other"


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
