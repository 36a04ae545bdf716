"""The figures of the day so far, by queue, and the calls that were promised."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from config.utility import Utility
from models.events.days import day_of, stays_in
from models.events.summaries import Summary, norms_of, summed_up
from models.rules.clocks import Clock
from models.tables import CallbackRow

MOST = 12  # promises that are shown


class OfQueue(msgspec.Struct, frozen=True):
    """A queue's day so far. Times are in milliseconds, the share goes from 0 to 1."""

    offered: int
    answered: int
    abandoned: int
    mean: int | None
    ninety: int | None
    share: float | None


class Promise(msgspec.Struct, frozen=True):
    """A call that was promised (C9)."""

    call: int
    due: datetime
    late: bool


class Today(msgspec.Struct, frozen=True):
    """All of it, at a moment."""

    at: datetime
    all: OfQueue
    queues: dict[str, OfQueue]
    callbacks: list[Promise]
    more_callbacks: int  # than are listed


def today(connection: Connection, utility: Utility, now: datetime) -> Today:
    """From midnight in the utility's zone until now."""
    stays = stays_in(connection, day_of(now, utility.zone))
    queues, all_ = summed_up(stays, lambda stay: stay.queue or "", norms_of(utility))
    promises, count = _promises(connection, now)
    figures = {name: _of_queue(summary) for name, summary in queues.items()}
    return Today(now, _of_queue(all_), figures, promises, count - len(promises))


def _of_queue(summary: Summary) -> OfQueue:
    waits = summary.figures(Clock.WAITING)
    counts = (summary.offered, summary.answered, summary.abandoned)
    return OfQueue(*counts, waits.mean, waits.ninety, waits.share)


def _promises(connection: Connection, now: datetime) -> tuple[list[Promise], int]:
    rows: list[Any] = list(connection.execute(_DUE, {"most": MOST}))
    due = [Promise(row.call_id, row.due_at, row.due_at < now) for row in rows]
    return due, connection.scalar(_HOW_MANY) or 0


_DUE = (
    select(CallbackRow.call_id, CallbackRow.due_at)
    .where(CallbackRow.done_at.is_(None))
    .order_by(CallbackRow.due_at)
    .limit(bindparam("most"))
)
_HOW_MANY = select(func.count()).select_from(CallbackRow).where(CallbackRow.done_at.is_(None))
