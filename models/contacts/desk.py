"""A contact from the answer to its outcome (C14): opened, given an account, closed."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from config.utility import Utility
from models.contacts.records import Contact, Identified, Outcome
from models.contacts.repeats import repeat_of
from models.contacts.tables import ContactRow
from models.records import IdentifiedBy
from models.rules.phones import to_e164
from models.search.by_number import phone_key
from models.search.index import note_number
from models.tables import CallRow


class NotOpen(Exception):
    """There is no such open contact of this operator."""


def open_contact(
    db: Connection, utility: Utility, call: int, operator: int, queue: str, at: datetime
) -> int:
    """Begin a contact with what the menu found out; the one there is, if it was begun already."""
    standing = current_contact(db, operator)
    if standing and standing.call == call:
        return standing.id
    known = db.execute(_CALL, {"call": call}).one()
    caller = to_e164(known.caller, utility.region) or ""
    row = {
        "call_id": call,
        "caller": caller,
        "operator_id": operator,
        "opened_at": at,
        "queue": queue,
        "account_id": known.account_id,
        "identified": sureness_of_menu(known.identified_by),
        "note": "",
        "repeat_of": repeat_of(db, call, known.account_id, caller, None, at),
    }
    made = insert(ContactRow).returning(ContactRow.id)
    return db.execute(made, row).scalar_one()


def sureness_of_menu(by: str | None) -> Identified:
    """How surely the menu knows who called (C3)."""
    if by is None:
        return Identified.NOT
    return Identified.CONFIRMED if by == IdentifiedBy.ADDRESS else Identified.CLAIMED


def current_contact(db: Connection, operator: int) -> Contact | None:
    """The contact the operator has open; of several, which should not be, the oldest."""
    row = db.execute(_OPEN, {"operator": operator}).first()
    return _contact(row._mapping) if row else None


def contact(db: Connection, id_: int) -> Contact | None:
    """The contact with this number."""
    row = db.execute(_ONE, {"id": id_}).first()
    return _contact(row._mapping) if row else None


def take_account(
    db: Connection, one: Contact, account: int, identified: Identified, at: datetime
) -> None:
    """The caller speaks about this account; another one begins from nothing."""
    repeat = repeat_of(db, one.call, account, one.caller, None, at)
    db.execute(
        update(ContactRow).where(ContactRow.id == one.id, ContactRow.closed_at.is_(None)),
        {"account_id": account, "identified": identified, "repeat_of": repeat},
    )


def close_contact(
    db: Connection, id_: int, operator: int, topic: str, outcome: Outcome, note: str, at: datetime
) -> Contact:
    """Give the contact its outcome; closing it again changes nothing. Raises NotOpen."""
    one = contact(db, id_)
    if one is None or one.operator != operator:
        raise NotOpen
    if one.closed_at is not None:
        return one
    values = {
        "topic": topic,
        "outcome": outcome,
        "note": note,
        "closed_at": at,
        "repeat_of": repeat_of(db, one.call, one.account, one.caller, topic, at),
    }
    db.execute(
        update(ContactRow).where(ContactRow.id == id_, ContactRow.closed_at.is_(None)), values
    )
    if one.account and one.caller and one.identified is Identified.CONFIRMED:
        note_number(db, one.account, "phone", phone_key(one.caller), "call")
    closed = contact(db, id_)
    assert closed is not None
    return closed


def _contact(row: object) -> Contact:
    values = dict(row)  # type: ignore[call-overload]
    values["identified"] = Identified(values["identified"])
    values["outcome"] = Outcome(values["outcome"]) if values["outcome"] else None
    return Contact(**values)


_CALL = select(CallRow.caller, CallRow.account_id, CallRow.identified_by).where(
    CallRow.id == bindparam("call")
)
_row = ContactRow
_CONTACT = select(
    _row.id, _row.call_id.label("call"), _row.caller, _row.operator_id.label("operator"),
    _row.opened_at, _row.queue, _row.account_id.label("account"), _row.identified, _row.topic,
    _row.outcome, _row.note, _row.repeat_of, _row.closed_at,
)  # fmt: skip
_ONE = _CONTACT.where(_row.id == bindparam("id"))
_OPEN = (
    _CONTACT.where(_row.operator_id == bindparam("operator"), _row.closed_at.is_(None))
    .order_by(_row.opened_at)
    .limit(1)
)
