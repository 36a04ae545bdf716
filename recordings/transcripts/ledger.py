"""Which segments wait to be written down; and noting, once, that one was."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, and_, bindparam, exists, insert, select, update

from models.once import insert_once
from models.segments.kinds import State
from models.segments.tables import SegmentRow, TranscriptRow, WordRow
from models.tables import CallRow
from recordings.hints import Hint, Word, to_json

SOME = 100  # segments asked for at a time


@dataclass(frozen=True)
class Waiting:
    """A segment that is not written down yet."""

    id: int
    call: int
    language: str
    began_at: datetime
    duration: int  # milliseconds


@dataclass(frozen=True)
class Transcript:
    """What was written down of it, with which model, and what may be noticed."""

    model: str
    language: str
    words: Collection[Word]
    hints: list[Hint]


def waiting(engine: Engine, languages: Collection[str]) -> Iterator[Waiting]:
    """Those of calls in these languages, oldest first; of before the installation: none.

    Each once, also if it stays unwritten. No transaction is open between two of them.
    """
    after = 0
    while True:
        asked = {"after": after, "languages": list(languages)}
        with engine.connect() as db:
            rows = db.execute(_WAITING, asked).all()
        for row in rows:
            yield Waiting(row.id, row.call_id, row.language, row.began_at, row.duration)
        if len(rows) < SOME:
            return
        after = rows[-1].id


def note(engine: Engine, segment: int, made: Transcript, now: datetime) -> bool:
    """Keep it; False if another process was first, or the recording is destroyed meanwhile.

    The segment's row is written to, so that a destruction (P1) comes wholly before or after: after
    it no word is stored, and before it the words are destroyed with the sound.
    """
    values = {"segment_id": segment, "model": made.model, "language": made.language}
    values |= {"made_at": now, "hints": to_json(made.hints)}
    places = [0, 0]
    words = []
    for word in sorted(made.words, key=lambda one: one.began):
        heard = {"word": word.text, "began": word.began, "ended": word.ended}
        words.append(heard | {"segment_id": segment, "side": word.side, "place": places[word.side]})
        places[word.side] += 1
    with engine.begin() as db:
        if db.execute(_STILL_THERE, {"segment": segment}).rowcount != 1:
            return False
        once = insert_once(db, TranscriptRow.__table__).returning(TranscriptRow.segment_id)
        if not db.execute(once, values).all():
            return False
        if words:
            db.execute(insert(WordRow), words)
    return True


def _there() -> ColumnElement[bool]:
    return and_(
        SegmentRow.state.in_([State.STORED, State.DAMAGED]), SegmentRow.wrapped_key.is_not(None)
    )


_WAITING = (
    select(
        SegmentRow.id,
        SegmentRow.call_id,
        CallRow.language,
        SegmentRow.began_at,
        SegmentRow.duration,
    )
    .join(CallRow, CallRow.id == SegmentRow.call_id)
    .where(
        _there(),
        SegmentRow.began_at.is_not(None),
        SegmentRow.duration.is_not(None),
        ~exists().where(TranscriptRow.segment_id == SegmentRow.id),
        SegmentRow.id > bindparam("after"),
        CallRow.language.in_(bindparam("languages", expanding=True)),
    )
    .order_by(SegmentRow.id)
    .limit(SOME)
)
_STILL_THERE = (
    update(SegmentRow)
    .where(SegmentRow.id == bindparam("segment"), _there())
    .values(state=SegmentRow.state)
)
