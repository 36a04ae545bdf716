"""What was said goes with the recording, also where there was none; the call's figures stay.

Which tables have words, and why the others keep theirs: docs/retention.md.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, delete, select, update

from models.contacts.tables import ContactRow, DraftRow
from models.sms.tables import SmsRow
from models.tables import CallRow, IdentificationRow, JournalRow
from recordings.retention.due import held, said_before, take_turns, words_due
from recordings.retention.office import Office

BATCH = 100  # calls in a transaction


def forget_some(office: Office, now: datetime) -> tuple[int, bool]:
    """Delete the words of a batch of calls; of how many, and whether there may be more."""
    due = words_due(office, office.day(now))
    with office.destroying() as db:
        query = select(CallRow.id).where(due).order_by(CallRow.began_at)
        found = db.scalars(query.limit(BATCH)).all()
        if not found:
            return 0, False
        take_turns(db, select(CallRow.id).where(CallRow.id.in_(found)))
        forgotten = update(CallRow).where(CallRow.id.in_(found), due).returning(CallRow.id)
        calls = db.scalars(forgotten.values(caller="", forgotten_at=now)).all()
        _delete_words(db, calls)
    return len(calls), True


def _delete_words(db: Connection, calls: Sequence[int]) -> None:
    for table in (JournalRow, IdentificationRow):
        db.execute(delete(table).where(table.call_id.in_(calls)))
    said = update(ContactRow).where(ContactRow.call_id.in_(calls))
    db.execute(said.values(caller="", note=""))


def forget_drafts(office: Office, now: datetime) -> int:
    """Delete what operators typed so long ago and never sent; how many drafts."""
    day = office.day(now)
    with office.destroying() as db:
        query = select(DraftRow.operator_id, DraftRow.form)
        old = db.execute(query.where(DraftRow.saved_at < said_before(office, day))).all()
        kept = _held_contacts(db, {contact_of(row.form) for row in old}, day)
        gone = [row for row in old if contact_of(row.form) not in kept]
        for row in gone:
            mine = (DraftRow.operator_id == row.operator_id, DraftRow.form == row.form)
            db.execute(delete(DraftRow).where(*mine))
    return len(gone)


def forget_messages(office: Office, now: datetime) -> int:
    """Delete the words of old SMS, and who tried which account by them; of how many messages."""
    before = said_before(office, office.day(now))
    forgotten = update(SmsRow).where(SmsRow.forgotten_at.is_(None), SmsRow.at < before)
    words = {"sender": "", "text": "", "answer": None, "forgotten_at": now}
    tried = (IdentificationRow.call_id.is_(None), IdentificationRow.at < before)
    with office.destroying() as db:
        db.execute(delete(IdentificationRow).where(*tried))
        return db.execute(forgotten.values(words)).rowcount


def contact_of(form: str) -> int:
    """The number of the contact in a form's name, its second part; 0 if there is none."""
    number = [*form.split(":"), ""][1]
    return int(number) if number.isdigit() else 0


def _held_contacts(db: Connection, contacts: set[int], day: date) -> set[int]:
    if not contacts:
        return set()
    query = select(ContactRow.id).where(ContactRow.id.in_(contacts), held(ContactRow.call_id, day))
    return set(db.scalars(query))
