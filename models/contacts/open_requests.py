"""Requests with something left to do: listed by what is due, closed once, by one person."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, func, select, update

from models.contacts.records import Closing, Request, RequestKind
from models.contacts.requests import REQUESTS, as_request
from models.contacts.tables import ContactRow, RequestRow

# Call backs have a list of their own: models.contacts.callbacks.
KINDS = (
    RequestKind.EMERGENCY,
    RequestKind.SEALING,
    RequestKind.UNSEALING,
    RequestKind.INSPECTION,
    RequestKind.CHARGES,
)
PER_PAGE = 20


@dataclass(frozen=True)
class Wanted:
    """Which of them: of one kind, of one operator, past their day; without these, all."""

    kind: RequestKind | None = None
    operator: int | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Found:
    """A page of them; `pages` is at least 1, `overdue` counts all that are past their day."""

    requests: list[Request]
    page: int
    pages: int
    overdue: int


def open_requests(db: Connection, wanted: Wanted, page: int, today: date) -> Found:
    """A page of the list, counted from 1; past the last one it is the last.

    Emergencies first (C12), then by the day they are due, so that overdue ones lead.
    """
    late = RequestRow.due_on < today
    chosen = _chosen(wanted, late)
    count = db.scalar(select(func.count()).select_from(RequestRow).where(*chosen)) or 0
    pages = max(1, -(-count // PER_PAGE))
    page = min(max(1, page), pages)
    query = (
        REQUESTS.where(*chosen)
        .order_by(
            RequestRow.kind != RequestKind.EMERGENCY,
            RequestRow.due_on.is_(None),
            RequestRow.due_on,
            RequestRow.id,
        )
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    found = [as_request(row) for row in db.execute(query)]
    overdue = select(func.count()).select_from(RequestRow).where(*_chosen(Wanted(), late), late)
    return Found(found, page, pages, db.scalar(overdue) or 0)


def _chosen(wanted: Wanted, late: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [RequestRow.done_at.is_(None), RequestRow.kind.in_(KINDS)]
    if wanted.kind:
        chosen.append(RequestRow.kind == wanted.kind)
    if wanted.operator:
        chosen.append(RequestRow.operator_id == wanted.operator)
    if wanted.overdue:
        chosen.append(late)
    return chosen


def request_numbered(db: Connection, number: int) -> tuple[Request, int | None] | None:
    """A request, and the call in which it was registered."""
    row = db.execute(REQUESTS.where(RequestRow.id == number)).first()
    if row is None:
        return None
    call = select(ContactRow.call_id).where(ContactRow.id == row.contact_id)
    return as_request(row), db.scalar(call)


def close_request(
    db: Connection, number: int, how: Closing, operator: int, note: str, at: datetime
) -> bool:
    """Give it its end; whether it had none until now: of two at once, one closes it."""
    closed = (
        update(RequestRow)
        .where(
            RequestRow.id == number, RequestRow.done_at.is_(None), RequestRow.kind.in_(KINDS)
        )
        .values(done_at=at, closed_as=how, closed_by_id=operator, closing_note=note)
    )  # fmt: skip
    return db.execute(closed).rowcount > 0
