"""Calls about the same matter again (C17): recognised by account and topic, or by the number."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select

from models.contacts.records import Earlier, Outcome
from models.contacts.tables import ContactRow
from models.operators.tables import OperatorRow

WITHIN = timedelta(days=30)
MOST = 20  # contacts that are listed


def repeat_of(
    db: Connection, call: int, account: int | None, caller: str, topic: str | None, at: datetime
) -> int | None:
    """The last call before about the same matter; without a topic yet, about any.

    A number alone, which may be an office's, is a repetition only where no account is known or
    the contact before knew none either.
    """
    query = (
        select(ContactRow.call_id)
        .where(ContactRow.call_id != call, ContactRow.opened_at > at - WITHIN)
        .where(ContactRow.opened_at <= at)
        .order_by(ContactRow.opened_at.desc())
        .limit(1)
    )
    if topic:
        query = query.where(ContactRow.topic == topic)
    if account and (found := db.scalar(query.where(ContactRow.account_id == account))):
        return found
    by_number = query.where(ContactRow.caller == caller)
    if account:
        by_number = by_number.where(ContactRow.account_id.is_(None))
    return db.scalar(by_number) if caller else None


def earlier_contacts(
    db: Connection, account: int | None, caller: str, before_call: int | None, at: datetime
) -> list[Earlier]:
    """Contacts of this account and of this number in the last thirty days, the newest first."""
    same = []
    if account:
        same.append(ContactRow.account_id == account)
    if caller:
        same.append(ContactRow.caller == caller)
    if not same:
        return []
    query = (
        select(ContactRow.__table__, OperatorRow.name)
        .join(OperatorRow, OperatorRow.id == ContactRow.operator_id)
        .where(or_(*same), ContactRow.opened_at > at - WITHIN)
        .where(ContactRow.call_id != (before_call or 0))
        .order_by(ContactRow.opened_at.desc())
        .limit(MOST)
    )
    return [
        Earlier(
            row.call_id,
            row.opened_at,
            row.topic,
            Outcome(row.outcome) if row.outcome else None,
            row.note,
            row.name,
            account is not None and row.account_id == account,
        )
        for row in db.execute(query)
    ]
