"""What the database knows of a call, read without taking the call from whoever holds it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import msgspec
from sqlalchemy import bindparam, func, select

from config.utility import Language
from ivr.channels.twilio.places import PREFIX
from ivr.desk import PART, Before, Desk
from ivr.engine.call import Call, Transaction
from ivr.engine.channel import Channel
from ivr.engine.journal import Entry, Journal
from models.events.kinds import Kind
from models.events.tables import CallEventRow
from models.tables import CallRow, JournalRow

OLDEST = timedelta(days=2)  # of the calls among which silent ones are looked for


@dataclass(frozen=True)
class Known:
    """A call and its journal."""

    number: int
    began_at: datetime
    language: Language
    hung_up_at: datetime | None
    journal: Sequence[tuple[int, Entry]]  # by position

    @property
    def last_part(self) -> int:
        """The one that the call has come to."""
        return self.journal[-1][0] // PART if self.journal else 0

    def entries(self, part: int) -> list[Entry]:
        """The journal of one part."""
        return [entry for at, entry in self.journal if at // PART == part]

    def opener(
        self, desk: Desk, part: int
    ) -> Callable[[Channel, Callable[[], Transaction], Journal], Call]:
        """Makes the call as the desk does, for a part whose journal is at hand."""
        earlier = [entry for at, entry in self.journal if at // PART < part]
        reason = Before.of(earlier).reason if part else ""
        about = (desk.utility, self.began_at, self.language, reason, part > 0)
        return lambda channel, begin, journal: Call(channel, begin, journal, *about)


def known_call(desk: Desk, key: str) -> Known | None:
    """The call of this key, if there is one."""
    with desk.engine.connect() as db:
        row = db.execute(_CALL, {"key": key}).one_or_none()
        if row is None:
            return None
        rows = db.execute(_JOURNAL, {"call": row.id}).all()
    journal = [(at, msgspec.convert(entry, Entry)) for at, entry in rows]
    return Known(row.id, row.began_at, cast(Language, row.language), row.hung_up_at, journal)


def silent_calls(desk: Desk, since: datetime) -> list[str]:
    """The keys of calls in which nothing has happened since then, and whose end is not known."""
    asked = {"since": since, "oldest": since - OLDEST}
    with desk.engine.connect() as db:
        return list(db.execute(_SILENT, asked).scalars())


_HUNG_UP = (
    select(func.min(CallEventRow.at))
    .where(CallEventRow.call_id == CallRow.id, CallEventRow.kind == Kind.HUNG_UP)
    .scalar_subquery()
)
_CALL = select(CallRow.id, CallRow.began_at, CallRow.language, _HUNG_UP.label("hung_up_at")).where(
    CallRow.key == bindparam("key")
)
_JOURNAL = (
    select(JournalRow.position, JournalRow.entry)
    .where(JournalRow.call_id == bindparam("call"))
    .order_by(JournalRow.position)
)
_LAST = select(func.max(JournalRow.at)).where(JournalRow.call_id == CallRow.id).scalar_subquery()
_SILENT = (
    select(CallRow.key)
    .where(
        CallRow.began_at.between(bindparam("oldest"), bindparam("since")),
        CallRow.key.startswith(PREFIX, autoescape=True),
        _HUNG_UP.is_(None),
        func.coalesce(_LAST, CallRow.began_at) < bindparam("since"),
    )
    .order_by(CallRow.id)
)
