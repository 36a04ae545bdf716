"""Calls that were promised, and carrying them out (C9): one operator at a time has one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    func,
    insert,
    or_,
    select,
    update,
)

from config.utility import Utility
from models.contacts.records import Attempt, Closing, RequestKind
from models.contacts.tables import CallbackAttemptRow, ContactRow, RequestRow
from models.operators.tables import OperatorRow
from models.rules.callbacks import Owed
from models.rules.hours import due_after
from models.tables import CallbackRow, CallRow

CLAIM = timedelta(minutes=15)  # for which a call back is one operator's, unless given back
MOST = 200  # that are listed


@dataclass(frozen=True)
class Callback:
    """A promise; `operator` is who has it now, `tried` counts calls nobody answered.

    `called` is it by machine at this moment, and nobody's meanwhile.
    """

    id: int
    call: int
    number: str  # E.164
    reason: str
    asked_at: datetime
    owed: Owed
    account: int | None
    done_at: datetime | None
    operator: int | None
    operator_name: str | None
    until: datetime | None
    tried: int
    called: bool


@dataclass(frozen=True)
class Tried:
    """One attempt."""

    at: datetime
    result: Attempt
    note: str
    operator: str


class NotYours(Exception):
    """Another operator has it, or it has been done."""


def open_callbacks(db: Connection, now: datetime, most: int | None = MOST) -> list[Callback]:
    """Those not yet carried out, in the order of the time due; `most` of them, or all."""
    query = _callbacks(now).where(CallbackRow.done_at.is_(None))
    rows = db.execute(query.order_by(CallbackRow.due_at, CallbackRow.id).limit(most))
    return [_callback(row) for row in rows]


def callback_of(db: Connection, call: int, now: datetime) -> Callback | None:
    """What was promised in this call."""
    row = db.execute(_callbacks(now).where(CallbackRow.call_id == call)).first()
    return _callback(row) if row else None


def held_by(db: Connection, operator: int, now: datetime) -> int | None:
    """The call whose call back this operator has."""
    query = select(CallbackRow.call_id).where(
        CallbackRow.claimed_by_id == operator, CallbackRow.claimed_until > now
    )
    return db.scalar(query.limit(1))


def contact_of_held(db: Connection, operator: int, account: int, now: datetime) -> int | None:
    """The last contact of the call about this account that the operator now calls back."""
    query = (
        select(ContactRow.id)
        .join(CallRow, CallRow.id == ContactRow.call_id)
        .where(ContactRow.call_id == held_by(db, operator, now))
        .where(or_(CallRow.account_id == account, ContactRow.account_id == account))
        .order_by(ContactRow.id.desc())
        .limit(1)
    )
    return db.scalar(query)


def attempts_of(db: Connection, callback: int) -> list[Tried]:
    """Who has called and what came of it, in order."""
    query = (
        select(
            CallbackAttemptRow.at, CallbackAttemptRow.result, CallbackAttemptRow.note,
            OperatorRow.name,
        )
        .join(OperatorRow, OperatorRow.id == CallbackAttemptRow.operator_id)
        .where(CallbackAttemptRow.callback_id == callback)
        .order_by(CallbackAttemptRow.at, CallbackAttemptRow.id)
    )  # fmt: skip
    return [Tried(row.at, Attempt(row.result), row.note, row.name) for row in db.execute(query)]


def claim(db: Connection, call: int, operator: int, now: datetime) -> bool:
    """Take it; whether it was free, or this operator's. Of two at once, one has it."""
    mine = CallbackRow.claimed_by_id == operator
    taken = (
        update(CallbackRow)
        .where(CallbackRow.call_id == call, CallbackRow.done_at.is_(None), or_(is_free(now), mine))
        .where(or_(CallbackRow.again_at.is_(None), CallbackRow.again_at <= now))
        .values(claimed_by_id=operator, claimed_until=now + CLAIM)
    )
    return db.execute(taken).rowcount > 0


