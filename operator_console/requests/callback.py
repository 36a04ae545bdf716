"""A call back promised by an operator (C9): the same promise that the menu makes."""

from datetime import date

from sqlalchemy import Connection, update

from models.once import insert_once
from models.rules.hours import due_after
from models.tables import CallbackRow
from operator_console.office import this_office

REASON = "operator"


def promise(db: Connection, call: int, number: str) -> date:
    """Promise to call this number (E.164); the day by which. A call has one promise, the last."""
    office = this_office()
    due = due_after(office.utility, office.now(), office.utility.callbacks.within_minutes)
    values = {
        "number": number, "reason": REASON, "asked_at": office.now(), "due_at": due,
        "done_at": None, "again_at": None, "claimed_by_id": None, "claimed_until": None,
    }  # fmt: skip
    made = insert_once(db, CallbackRow.__table__).returning(CallbackRow.id)
    if db.execute(made, {"call_id": call, **values}).first() is None:
        db.execute(update(CallbackRow).where(CallbackRow.call_id == call), values)
    return due.astimezone(office.utility.zone).date()
