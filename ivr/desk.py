"""Joins a call to its journal and to the office's database."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any, cast

import msgspec
from sqlalchemy import (
    Connection,
    Engine,
    Insert,
    Row,
    bindparam,
    delete,
    insert,
    select,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError

from config.utility import Language, Utility
from ivr.engine.call import Call
from ivr.engine.channel import Channel, Overtaken
from ivr.engine.journal import Entry, Journal
from ivr.engine.outcomes import Transfer
from models.events.kinds import Kind, Seen
from models.events.log import Event, add
from models.office import Office
from models.once import insert_once
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from models.sql_office import SqlOffice
from models.tables import CallRow, JournalRow
from models.write_ahead import settle

Clock = Callable[[], datetime]
PART = 100_000  # journal positions from one part of a call to the next


def utc_now() -> datetime:
    """This moment, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Arrival:
    """What the telephone system tells of a call when it comes in."""

    key: str  # its own id of the call, the same whenever it asks us to go on with it
    caller: str  # as the network sent it
    dialled: str
    part: int = 0  # of the call: each dialogue that it comes to has a journal of its own
    channel: str = ""  # Asterisk's unique id of the caller's
    nobody: bool = False  # the queue sent the caller away: no operator can be reached


@dataclass(frozen=True)
class Before:
    """What is known of the parts of a call before this one."""

    reason: str = ""  # for which the caller was last to be brought to an operator

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Before":
        """From their journals; a part that could not be written down had a fault."""
        reasons = [
            entry.value["reason"]
            for entry in entries
            if entry.kind == "end" and entry.key == Transfer.__name__
        ]
        return cls(reasons[-1] if reasons else "fault")


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
        holder, before, journal = secrets.token_hex(8), Before(), Journal()
        row = self._begin(arrival, holder)
        if row is None:  # the call is known
            row, before, journal = self._take_over(arrival, holder)
        number, caller, began, spoken = row

        def begin() -> Turn:
            return Turn(self, number, caller, holder, arrival.part * PART)

        language = cast(Language, spoken)
        about = (began, language, before.reason, arrival.nobody)
        return number, Call(channel, begin, journal, self.utility, *about)

    def _begin(self, arrival: Arrival, holder: str) -> Row[int, str, datetime, str] | None:
        now = self.now()
        call = {
            "key": arrival.key,
            "utility": self.utility_name,
            "caller": arrival.caller,
            "dialled": arrival.dialled,
            "channel": arrival.channel,
            "began_at": now,
            "holder": holder,
            "language": self.utility.languages[0],
        }
        with self.engine.begin() as connection:
            once = insert_once(connection, CallRow.__table__).returning(*_BEGUN)
            row = connection.execute(once, call).one_or_none()
            if row:
                mark = f"{Kind.ARRIVED}:{row.id}"
                add(connection, [Event(row.id, now, Kind.ARRIVED, seen=Seen.AGI, mark=mark)])
            return row

    def note_not_recorded(self, call: int) -> None:
        """Nobody keeps the sound of this call: the archive shall not look for it."""
        with self.engine.begin() as connection:
            connection.execute(_NOT_RECORDED, {"call": call})

    def _take_over(
        self, arrival: Arrival, holder: str
    ) -> tuple[Row[int, str, datetime, str], Before, Journal]:
        part = arrival.part * PART
        with self.engine.begin() as connection:
            row = connection.execute(_CLAIM, {"k": arrival.key, "new": holder}).one()
            asked = {"call": row.id, "begins": part, "ends": part + PART}
            rows = connection.execute(_ENTRIES, asked).scalars()
            entries = [msgspec.convert(entry, Entry) for entry in rows]
            ends = connection.execute(_BEFORE, asked).scalars() if part else ()
            before = Before.of(msgspec.convert(entry, Entry) for entry in ends)
        settle(self.engine)  # the one who held the call may not have come to it
        return row, before, Journal(entries)


