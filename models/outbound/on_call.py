"""Whether a number is in a call already: one of ours to it, or one of its to us (C9)."""

from datetime import datetime

from sqlalchemy import Connection, exists, or_, select

from config.utility import Utility
from models.events.kinds import Kind
from models.events.tables import CallEventRow
from models.outbound.tables import OutboundAttemptRow
from models.rules.outbound import LONGEST
from models.rules.phones import to_e164
from models.tables import CallRow

OVER = ("Goodbye", "HungUp")  # how the last dialogue of a call that is over has ended


def is_on_call(db: Connection, utility: Utility, number: str, now: datetime) -> bool:
    """Calls of whose end nothing is known count for as long as any call may last."""
    if is_rung(db, number, now):
        return True
    hung_up = exists().where(CallEventRow.call_id == CallRow.id, CallEventRow.kind == Kind.HUNG_UP)
    calling = (
        select(CallRow.caller)
        .where(CallRow.began_at > now - LONGEST, CallRow.caller != "", ~hung_up)
        .where(or_(CallRow.outcome.is_(None), CallRow.outcome.not_in(OVER)))
    )
    callers = set(db.execute(calling).scalars())
    return any(to_e164(caller, utility.region) == number for caller in callers)


def is_rung(db: Connection, number: str, now: datetime) -> bool:
    """Whether a call of ours to it goes on, by whichever promise."""
    called = exists().where(
        OutboundAttemptRow.number == number,
        OutboundAttemptRow.ended_at.is_(None),
        OutboundAttemptRow.placed_at > now - LONGEST,
    )
    return bool(db.execute(select(called)).scalar())
