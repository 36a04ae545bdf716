"""The pieces of a call's recording, and the words in them, as they are to be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from models.segments.kinds import State
from models.segments.tables import DestructionRow, SegmentRow, WordRow

PAUSE = 1200  # milliseconds of silence of a side after which it begins to say something new
SIDES = ("caller", "hotline")
FILE = "file"  # whoever speaks in a file older than the installation


@dataclass(frozen=True)
class Piece:
    """A segment. Lengths in milliseconds; `proof` is the number of its destruction in the chain."""

    id: int
    number: int
    state: State
    expected_at: datetime
    keep_until: date
    began_at: datetime | None
    duration: int | None
    lacks: int
    peaks: bytes | None
    proof: int | None
    destroyed_at: datetime | None

    @property
    def is_there(self) -> bool:
        """Whether there is something to hear."""
        return self.state in (State.STORED, State.DAMAGED) and bool(self.began_at and self.duration)

    @property
    def goes_on(self) -> date:
        """The day on which it has to be destroyed, unless it is held."""
        return self.keep_until + timedelta(days=1)


@dataclass(frozen=True)
class Word:
    """A word, milliseconds from the piece's first sample."""

    text: str
    began: int


@dataclass(frozen=True)
class Utterance:
    """What one side said without a pause; `side` is one of SIDES, or FILE."""

    segment: int
    side: str
    words: list[Word]


def pieces_of(db: Connection, call: int) -> list[Piece]:
    """All that there should be of the call, in order; none if it was not recorded."""
    return pieces_in(db, [call])[call]


def pieces_in(db: Connection, calls: Sequence[int]) -> dict[int, list[Piece]]:
    """The same of many calls."""
    found: dict[int, list[Piece]] = {call: [] for call in calls}
    for call, id_, number, state, *rest in map(tuple, db.execute(_PIECES, {"calls": calls})):
        found[call].append(Piece(id_, number, State(state), *rest))
    return found


def spoken_in(db: Connection, call: int) -> list[Utterance]:
    """What was written down of the recording, side by side as it was said."""
    return _said(db.execute(_OF_CALL, {"call": call}), SIDES)


def spoken_in_file(db: Connection, segment: int) -> list[Utterance]:
    """The same of a file older than the installation, in which nobody knows whose a side is."""
    return _said(db.execute(_OF_FILE, {"segment": segment}), (FILE, FILE))


def _said(rows: Iterable[Any], sides: Sequence[str]) -> list[Utterance]:
    said: list[Utterance] = []
    last: dict[tuple[int, int], int] = {}  # where each side's last word ended
    open_: dict[tuple[int, int], Utterance] = {}
    for row in rows:
        key = (row.segment_id, row.side)
        turn = said[-1] if said else None
        if key not in open_ or row.began - last[key] > PAUSE or turn is not open_[key]:
            open_[key] = Utterance(row.segment_id, sides[row.side], [])
            said.append(open_[key])
        open_[key].words.append(Word(row.word, row.began))
        last[key] = row.ended
    return said


_PIECES = (
    select(
        SegmentRow.call_id,
        SegmentRow.id,
        SegmentRow.number,
        SegmentRow.state,
        SegmentRow.expected_at,
        SegmentRow.keep_until,
        SegmentRow.began_at,
        SegmentRow.duration,
        SegmentRow.lacks,
        SegmentRow.peaks,
        DestructionRow.id.label("proof"),
        DestructionRow.at.label("destroyed_at"),
    )
    .outerjoin(DestructionRow, DestructionRow.segment_id == SegmentRow.id)
    .where(SegmentRow.call_id.in_(bindparam("calls", expanding=True)))
    .order_by(SegmentRow.call_id, SegmentRow.number)
)
_WORDS = (
    select(WordRow.segment_id, WordRow.side, WordRow.word, WordRow.began, WordRow.ended)
    .join(SegmentRow, SegmentRow.id == WordRow.segment_id)
    .order_by(SegmentRow.number, WordRow.began, WordRow.side, WordRow.place)
)
_OF_CALL = _WORDS.where(SegmentRow.call_id == bindparam("call"))
_OF_FILE = _WORDS.where(SegmentRow.id == bindparam("segment"), SegmentRow.call_id.is_(None))