class Turn:
    """One transaction of a call: office work and journal entries, stored together or not at all."""

    def __init__(self, desk: Desk, call: int, caller: str, holder: str, first: int) -> None:
        self._desk = desk
        self._first = first  # position of the part's first entry
        self._call = call
        self._caller = caller
        self._holder = holder
        self._now = desk.now()
        self._entries: list[dict[str, Any]] = []
        self._outcome: str | None = None
        self._connection: Connection | None = None

    @cached_property
    def office(self) -> Office:
        """Takes a connection: a turn that asks nothing of the office needs one only at its end."""
        self._connection = self._desk.engine.connect()
        return SqlOffice(self._connection, self._call, self._caller, self._desk.utility, self._now)

    def write_down(self, position: int, entry: Entry) -> None:
        """Keep the entry for the commit."""
        place = len(self._entries)
        self._entries.append(
            {
                f"position{place}": self._first + position,
                f"entry{place}": msgspec.to_builtins(entry),
            }
        )
        if entry.kind == "end":
            self._outcome = entry.key

    def commit(self) -> None:
        """Store the turn. Raises Overtaken, with nothing stored, if another holds the call now.

        What the office did then outlasts a power cut. An answer alone need not.
        """
        values = {"call": self._call, "holder": self._holder, "at": self._now}
        for entry in self._entries:
            values |= entry
        with self._connection or self._desk.engine.connect() as connection:
            try:
                written = connection.execute(_write(len(self._entries)), values).rowcount
            except IntegrityError:
                raise Overtaken from None
            if written != len(self._entries):
                raise Overtaken
            if self._outcome:
                connection.execute(
                    _END, {"call": self._call, "at": self._now, "how": self._outcome}
                )
            connection.commit()
        if self._connection:
            settle(self._desk.engine)

    def rollback(self) -> None:
        """Forget the turn."""
        if self._connection:
            self._connection.close()


_CLAIM = (
    update(CallRow)
    .where(CallRow.key == bindparam("k"))
    .values(holder=bindparam("new"))
    .returning(CallRow.id, CallRow.caller, CallRow.began_at, CallRow.language)
)
_BEGUN = (CallRow.id, CallRow.caller, CallRow.began_at, CallRow.language)
_NOT_RECORDED = delete(SegmentRow).where(
    SegmentRow.call_id == bindparam("call"), SegmentRow.state == State.EXPECTED
)
_ENTRIES = (
    select(JournalRow.entry)
    .where(
        JournalRow.call_id == bindparam("call"),
        JournalRow.position >= bindparam("begins"),
        JournalRow.position < bindparam("ends"),
    )
    .order_by(JournalRow.position)
)
_BEFORE = (
    select(JournalRow.entry)
    .where(JournalRow.call_id == bindparam("call"), JournalRow.position < bindparam("begins"))
    .order_by(JournalRow.position)
)
# The row lock, where the database has them, makes a connection that claims the call wait for this
# turn's end.
_HELD = (
    select(CallRow.id)
    .where(CallRow.id == bindparam("call"), CallRow.holder == bindparam("holder"))
    .with_for_update()
    .subquery("held")
)


@cache
def _write(count: int) -> Insert:
    """That many entries in one statement: by the connection that holds the call, or not at all."""
    rows = (
        select(
            _HELD.c.id,
            bindparam(f"position{place}", type_=JournalRow.position.type),
            bindparam("at", type_=JournalRow.at.type),
            bindparam(f"entry{place}", type_=JournalRow.entry.type),
        )
        for place in range(count)
    )
    columns = ["call_id", "position", "at", "entry"]
    write = insert(JournalRow).from_select(columns, union_all(*rows))
    return write.execution_options(preserve_rowcount=True)


_END = (
    update(CallRow)
    .where(CallRow.id == bindparam("call"))
    .values(ended_at=bindparam("at"), outcome=bindparam("how"))
)
