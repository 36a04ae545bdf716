"""Finding recorded calls in the ledger: newest first, page after page, among a million."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select, union

from models.contacts.tables import ContactRow
from models.events.days import Days
from models.operators.tables import OperatorRow
from models.segments.kinds import State
from models.segments.tables import LegalHoldRow, SegmentRow, WordRow
from models.tables import CallRow
from recordings.listening.pieces import Piece, pieces_in
from recordings.retention.due import holding

PAGE = 50  # calls
LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True)
class Sought:
    """A word that was spoken; without `whole` its beginning is enough."""

    text: str
    whole: bool = False


@dataclass(frozen=True)
class Wanted:
    """Which calls; what is none is no condition. Queue, topic and outcome are one operator's."""

    days: Days
    operator: int | None = None
    queue: str | None = None
    topic: str | None = None
    outcome: str | None = None
    account: int | None = None
    state: State | None = None
    held_on: date | None = None
    words: Sequence[Sought] = ()


@dataclass(frozen=True)
class Place:
    """A place in the list: the call behind which a page begins."""

    began_at: datetime
    call: int


@dataclass(frozen=True)
class Part:
    """One operator's part of a call."""

    operator: str
    queue: str
    topic: str | None
    outcome: str | None


@dataclass(frozen=True)
class Found:
    """A recorded call. Nothing in it says who called."""

    call: int
    began_at: datetime
    parts: list[Part]
    pieces: list[Piece]
    held: bool


@dataclass(frozen=True)
class Page:
    """Some calls, and the place where the next page begins, if there is one."""

    calls: list[Found]
    goes_on: Place | None


def find(db: Connection, wanted: Wanted, today: date, after: Place | None = None) -> Page:
    """A page of them, the newest first."""
    query = select(CallRow.id, CallRow.began_at).where(*_conditions(wanted))
    if after:
        earlier = and_(CallRow.began_at == after.began_at, CallRow.id < after.call)
        query = query.where(or_(CallRow.began_at < after.began_at, earlier))
        query = query.where(CallRow.began_at <= after.began_at)
    newest = query.order_by(CallRow.began_at.desc(), CallRow.id.desc()).limit(PAGE + 1)
    rows = [Place(row.began_at, row.id) for row in db.execute(newest)]
    shown = rows[:PAGE]
    return Page(_filled(db, shown, today), shown[-1] if len(rows) > PAGE else None)


def _filled(db: Connection, rows: Sequence[Place], today: date) -> list[Found]:
    calls = [row.call for row in rows]
    parts, pieces = _parts(db, calls), pieces_in(db, calls)
    held = select(LegalHoldRow.call_id).where(LegalHoldRow.call_id.in_(calls), holding(today))
    kept = set(db.scalars(held))
    return [
        Found(row.call, row.began_at, parts.get(row.call, []), pieces[row.call], row.call in kept)
        for row in rows
    ]


def _parts(db: Connection, calls: Sequence[int]) -> dict[int, list[Part]]:
    query = (
        select(
            ContactRow.call_id, OperatorRow.name, ContactRow.queue, ContactRow.topic,
            ContactRow.outcome,
        )
        .join(OperatorRow, OperatorRow.id == ContactRow.operator_id)
        .where(ContactRow.call_id.in_(calls))
        .order_by(ContactRow.id)
    )  # fmt: skip
    found: dict[int, list[Part]] = {}
    for row in db.execute(query):
        part = Part(row.name, row.queue, row.topic, row.outcome)
        found.setdefault(row.call_id, []).append(part)
    return found


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield CallRow.began_at >= wanted.days.begin
    yield CallRow.began_at < wanted.days.end
    yield from _recorded(wanted.state)
    if part := list(_of_part(wanted)):
        yield CallRow.id.in_(select(ContactRow.call_id).where(*part))
    if wanted.account is not None:
        yield CallRow.id.in_(_about(wanted.account))
    if wanted.held_on is not None:
        yield CallRow.id.in_(select(LegalHoldRow.call_id).where(holding(wanted.held_on)))
    for word in wanted.words:
        yield CallRow.id.in_(_saying(word))


def _recorded(state: State | None) -> Iterator[ColumnElement[bool]]:
    """Most segments are stored: those are looked for from the call, the others by their state."""
    if state in (None, State.STORED, State.DESTROYED):
        of_call = SegmentRow.call_id == CallRow.id
        known = (SegmentRow.state == state,) if state else ()
        yield exists().where(of_call, *known)
    else:
        rare = select(SegmentRow.call_id).where(
            SegmentRow.state == state, SegmentRow.call_id.is_not(None)
        )
        yield CallRow.id.in_(rare)


def _of_part(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    asked = (
        (ContactRow.operator_id, wanted.operator),
        (ContactRow.queue, wanted.queue),
        (ContactRow.topic, wanted.topic),
        (ContactRow.outcome, wanted.outcome),
    )
    conditions = [column == value for column, value in asked if value is not None]
    if conditions:  # a call goes on into the next day, but does not begin after it was answered
        yield ContactRow.opened_at >= wanted.days.begin
    yield from conditions


def _about(account: int) -> Select[int]:
    """Calls from a customer, as the menu or an operator has found out."""
    known = union(
        select(CallRow.id).where(CallRow.account_id == account),
        select(ContactRow.call_id).where(ContactRow.account_id == account),
    ).subquery()
    return select(known.c[0])


def says(word: Sought) -> ColumnElement[bool]:
    """Of a word that was written down: that it is sought."""
    said = WordRow.word == word.text
    if not word.whole:
        ends = word.text + LAST_LETTER
        said = and_(
            WordRow.word >= word.text,
            WordRow.word < ends,
            WordRow.word.startswith(word.text, autoescape=True),
        )
    return said


def _saying(word: Sought) -> Select[int | None]:
    return (
        select(SegmentRow.call_id)
        .join(WordRow, WordRow.segment_id == SegmentRow.id)
        .where(says(word), SegmentRow.call_id.is_not(None))
    )
