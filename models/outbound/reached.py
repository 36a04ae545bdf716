"""The customer who was called is there: whose attempt it is, and the place that was kept (C9)."""

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import aliased

from models.once import insert_once
from models.outbound.attempts import answered
from models.outbound.kinds import OWN
from models.outbound.tables import OutboundAttemptRow
from models.queues.line import Queues
from models.queues.tables import WaitingRow
from models.records import CalledBack, InQueue
from models.rules.outbound import queue_of
from models.rules.routing import priority
from models.tables import AccountRow, CallbackRow, CallRow


def reached(db: Connection, call: int) -> CalledBack:
    """Tie the call to its attempt, once. Raises LookupError."""
    row = db.execute(_ATTEMPT, {"call": call}).first()
    if row is None:
        raise LookupError("this is not a call that we made")
    answered(db, row.id, call)
    return CalledBack(row.language, row.announced_at is not None, row.carrier == OWN)


def kept_place(queues: Queues, call: int) -> InQueue:
    """Take it; who asked without waiting has that of the moment of asking. Raises LookupError."""
    asked = queues.db.execute(_ASKED, {"call": call}).one()
    utility, customer = queues.utility, asked.customer or ""
    queue = queue_of(utility, asked.queue, asked.reason, customer, asked.language)
    if queue is None:
        raise LookupError("the profile has no queues")
    place = asked.priority
    if place is None:
        place = priority(utility, asked.asked_at, asked.reason, False)
    values = {
        "call_id": call, "queue": queue, "priority": place, "since": queues.now,
        "out_of_turn": False,
    }  # fmt: skip
    queues.db.execute(insert_once(queues.db, WaitingRow.__table__), values)
    return queues.place_of(call, asked.reason)


_PROMISED = aliased(CallRow)  # the call in which it was promised
_CALLED = aliased(CallRow)  # ours
_ATTEMPT = (
    select(
        OutboundAttemptRow.id, OutboundAttemptRow.carrier, _CALLED.announced_at, _PROMISED.language
    )
    .join(
        _CALLED,
        (_CALLED.id == OutboundAttemptRow.call_id) | (_CALLED.key == OutboundAttemptRow.key),
    )
    .join(CallbackRow, CallbackRow.id == OutboundAttemptRow.callback_id)
    .join(_PROMISED, _PROMISED.id == CallbackRow.call_id)
    .where(_CALLED.id == bindparam("call"))
)
_ASKED = (
    select(
        CallbackRow.queue, CallbackRow.priority, CallbackRow.reason, CallbackRow.asked_at,
        CallRow.language, AccountRow.customer,
    )
    .join(OutboundAttemptRow, OutboundAttemptRow.callback_id == CallbackRow.id)
    .join(CallRow, CallRow.id == CallbackRow.call_id)
    .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
    .where(OutboundAttemptRow.call_id == bindparam("call"))
)  # fmt: skip
