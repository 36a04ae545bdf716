"""Which segments wait to be written down; and noting, once, that one was."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    String,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from models.once import insert_once
from models.segments.kinds import State
from models.segments.tables import SegmentRow, TranscriptRow, WordRow
from models.tables import CallRow
from recordings.hints import Hint, Word, to_json

SOME = 100  # segments asked for at a time


@dataclass(frozen=True)
class Waiting:
    """A segment that is not written down yet; one of before the installation is of no call."""

    id: int
    call: int | None
    language: str
    began_at: datetime | None  # known of all that are of a call
    duration: int  # milliseconds
    form: str | None  # of a file of before: its ending


@dataclass(frozen=True)
class Transcript:
    """What was written down of it, with which model, and what may be noticed."""

    model: str
    language: str
    words: Collection[Word]
    hints: list[Hint]


def waiting(engine: Engine, languages: Collection[str], assumed: str) -> Iterator[Waiting]:
    """Those of calls in these languages, oldest first.

    Of files of before nobody knows the language: it is `assumed`. Each once, also if it stays
    unwritten. No transaction is open between two of them.
    """
    after = 0
    while True:
        asked = {"after": after, "languages": list(languages), "assumed": assumed}
        with engine.connect() as db:
            rows = db.execute(_WAITING, asked).all()
        for row in rows:
            yield _waiting(row)
        if len(rows) < SOME:
            return
        after = rows[-1].id


def _waiting(row: Any) -> Waiting:
    return Waiting(*row)


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


_language = func.coalesce(CallRow.language, bindparam("assumed", type_=String))
_WAITING = (
    select(
        SegmentRow.id,
        SegmentRow.call_id,
        _language,
        SegmentRow.began_at,
        SegmentRow.duration,
        SegmentRow.form,
    )
    .outerjoin(CallRow, CallRow.id == SegmentRow.call_id)
    .where(
        _there(),
        or_(SegmentRow.call_id.is_(None), SegmentRow.began_at.is_not(None)),
        SegmentRow.duration.is_not(None),
        ~exists().where(TranscriptRow.segment_id == SegmentRow.id),
        SegmentRow.id > bindparam("after"),
        _language.in_(bindparam("languages", expanding=True)),
    )
    .order_by(SegmentRow.id)
    .limit(SOME)
)
_STILL_THERE = (
    update(SegmentRow)
    .where(SegmentRow.id == bindparam("segment"), _there())
    .values(state=SegmentRow.state)
)
