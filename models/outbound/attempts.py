"""An attempt from its beginning to its answer. Of two processes at once, one has it (C9)."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NewType

from sqlalchemy import (
    Connection,
    Engine,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import aliased

from config.utility import Utility
from models.contacts.callbacks import is_free
from models.once import insert_once
from models.outbound.kinds import PASSING, Attempt, Refusal
from models.outbound.on_call import is_on_call
from models.outbound.tables import OutboundAttemptRow, OutboundRefusalRow
from models.outbound.talks import talked_since
from models.rules.outbound import LONGEST, Limits, Used, refusal
from models.tables import CallbackRow

log = logging.getLogger(__name__)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_OTHER = aliased(CallbackRow)  # one of the same number
InTurn = NewType("InTurn", Connection)  # a transaction in which nobody else begins an attempt


@contextmanager
def in_turn(engine: Engine) -> Iterator[InTurn]:
    """What is counted here stays true until the attempt is stored."""
    with engine.begin() as db:
        if db.dialect.name == "postgresql":  # on SQLite a transaction that writes is alone
            db.execute(text("LOCK TABLE outbound_attempt IN SHARE ROW EXCLUSIVE MODE"))
        yield InTurn(db)


def begin(
    db: InTurn, utility: Utility, limits: Limits, callback: int, carrier: str, now: datetime
) -> Attempt | Refusal:
    """Write an attempt down before it is placed, or why there is none; to be committed at once.

    From now on the call back is this attempt's, and no person can take it, until `ended`.
    """
    of = select(CallbackRow.number, CallbackRow.asked_at).where(CallbackRow.id == callback)
    number, asked_at = db.execute(of).one()
    why = refusal(utility, limits, number, _used(db, number, now), now)
    if why is None and is_on_call(db, utility, number, now):
        why = Refusal.ON_CALL
    if why is None and talked_since(db, utility, [(callback, number, asked_at)]):
        why = Refusal.TALKED
    found = why or _write_down(db, callback, number, carrier, now)
    if isinstance(found, Refusal):
        _note(db, callback, found, now)
    return found


def placed(db: Connection, attempt: int, reference: str) -> None:
    """The carrier has taken it; `reference` is its own name of the call."""
    own = update(OutboundAttemptRow).where(OutboundAttemptRow.id == attempt)
    db.execute(own.values(reference=reference))


def answered(db: Connection, attempt: int, call: int) -> None:
    """The customer is there: from now on it is this call. Once; a repeat changes nothing."""
    own = update(OutboundAttemptRow).where(OutboundAttemptRow.id == attempt)
    db.execute(own.where(OutboundAttemptRow.call_id.is_(None)).values(call_id=call))


def _used(db: Connection, number: str, now: datetime) -> Used:
    placed_at, own = OutboundAttemptRow.placed_at, OutboundAttemptRow.number == number
    counts = select(
        select(func.count()).where(placed_at > now - HOUR).scalar_subquery(),
        select(func.count()).where(OutboundAttemptRow.ended_at.is_(None)).scalar_subquery(),
        select(func.count()).where(placed_at > now - DAY, own).scalar_subquery(),
    )
    return Used(*db.execute(counts).one())


def _write_down(
    db: Connection, callback: int, number: str, carrier: str, now: datetime
) -> Attempt | Refusal:
    key = secrets.token_hex(16)
    values = {"callback_id": callback, "number": number, "carrier": carrier, "placed_at": now}
    made = insert_once(db, OutboundAttemptRow.__table__).returning(OutboundAttemptRow.id)
    attempt = db.execute(made, values | {"key": key}).scalar()
    if attempt is None:
        return Refusal.ON_CALL
    by_hand = exists().where(
        _OTHER.number == number, _OTHER.claimed_by_id.is_not(None), _OTHER.claimed_until > now
    )
    due = or_(CallbackRow.again_at.is_(None), CallbackRow.again_at <= now)
    free = (CallbackRow.id == callback, CallbackRow.done_at.is_(None), is_free(now), due, ~by_hand)
    claim = {"claimed_by_id": None, "claimed_until": now + LONGEST}
    if not db.execute(update(CallbackRow).where(*free).values(claim)).rowcount:
        db.execute(delete(OutboundAttemptRow).where(OutboundAttemptRow.id == attempt))
        return Refusal.TAKEN
    return Attempt(attempt, callback, number, key, now)


def _note(db: Connection, callback: int, why: Refusal, now: datetime) -> None:
    """On record, once for as long as it is the same."""
    last = (
        select(OutboundRefusalRow.why)
        .where(OutboundRefusalRow.callback_id == callback)
        .order_by(OutboundRefusalRow.at.desc(), OutboundRefusalRow.id.desc())
        .limit(1)
    )
    if why not in PASSING and db.execute(last).scalar() != why:
        db.execute(insert(OutboundRefusalRow), {"callback_id": callback, "at": now, "why": why})
        log.info("call back %d is not made by machine: %s", callback, why)
