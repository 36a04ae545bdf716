"""How an attempt ends, and what becomes of the promise (C9)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from config.utility import Utility
from models.contacts.callbacks import close_requests
from models.contacts.records import Attempt as Result
from models.contacts.tables import CallbackAttemptRow
from models.events.kinds import Kind
from models.events.tables import CallEventRow
from models.outbound.history import histories
from models.outbound.kinds import UNSURE, Outcome
from models.outbound.tables import OutboundAttemptRow
from models.rules.outbound import again_after
from models.tables import CallbackRow


def ended(db: Connection, utility: Utility, attempt: int, outcome: Outcome, at: datetime) -> bool:
    """It is over; whether that was not known yet: a repeat changes nothing.

    It is TALKED if an operator has answered in its call, whatever was told, and though its end
    was told before; only that keeps the promise. Else the call back has its place still, and is due
    again by the profile's spacing.
    """
    row = db.execute(
        select(OutboundAttemptRow.callback_id, OutboundAttemptRow.call_id, CallbackRow.due_at)
        .join(CallbackRow, CallbackRow.id == OutboundAttemptRow.callback_id)
        .where(OutboundAttemptRow.id == attempt)
    ).one()
    talk = _answer(db, row.call_id)
    outcome = Outcome.TALKED if talk else outcome
    unsure = UNSURE if outcome is Outcome.TALKED else ()
    news = OutboundAttemptRow.ended_at.is_(None) | OutboundAttemptRow.outcome.in_(unsure)
    told = update(OutboundAttemptRow).where(OutboundAttemptRow.id == attempt, news)
    told = told.values(ended_at=at, outcome=outcome)
    if not db.execute(told).rowcount:
        return False
    if outcome is Outcome.TALKED:
        _keep(db, row.callback_id, talk.operator_id if talk else None, at)
    else:
        again = again_after(utility, _tried(db, utility, row.callback_id), at)
        _rewrite(db, row.callback_id, again_at=again, due_at=max(again, row.due_at))
    return True


def _tried(db: Connection, utility: Utility, callback: int) -> int:
    """How often the customer may have been rung in vain since the promise was made."""
    return histories(db, utility, [callback])[callback].counted


def _answer(db: Connection, call: int | None) -> Row[Any] | None:
    """That of an operator, the last one; whose it was, where it is known."""
    said = select(CallEventRow.operator_id).where(
        CallEventRow.call_id == call, CallEventRow.kind == Kind.ANSWERED
    )
    last = said.order_by(CallEventRow.at.desc(), CallEventRow.id.desc()).limit(1)
    found: Row[Any] | None = db.execute(last).first() if call else None
    return found


def _keep(db: Connection, callback: int, operator: int | None, at: datetime) -> None:
    """The promise is kept. Over a carrier whose operators are not known here, by nobody named."""
    _rewrite(db, callback, done_at=at)
    if operator:
        tried = {"callback_id": callback, "operator_id": operator, "at": at, "note": ""}
        db.execute(insert(CallbackAttemptRow), tried | {"result": Result.REACHED})
    asked = select(CallbackRow.call_id).where(CallbackRow.id == callback)
    close_requests(db, db.execute(asked).scalar_one(), operator, Result.REACHED, "", at)


def _rewrite(db: Connection, callback: int, **values: object) -> None:
    """And it is nobody's now."""
    own = update(CallbackRow).where(CallbackRow.id == callback, CallbackRow.done_at.is_(None))
    db.execute(own.values(claimed_by_id=None, claimed_until=None, **values))
