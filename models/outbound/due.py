"""Whose call back could be made by machine now, the most urgent first (C9)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, func, select

from config.utility import Utility
from models.contacts.callbacks import Callback, open_callbacks
from models.contacts.tables import ContactRow
from models.outbound.history import histories
from models.outbound.tables import OutboundAttemptRow
from models.queues.line import Queues
from models.queues.tables import WaitingRow
from models.rules.callbacks import Turn, order, turn_of
from models.rules.outbound import queue_of
from models.tables import AccountRow, CallRow

NOW = (Turn.PLACE, Turn.PROMISE)


@dataclass(frozen=True)
class Due:
    """A call back whose turn it is."""

    callback: int
    queue: str  # of the operators who shall talk to the customer


def due(db: Connection, utility: Utility, now: datetime) -> list[Due]:
    """Those that nobody has taken, and that are not left to a person; nobody is overtaken."""
    live = _foremost(db)
    promised = open_callbacks(db, now, most=None)  # else those left to people would hide the rest
    free = [one for one in promised if not one.operator and not one.called]
    turns = [(one, turn_of(one.owed, live, now)) for one in free]
    ready = sorted((each for each in turns if each[1] in NOW), key=lambda e: order(e[0].owed, e[1]))
    known = histories(db, utility, [one.id for one, _ in ready])
    return [
        Due(one.id, _queue_of(db, utility, one))
        for one, _ in ready
        if not known[one.id].is_left_to_people
    ]


def free_operators(db: Connection, utility: Utility, queue: str, now: datetime) -> int:
    """How many are ready for the queue, beyond those whom callers and called ones wait for."""
    talked = exists().where(ContactRow.call_id == OutboundAttemptRow.call_id)
    waits = exists().where(
        WaitingRow.call_id == OutboundAttemptRow.call_id, WaitingRow.left_at.is_(None)
    )
    coming = (
        select(func.count())
        .select_from(OutboundAttemptRow)
        .where(OutboundAttemptRow.ended_at.is_(None), ~talked, ~waits)
    )
    return Queues(db, utility, now).free_for(queue) - db.execute(coming).scalar_one()


def _foremost(db: Connection) -> dict[str, int]:
    """Of each queue in which somebody waits on the line, the greatest priority there."""
    most = select(WaitingRow.queue, func.max(WaitingRow.priority).label("most"))
    rows = db.execute(most.where(WaitingRow.left_at.is_(None)).group_by(WaitingRow.queue))
    return {row.queue: row.most for row in rows}


def _queue_of(db: Connection, utility: Utility, one: Callback) -> str:
    """Empty where the profile has no queues."""
    row = db.execute(
        select(CallRow.language, AccountRow.customer)
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .where(CallRow.id == one.call)
    ).one()
    customer, kept = row.customer or "", one.owed.queue
    return queue_of(utility, kept, one.reason, customer, row.language) or ""
