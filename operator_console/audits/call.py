"""What is beside a form that grades a call: its facts, clocks, events, the menu's part."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from config.utility import Norm
from models.audits.samples import samples_with
from models.contacts.records import Contact
from models.contacts.tables import ContactRow, RequestRow
from models.events.log import Event, events_of
from models.events.summaries import norms_of
from models.operators.accounts import account_of
from models.rules.clocks import Clock
from models.rules.stays import stays
from operator_console.customers.transcript import transcript_of
from operator_console.office import this_office
from operator_console.recordings.hinted import Hints, hints_of
from operator_console.texts import language
from recordings.listening.pieces import pieces_of

EARLIER = timedelta(seconds=2)  # a contact may be opened so much after the answer it begins with


@dataclass(frozen=True)
class Timed:
    """A stage with its length in milliseconds against its norm."""

    clock: Clock
    length: int
    norm: Norm | None


@dataclass(frozen=True)
class Happened:
    """An event, so many seconds after the operator's answer; before it they are negative."""

    event: Event
    after: float


def call_of(db: Connection, one: Contact) -> dict[str, Any]:
    """All of it, for the templates."""
    events = events_of(db, one.call)
    kinds = select(RequestRow.kind, RequestRow.id).where(RequestRow.contact_id == one.id)
    return {
        "contact": one,
        "operator": account_of(db, one.operator),
        "timed": list(_timed(one, events)),
        "happened": [_happened(one, event) for event in events],
        "transcript": transcript_of(db, one.call, language()),
        "registered": [tuple(row) for row in db.execute(kinds.order_by(RequestRow.id))],
        "drawn_for": samples_with(db, one.id),
        "hints": _hints(db, one),
    }


def _hints(db: Connection, one: Contact) -> Hints:
    """Of this operator's talk: from its answer to the next operator's in the same call."""
    mine = (ContactRow.call_id == one.call, ContactRow.opened_at > one.opened_at)
    next_ = db.scalar(select(func.min(ContactRow.opened_at)).where(*mine))
    begin, end = one.opened_at - EARLIER, next_ and next_ - EARLIER
    return hints_of(db, one.call, pieces_of(db, one.call)).between(begin, end)


def _timed(one: Contact, events: list[Event]) -> Any:
    norms = norms_of(this_office().utility)(one.topic)
    for stay in stays(events):
        if stay.operator != one.operator:
            continue
        for stage in stay.stages:
            if stage.end and stage.complete:
                yield Timed(stage.clock, stage.length(stage.end), norms[stage.clock])


def _happened(one: Contact, event: Event) -> Happened:
    return Happened(event, (event.at - one.opened_at) / timedelta(seconds=1))