def give_back(db: Connection, call: int, operator: int) -> None:
    """It is free again, if it was this operator's."""
    db.execute(
        update(CallbackRow)
        .where(CallbackRow.call_id == call, CallbackRow.claimed_by_id == operator)
        .values(_NOBODYS)
    )


def record(
    db: Connection, utility: Utility, call: int, operator: int, result: Attempt, note: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Store what came of it; whether the promise is done with. Raises NotYours.

    Where nobody answered it is due again after a while of working time, or given up after so
    many attempts.
    """
    one = callback_of(db, call, now)
    if one is None:
        raise NotYours
    ends = result is not Attempt.NOT_REACHED or one.tried + 1 >= utility.callbacks.attempts
    values: dict[str, object] = {"done_at": now}
    if not ends:
        again = due_after(utility, now, utility.callbacks.again_minutes)
        values = {"again_at": again, "due_at": max(again, one.owed.due)}
    mine = (CallbackRow.done_at.is_(None), CallbackRow.claimed_by_id == operator)
    told = update(CallbackRow).where(CallbackRow.id == one.id, *mine).values(values | _NOBODYS)
    if not db.execute(told).rowcount:
        raise NotYours
    attempt = {"callback_id": one.id, "operator_id": operator, "at": now}
    db.execute(insert(CallbackAttemptRow), attempt | {"result": result, "note": note})
    if ends:
        close_requests(db, call, operator, result, note, now)
    return ends


def close_requests(
    db: Connection, call: int, operator: int | None, result: Attempt, note: str, now: datetime
) -> None:
    """What an operator registered when promising it."""
    how = Closing.DONE if result is Attempt.REACHED else Closing.GIVEN_UP
    contacts = select(ContactRow.id).where(ContactRow.call_id == call)
    db.execute(
        update(RequestRow)
        .where(RequestRow.kind == RequestKind.CALLBACK, RequestRow.done_at.is_(None))
        .where(RequestRow.contact_id.in_(contacts))
        .values(done_at=now, closed_as=how, closed_by_id=operator, closing_note=note)
    )


def is_free(now: datetime) -> ColumnElement[bool]:
    """No operator has it, and it is not being called by machine (claimed by nobody, for a time)."""
    return or_(CallbackRow.claimed_until.is_(None), CallbackRow.claimed_until <= now)


def _callbacks(now: datetime) -> Select[Any]:
    """Promises with who has each at this moment and how often it was tried since it was made."""
    tried = (
        select(func.count())
        .where(
            CallbackAttemptRow.callback_id == CallbackRow.id,
            CallbackAttemptRow.result == Attempt.NOT_REACHED,
            CallbackAttemptRow.at >= CallbackRow.asked_at,
        )
        .scalar_subquery()
    )
    known = (
        select(ContactRow.account_id)
        .where(ContactRow.call_id == CallbackRow.call_id, ContactRow.account_id.is_not(None))
        .order_by(ContactRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    account = func.coalesce(known, CallRow.account_id).label("account")
    called = CallbackRow.claimed_by_id.is_(None) & (CallbackRow.claimed_until > now)
    return (
        select(
            CallbackRow.__table__,
            account,
            OperatorRow.name,
            tried.label("tried"),
            called.label("called"),
        )
        .join(CallRow, CallRow.id == CallbackRow.call_id)
        .join(
            OperatorRow,
            (OperatorRow.id == CallbackRow.claimed_by_id) & (CallbackRow.claimed_until > now),
            isouter=True,
        )
    )


def _callback(row: Row[Any]) -> Callback:
    taken = row.name is not None
    return Callback(
        row.id,
        row.call_id,
        row.number,
        row.reason,
        row.asked_at,
        Owed(row.queue, row.priority, row.due_at, row.again_at),
        row.account,
        row.done_at,
        row.claimed_by_id if taken else None,
        row.name,
        row.claimed_until if taken else None,
        row.tried,
        bool(row.called),
    )


_NOBODYS: dict[str, object] = {"claimed_by_id": None, "claimed_until": None}
