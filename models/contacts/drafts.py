"""What an operator has typed and not sent: kept at every pause, gone when it is sent."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from models.contacts.tables import DraftRow
from models.once import insert_once

LONGEST = 20_000  # characters of all fields


def save(db: Connection, operator: int, form: str, fields: Mapping[str, str], at: datetime) -> None:
    """Keep the fields in place of those kept before. Raises ValueError if they are too long."""
    if sum(len(name) + len(value) for name, value in fields.items()) > LONGEST:
        raise ValueError("too long a draft")
    values = {"fields": dict(fields), "saved_at": at}
    mine = (DraftRow.operator_id == operator, DraftRow.form == form)
    if not db.execute(update(DraftRow).where(*mine).values(values)).rowcount:
        new = {"operator_id": operator, "form": form, **values}
        db.execute(insert_once(db, DraftRow.__table__), new)  # of two at once one is kept


def kept(db: Connection, operator: int, form: str) -> dict[str, str]:
    """What was typed, empty if nothing was."""
    query = select(DraftRow.fields).where(DraftRow.operator_id == operator, DraftRow.form == form)
    return dict(db.scalar(query) or {})


def forget(db: Connection, operator: int, form: str) -> None:
    """The form was sent."""
    db.execute(delete(DraftRow).where(DraftRow.operator_id == operator, DraftRow.form == form))
