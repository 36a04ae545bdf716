"""What is registered in a contact; a form that is sent twice is stored once."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import aliased

from models.contacts.records import Closing, Request, RequestKind
from models.contacts.tables import RequestRow
from models.once import insert_once
from models.operators.tables import OperatorRow
from models.search.by_number import phone_key
from models.search.index import note_number
from models.search.words import contract_key

MOST = 30  # requests that a card lists


def register(
    db: Connection,
    kind: RequestKind,
    form_key: str,
    operator: int,
    at: datetime,
    fields: Mapping[str, str],
    *,
    contact: int | None = None,
    account: int | None = None,
    due_on: date | None = None,
    done: bool = False,
) -> tuple[int, bool]:
    """Store the request; its registration number, and whether this was the first time."""
    row = {
        "kind": kind,
        "contact_id": contact,
        "account_id": account,
        "operator_id": operator,
        "fields": dict(fields),
        "due_on": due_on,
        "created_at": at,
        "done_at": at if done else None,
        "form_key": form_key,
    }
    made = insert_once(db, RequestRow.__table__).returning(RequestRow.id)
    first = db.execute(made, row).first() is not None
    number = db.scalars(select(RequestRow.id).where(RequestRow.form_key == form_key)).one()
    if first and account:
        _remember_numbers(db, account, fields)
    return number, first


def _remember_numbers(db: Connection, account: int, fields: Mapping[str, str]) -> None:
    """By what the customer will be found the next time."""
    if phone := fields.get("phone"):
        note_number(db, account, "phone", phone_key(phone), "operator")
    if contract := contract_key(fields.get("contract", "")):
        note_number(db, account, "contract", contract, "operator")


def requests_of(db: Connection, account: int) -> list[Request]:
    """The account's requests, open ones first, then the newest."""
    query = (
        REQUESTS.where(RequestRow.account_id == account, RequestRow.kind != RequestKind.READING)
        .order_by(RequestRow.done_at.is_not(None), RequestRow.id.desc())
        .limit(MOST)
    )
    return [as_request(row) for row in db.execute(query)]


def request_by(db: Connection, number: int, operator: int) -> Request | None:
    """A request that this operator has registered."""
    query = REQUESTS.where(RequestRow.id == number, RequestRow.operator_id == operator)
    row = db.execute(query).first()
    return as_request(row) if row else None


def as_request(row: Row[Any]) -> Request:
    """A row of REQUESTS."""
    return Request(
        row.id,
        RequestKind(row.kind),
        dict(row.fields),
        row.due_on,
        row.created_at,
        row.done_at,
        row.name,
        row.account_id,
        row.contact_id,
        Closing(row.closed_as) if row.closed_as else None,
        row.closed_by,
        row.closing_note,
    )


def registered_in(db: Connection, contact: int) -> list[RequestKind]:
    """The kinds of what was registered in a contact, the newest first."""
    query = select(RequestRow.kind).where(RequestRow.contact_id == contact)
    return [RequestKind(kind) for kind in db.scalars(query.order_by(RequestRow.id.desc()))]


_closer = aliased(OperatorRow)
REQUESTS = (
    select(RequestRow.__table__, OperatorRow.name, _closer.name.label("closed_by"))
    .join(OperatorRow, OperatorRow.id == RequestRow.operator_id)
    .join(_closer, _closer.id == RequestRow.closed_by_id, isouter=True)
)
