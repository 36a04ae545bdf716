"""Attempts whose end was told nobody, or not in time: what is known of their calls ends them."""

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select

from config.utility import Utility
from models.events.kinds import Kind
from models.events.tables import CallEventRow
from models.outbound.attempts import answered
from models.outbound.endings import ended
from models.outbound.kinds import UNSURE, Outcome
from models.outbound.on_call import OVER
from models.outbound.tables import OutboundAttemptRow
from models.rules.outbound import LONGEST, UNTOLD
from models.tables import CallRow

log = logging.getLogger(__name__)

LAST_WORDS = timedelta(seconds=30)  # from the end of a dialogue to that of its call


def settle(db: Connection, utility: Utility, now: datetime) -> int:
    """End every attempt whose call is over; how many. Two of it at once do no harm.

    One that was never answered, and of which nobody tells, has ended after `UNTOLD`. One that has
    ended otherwise is TALKED should the talk be told of later.
    """
    over = sum(_settle(db, utility, row, now) for row in db.execute(_OPEN).all())
    late = db.execute(_LATE, {"since": now - LONGEST}).all()
    return over + sum(ended(db, utility, row.id, Outcome.TALKED, row.ended_at) for row in late)


def _settle(db: Connection, utility: Utility, row: Any, now: datetime) -> bool:
    if row.call is None:
        return now - row.placed_at > UNTOLD and _lost(db, utility, row.id, now)
    answered(db, row.id, row.call)
    hung_up = select(func.min(CallEventRow.at)).where(
        CallEventRow.call_id == row.call, CallEventRow.kind == Kind.HUNG_UP
    )
    at = db.execute(hung_up).scalar()
    if at is None and row.outcome in OVER and now - row.ended_at > LAST_WORDS:
        at = row.ended_at
    if at:
        return ended(db, utility, row.id, Outcome.ANSWERED, at)
    return now - row.placed_at > LONGEST and _lost(db, utility, row.id, now)


def _lost(db: Connection, utility: Utility, attempt: int, now: datetime) -> bool:
    log.warning("nobody told how attempt %d to call back has ended", attempt)
    return ended(db, utility, attempt, Outcome.UNKNOWN, now)


# Each with its call, if there is one.
_OPEN = (
    select(
        OutboundAttemptRow.id, OutboundAttemptRow.placed_at, CallRow.id.label("call"),
        CallRow.outcome, CallRow.ended_at,
    )
    .outerjoin(
        CallRow,
        (CallRow.id == OutboundAttemptRow.call_id) | (CallRow.key == OutboundAttemptRow.key),
    )
    .where(OutboundAttemptRow.ended_at.is_(None))
)  # fmt: skip
_LATE = select(OutboundAttemptRow.id, OutboundAttemptRow.ended_at).where(
    OutboundAttemptRow.placed_at > bindparam("since"),
    OutboundAttemptRow.outcome.in_(UNSURE),
    exists().where(
        CallEventRow.call_id == OutboundAttemptRow.call_id, CallEventRow.kind == Kind.ANSWERED
    ),
)
