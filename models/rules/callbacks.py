"""Whose turn it is to be called back (C9): the place kept in the queue, and what was promised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from config.utility import Utility
from models.floor import WaitingCall
from models.rules.routing import EMERGENCY, priority


class Turn(IntEnum):
    """What there is to do about a call back, the most urgent first."""

    PLACE = 0  # in its queue all who came before it have been answered
    PROMISE = 1  # no place was kept, or the promise is overdue: by the time it is due
    BEHIND = 2  # somebody who waits on the line came before
    LATER = 3  # it was tried, and is tried again later


@dataclass(frozen=True)
class Owed:
    """What the turn of a call back depends on. `priority` is `models.rules.routing.priority`."""

    queue: str | None
    priority: int | None
    due: datetime
    again: datetime | None  # not before then


def foremost(utility: Utility, waiting: Iterable[WaitingCall]) -> dict[str, int]:
    """Of each queue in which somebody waits on the line, the greatest priority there."""
    found: dict[str, int] = {}
    for call in waiting:
        queue = utility.queues.get(call.queue)
        reason = EMERGENCY if queue and EMERGENCY in queue.reasons else ""
        own = priority(utility, call.since, reason, call.out_of_turn)
        found[call.queue] = max(own, found.get(call.queue, own))
    return found


def turn_of(owed: Owed, live: dict[str, int] | None, now: datetime) -> Turn:
    """Whether it may be called now. `live` is what `foremost` says; None: nobody knows.

    A kept place overtakes nobody who waits on the line and came before, at the same second too;
    but a promise that is overdue waits no longer for the sake of a place.
    """
    if owed.again and owed.again > now:
        return Turn.LATER
    if owed.queue is None or owed.priority is None:
        return Turn.PROMISE
    if live is not None and owed.priority > live.get(owed.queue, 0):
        return Turn.PLACE
    return Turn.PROMISE if owed.due < now else Turn.BEHIND


def order(owed: Owed, turn: Turn) -> tuple[int, int, datetime]:
    """A key to sort by: the turn, the kept place (the greatest priority first), the time due."""
    if turn is Turn.LATER:
        assert owed.again is not None
        return turn, 0, owed.again
    by_place = turn in (Turn.PLACE, Turn.BEHIND) and owed.priority is not None
    return turn, -(owed.priority or 0) if by_place else 0, owed.due
