"""What else is known of a call, for the hints: who talked in it, what happened, whose account."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, union

from models.contacts.tables import ContactRow
from models.events.log import events_of
from models.operators.tables import OperatorRow
from models.search.words import words_of
from models.tables import AccountRow, CallRow
from recordings.hints import Talk
from recordings.hints.talks import talks

LEAST = 3  # letters of a name


def talks_in(db: Connection, call: int, began_at: datetime, duration: int) -> list[Talk]:
    """The operators' talks within a segment that began then; `duration` in milliseconds."""
    events = events_of(db, call)
    numbers = {event.operator for event in events if event.operator is not None}
    query = select(OperatorRow.id, OperatorRow.name, OperatorRow.unit)
    rows = db.execute(query.where(OperatorRow.id.in_(numbers)))
    who = {row.id: (_surname(row.name), row.unit) for row in rows}
    return talks(events, began_at, duration, who)


def names_in(db: Connection, call: int) -> Sequence[str]:
    """First names and patronymics of the customers whom the call was about."""
    accounts = union(
        select(CallRow.account_id).where(CallRow.id == call),
        select(ContactRow.account_id).where(ContactRow.call_id == call),
    ).subquery()
    query = select(AccountRow.name).where(
        AccountRow.id.in_(select(accounts.c[0])), AccountRow.customer == "individual"
    )
    return [word for name in db.scalars(query) for word in words_of(name)[1:] if len(word) >= LEAST]


def _surname(name: str) -> str:
    """The first word of the operator's name, as it is written in the accounts."""
    return next(iter(words_of(name)), "")
