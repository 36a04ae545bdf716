"""What happened in a call while it was recorded, each with its moment on the line of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from models.contacts.tables import ContactRow, RequestRow
from models.events.log import Event
from models.operators.tables import OperatorRow
from models.tables import ReadingRow
from operator_console.texts import t


@dataclass(frozen=True)
class Happened:
    """Something that can be jumped to."""

    at: datetime
    text: str
    operator: str = ""


def happened(db: Connection, call: int, events: Sequence[Event]) -> list[Happened]:
    """Events, readings entered and requests registered, in the order of time."""
    found = [*_events(db, events), *_readings(db, call), *_requests(db, call)]
    return sorted(found, key=lambda one: one.at)


def _events(db: Connection, events: Sequence[Event]) -> Iterator[Happened]:
    query = select(OperatorRow.id, OperatorRow.name)
    people = {one.operator for one in events}
    names = {row.id: row.name for row in db.execute(query.where(OperatorRow.id.in_(people)))}
    for one in events:
        text = t(f"audits_grading.event_{one.kind}")
        yield Happened(one.at, text, names.get(one.operator or 0, ""))


def _readings(db: Connection, call: int) -> Iterator[Happened]:
    query = select(ReadingRow.received_at).where(ReadingRow.call_id == call)
    for row in db.execute(query):
        yield Happened(row.received_at, t("recordings.event_reading"))


def _requests(db: Connection, call: int) -> Iterator[Happened]:
    query = (
        select(RequestRow.created_at, RequestRow.kind)
        .join(ContactRow, ContactRow.id == RequestRow.contact_id)
        .where(ContactRow.call_id == call)
    )
    for row in db.execute(query):
        kind = t(f"requests.kind_{row.kind}")
        yield Happened(row.created_at, t("recordings.event_request", kind=kind))
