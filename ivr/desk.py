"""Joins a call to its journal and to the office's database."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from config.utility import Utility
from ivr.engine.call import Call
from ivr.engine.channel import Channel, Overtaken
from ivr.engine.journal import Entry, Journal
from models.office import Office
from models.sql_office import SqlOffice
from models.tables import CallRow, JournalRow

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """This moment, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Arrival:
    """What the telephone system tells of a call when it comes in."""

    key: str  # its own id of the call, the same whenever it asks us to go on with it
    caller: str  # as the network sent it
    dialled: str


@dataclass(frozen=True)
class Desk:
    """Where calls are held: one for each server."""

    engine: Engine
    utility: Utility
    utility_name: str
    now: Clock = utc_now

    def open_call(self, arrival: Arrival, channel: Channel) -> tuple[int, Call]:
        """Find the call, or begin it; from now on it is this connection's alone.

        The number is the call's registration. A connection that held the call before, and is not
        dead after all, is Overtaken at its next turn.
        """
        holder = secrets.token_hex(8)
        with self.engine.begin() as connection:
            number, began = self._claim(connection, arrival, holder)
            rows = connection.execute(_ENTRIES, {"call": number}).scalars()
            journal = Journal([msgspec.convert(row, Entry) for row in rows])

        def begin() -> Turn:
            return Turn(self, number, holder)

        return number, Call(channel, begin, journal, self.utility, began)

    def _claim(self, connection: Connection, arrival: Arrival, holder: str) -> tuple[int, datetime]:
        row = connection.execute(_CLAIM, {"k": arrival.key, "new": holder}).one_or_none()
        if row is None:
            row = connection.execute(
                _BEGIN,
                {
                    "key": arrival.key,
                    "utility": self.utility_name,
                    "caller": arrival.caller,
                    "dialled": arrival.dialled,
                    "began_at": self.now(),
                    "holder": holder,
                    "language": self.utility.languages[0],
                },
            ).one()
        return row.id, row.began_at


class Turn:
    """One transaction of a call: office work and journal entries, stored together or not at all."""

    def __init__(self, desk: Desk, call: int, holder: str) -> None:
        """Raises Overtaken if another connection holds the call."""
        self._call = call
        self._now = desk.now()
        self._entries: list[dict[str, Any]] = []
        self._outcome: str | None = None
        self._connection = desk.engine.connect()
        try:
            held = self._connection.execute(_LOCK, {"call": call, "holder": holder}).scalar()
        except BaseException:
            self._connection.close()
            raise
        if held is None:
            self._connection.close()
            raise Overtaken
        self.office: Office = SqlOffice(self._connection, call, desk.utility, self._now)

    def write_down(self, position: int, entry: Entry) -> None:
        """Keep the entry for the commit."""
        self._entries.append(
            {
                "call_id": self._call,
                "position": position,
                "at": self._now,
                "entry": msgspec.to_builtins(entry),
            }
        )
        if entry.kind == "end":
            self._outcome = entry.key

    def commit(self) -> None:
        """Store the turn. Raises Overtaken if these entries have been written by another."""
        with self._connection as connection:
            try:
                connection.execute(_WRITE, self._entries)
            except IntegrityError:
                raise Overtaken from None
            if self._outcome:
                connection.execute(
                    _END, {"call": self._call, "at": self._now, "how": self._outcome}
                )
            connection.commit()

    def rollback(self) -> None:
        """Forget the turn."""
        self._connection.close()


_CLAIM = (
    update(CallRow)
    .where(CallRow.key == bindparam("k"))
    .values(holder=bindparam("new"))
    .returning(CallRow.id, CallRow.began_at)
)
_BEGIN = insert(CallRow).returning(CallRow.id, CallRow.began_at)
_ENTRIES = (
    select(JournalRow.entry)
    .where(JournalRow.call_id == bindparam("call"))
    .order_by(JournalRow.position)
)
# A row lock where the database has them: the one that claims the call waits for this turn's end.
_LOCK = (
    select(CallRow.id)
    .where(CallRow.id == bindparam("call"), CallRow.holder == bindparam("holder"))
    .with_for_update()
)
_WRITE = insert(JournalRow)
_END = (
    update(CallRow)
    .where(CallRow.id == bindparam("call"))
    .values(ended_at=bindparam("at"), outcome=bindparam("how"))
)
