"""Finding files older than the installation: by day, length, state and words, as no more is known.

They belong to no call, so that no operator, queue or customer can be asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from models.events.days import Days
from models.segments.kinds import State
from models.segments.tables import DestructionRow, LegalHoldRow, SegmentRow, WordRow
from recordings.listening.find import Sought, says
from recordings.retention.due import holding

PAGE = 50  # files


@dataclass(frozen=True)
class Wanted:
    """Which files; what is none is no condition. Lengths in milliseconds."""

    days: Days
    state: State | None = None
    held_on: date | None = None
    shortest: int | None = None
    longest: int | None = None
    words: Sequence[Sought] = ()


@dataclass(frozen=True)
class Place:
    """A place in the list: the file behind which a page begins."""

    at: datetime
    file: int


@dataclass(frozen=True)
class File:
    """One of them, `id` that of its segment. Nothing in it says who called: that is not known.

    `at` is noon where only the day is known, and `began_at` none. Lengths in milliseconds, none
    where nobody here can read the file: then it can only be taken away.
    """

    id: int
    state: State
    at: datetime
    began_at: datetime | None
    keep_until: date
    duration: int | None
    form: str | None
    size: int | None
    peaks: bytes | None
    proof: int | None
    destroyed_at: datetime | None
    held: bool

    @property
    def is_there(self) -> bool:
        """Whether there is a file."""
        return self.state in (State.STORED, State.DAMAGED)

    @property
    def can_be_heard(self) -> bool:
        """Whether it can be played in a browser."""
        return self.is_there and bool(self.duration)

    @property
    def goes_on(self) -> date:
        """The day on which it has to be destroyed, unless it is held."""
        return self.keep_until + timedelta(days=1)


@dataclass(frozen=True)
class Page:
    """Some files, and the place where the next page begins, if there is one."""

    files: Sequence[File]
    goes_on: Place | None


def find_older(db: Connection, wanted: Wanted, today: date, after: Place | None = None) -> Page:
    """A page of them, the newest first."""
    query = _files(today).where(*_conditions(wanted))
    if after:
        earlier = and_(SegmentRow.expected_at == after.at, SegmentRow.id < after.file)
        query = query.where(SegmentRow.expected_at <= after.at)
        query = query.where(or_(SegmentRow.expected_at < after.at, earlier))
    newest = query.order_by(SegmentRow.expected_at.desc(), SegmentRow.id.desc())
    files = [_file(row) for row in db.execute(newest.limit(PAGE + 1))]
    shown = files[:PAGE]
    return Page(shown, Place(shown[-1].at, shown[-1].id) if len(files) > PAGE else None)


def older(db: Connection, file: int, today: date) -> File | None:
    """One of them; none, if the segment is not there or belongs to a call."""
    row = db.execute(_files(today).where(SegmentRow.id == file)).first()
    return _file(row) if row else None


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield SegmentRow.expected_at >= wanted.days.begin
    yield SegmentRow.expected_at < wanted.days.end
    if wanted.state:
        yield SegmentRow.state == wanted.state
    if wanted.held_on:
        held = (LegalHoldRow.segment_id == SegmentRow.id, holding(wanted.held_on))
        yield exists().where(*held)
    if wanted.shortest is not None:
        yield SegmentRow.duration >= wanted.shortest
    if wanted.longest is not None:
        yield SegmentRow.duration <= wanted.longest
    for word in wanted.words:
        yield SegmentRow.id.in_(select(WordRow.segment_id).where(says(word)))


def _files(today: date) -> Any:
    held = exists().where(LegalHoldRow.segment_id == SegmentRow.id, holding(today))
    return (
        select(
            SegmentRow.id, SegmentRow.state, SegmentRow.expected_at, SegmentRow.began_at,
            SegmentRow.keep_until, SegmentRow.duration, SegmentRow.form, SegmentRow.size,
            SegmentRow.peaks, DestructionRow.id.label("proof"),
            DestructionRow.at.label("destroyed_at"), held.label("held"),
        )
        .outerjoin(DestructionRow, DestructionRow.segment_id == SegmentRow.id)
        .where(SegmentRow.call_id.is_(None))
    )  # fmt: skip


def _file(row: Any) -> File:
    id_, state, *rest = row
    return File(id_, State(state), *rest)
