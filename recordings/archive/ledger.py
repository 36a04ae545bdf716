"""The ledger of segments: which are expected, and what became of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, select, text, update

from config.utility import Utility
from models.events.kinds import Kind
from models.events.tables import CallEventRow
from models.once import insert_once
from models.rules.retention import day_of_call, keep_until
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from models.tables import CallRow
from recordings.archive.spool import UNWRITTEN
from recordings.cipher import Sealed

MOST = 500  # segments at a time


@dataclass(frozen=True)
class Expected:
    """A segment that is to be settled."""

    id: int
    call: int | None
    source: str
    channel: str  # Asterisk's unique id of the caller's
    expected_at: datetime
    ended_at: datetime | None  # the caller hung up, as the log of events tells


@dataclass(frozen=True)
class Kept:
    """What is in the store of a segment."""

    name: str
    sealed: Sealed
    size: int  # bytes, as stored
    sha256: str  # of that
    began_at: datetime
    duration: int  # milliseconds
    lacks: int  # milliseconds
    peaks: bytes


def identity_of(segment: int) -> str:
    """What the file of a segment is encrypted for: no other's can be put in its place."""
    return f"segment {segment}"


def key_ids(db: Connection) -> Iterator[str]:
    """The master keys under which there are segments: one step in an index for each."""
    last: str | None = ""
    while last := db.scalar(_NEXT_KEY, {"last": last}):
        yield last


def expected(db: Connection, after: int = 0) -> Iterator[Expected]:
    """Segments to be settled, oldest first, from behind the segment with the number `after`."""
    for row in db.execute(_EXPECTED, {"after": after}):
        yield Expected(row.id, row.call_id, row.source, row.channel, row.expected_at, row.ended_at)


def note_kept(db: Connection, segment: int, kept: Kept, state: State, now: datetime) -> bool:
    """It is in the store; False if another process was first, and this one's file is not needed."""
    values = {
        "state": state,
        "name": kept.name,
        "wrapped_key": kept.sealed.wrapped_key,
        "key_id": kept.sealed.key_id,
        "size": kept.size,
        "sha256": kept.sha256,
        "began_at": kept.began_at,
        "duration": kept.duration,
        "lacks": kept.lacks,
        "peaks": kept.peaks,
        "settled_at": now,
    }
    return db.execute(_SETTLE.values(values), {"segment": segment}).rowcount == 1


def note_missing(db: Connection, segment: int, lacks: int, now: datetime) -> bool:
    """There is no sound of it: so many milliseconds, as far as is known. Else as `note_kept`."""
    values = {"state": State.MISSING, "lacks": lacks, "settled_at": now}
    return db.execute(_SETTLE.values(values), {"segment": segment}).rowcount == 1


def expect_again(db: Connection, source: str) -> bool:
    """A sound that was missing has turned up; whether there was such a segment."""
    return db.execute(_AGAIN, {"which": source}).rowcount == 1


def expect_found(db: Connection, utility: Utility, source: str, at: datetime) -> bool:
    """A sound that the ledger does not know, of a call that it does; whether it is one."""
    call = db.execute(_CALL, {"key": source}).first()
    if call is None:
        return False
    count = db.execute(_COUNT, {"call": call.id}).scalar_one()
    day = day_of_call(call.began_at, utility.zone)
    values = {
        "call_id": call.id,
        "number": count + 1,
        "source": source,
        "state": State.EXPECTED,
        "expected_at": at,
        "keep_until": keep_until(day, utility.recordings.months),
    }
    db.execute(insert_once(db, SegmentRow.__table__), values)  # another process may be as far
    return True


def known(db: Connection, sources: list[str]) -> dict[str, State]:
    """Of these sources those that the ledger knows, and the state of each."""
    rows = db.execute(_KNOWN, {"sources": sources})
    return {row.source: State(row.state) for row in rows}


def named(db: Connection, names: list[str]) -> dict[str, State]:
    """Of these files of a store those that the ledger names and wants, and the state of each."""
    return {row.name: State(row.state) for row in db.execute(_NAMED, {"names": names})}


def in_store(db: Connection, after: int, count: int) -> list[tuple[int, str]]:
    """Segments that should be in the store, in the order of their numbers, and their files."""
    rows = db.execute(_IN_STORE, {"after": after, "count": count})
    return [(row.id, row.name) for row in rows]


def lost(db: Connection, segment: int, now: datetime) -> bool:
    """Its file is gone from the store; False if it was not to be there any more."""
    return db.execute(_LOST, {"segment": segment, "now": now}).rowcount == 1


def returned(db: Connection, name: str) -> bool:
    """A file that was gone is in the store again, as after a disk that was not mounted."""
    return db.execute(_RETURNED, {"which": name}).rowcount == 1


_HUNG_UP = (
    select(func.max(CallEventRow.at))
    .where(
        CallEventRow.call_id == SegmentRow.call_id,
        CallEventRow.kind.in_([Kind.HUNG_UP, Kind.ABANDONED]),
    )
    .scalar_subquery()
)
_WAITS = text("segment.state = 'expected'")  # in these words a database knows its index for it
_EXPECTED = (
    select(
        SegmentRow.id,
        SegmentRow.call_id,
        SegmentRow.source,
        SegmentRow.expected_at,
        func.coalesce(CallRow.channel, "").label("channel"),
        _HUNG_UP.label("ended_at"),
    )
    .outerjoin(CallRow, CallRow.id == SegmentRow.call_id)
    .where(_WAITS, SegmentRow.id > bindparam("after"))
    .order_by(SegmentRow.id)
    .limit(MOST)
)
_NEXT_KEY = select(func.min(SegmentRow.key_id)).where(SegmentRow.key_id > bindparam("last"))
_SETTLE = update(SegmentRow).where(
    SegmentRow.id == bindparam("segment"), SegmentRow.state == State.EXPECTED
)
_AGAIN = (
    update(SegmentRow)
    .where(SegmentRow.source == bindparam("which"), SegmentRow.state == State.MISSING)
    .values(state=State.EXPECTED, settled_at=None)
)
_CALL = select(CallRow.id, CallRow.began_at).where(CallRow.key == bindparam("key"))
_COUNT = select(func.count()).where(SegmentRow.call_id == bindparam("call"))
_KNOWN = select(SegmentRow.source, SegmentRow.state).where(
    SegmentRow.source.in_(bindparam("sources", expanding=True))
)
_WANTED = SegmentRow.state.in_([State.STORED, State.DAMAGED])
_NAMED = select(SegmentRow.name, SegmentRow.state).where(
    SegmentRow.name.in_(bindparam("names", expanding=True)),
    SegmentRow.state != State.DESTROYED,
)
_IN_STORE = (
    select(SegmentRow.id, SegmentRow.name)
    .where(_WANTED, SegmentRow.id > bindparam("after"))
    .order_by(SegmentRow.id)
    .limit(bindparam("count"))
)
_LOST = (
    update(SegmentRow)
    .where(SegmentRow.id == bindparam("segment"), _WANTED)
    .values(
        state=State.MISSING,
        lacks=SegmentRow.lacks + func.coalesce(SegmentRow.duration, 0),
        settled_at=bindparam("now"),
    )
)
_LACKED = SegmentRow.lacks - func.coalesce(SegmentRow.duration, 0)  # before it was lost
_RETURNED = (
    update(SegmentRow)
    .where(SegmentRow.name == bindparam("which"), SegmentRow.state == State.MISSING)
    .values(
        state=case((_LACKED >= UNWRITTEN, State.DAMAGED), else_=State.STORED),
        lacks=_LACKED,
    )
)
