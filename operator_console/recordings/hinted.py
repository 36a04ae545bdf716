"""Hints of a call as they are shown: where, of what kind, and why there may be none. No verdicts.

Finding them is `recordings.hints`'s. They decide nothing, and set no criterion.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from config.settings import WrongSetting
from config.speech_models import models_of
from models.rules.grading import Criterion
from models.segments.tables import TranscriptRow
from models.tables import CallRow
from operator_console.formats import length_of_time
from operator_console.office import this_office
from operator_console.recordings.timeline import Placed, Timeline
from operator_console.texts import LANGUAGE_NAMES, t
from recordings.hints import Hint, Kind, from_json
from recordings.listening.pieces import Piece
from recordings.transcripts.hours import hours_of

MS = timedelta(milliseconds=1)
# The criteria a kind is about, by their keys in the shipped forms. Silence is about none of them.
CRITERIA: Mapping[Kind, Sequence[str]] = {
    Kind.GREETING: ("a14_1", "v18_greeting"),
    Kind.NAME: ("a14_1",),
    Kind.FORM: ("a15_1",),
    Kind.INTERRUPTION: ("a15_12", "v18_listens"),
    Kind.HOLD: ("v19_hold",),
    Kind.TONE: ("a15_2",),
}


@dataclass(frozen=True)
class Hinted:
    """A hint in words. `at`: milliseconds from the beginning of the call's recording."""

    at: int
    moment: datetime
    kind: Kind
    text: str
    words: str  # quoted, or how long, or how much louder; empty where there is nothing to add
    criteria: Sequence[str]  # keys of those that it is about

    def concerns(self, one: Criterion) -> bool:
        """Whether whoever looks at this criterion should see it."""
        return one.key in self.criteria


@dataclass(frozen=True)
class Hints:
    """Those of a call, in the order of time; why some of its pieces, or all, can have none."""

    found: Sequence[Hinted]
    lacking: str = ""  # in words; empty where all that is kept is written down
    parts: Sequence[int] = ()  # numbers of the pieces that lack theirs; empty: all do
    models: Sequence[str] = field(default=())  # that have written the others down

    def between(self, begin: datetime, end: datetime | None) -> "Hints":
        """Those of one operator's talk: two may have talked in a call."""
        mine = [one for one in self.found if begin <= one.moment and (not end or one.moment < end)]
        return Hints(mine, self.lacking, self.parts, self.models)

    def about(self, one: Criterion) -> list[Hinted]:
        """Those that concern a criterion."""
        return [hint for hint in self.found if hint.concerns(one)]


def hints_of(db: Connection, call: int, pieces: Sequence[Piece]) -> Hints:
    """All of a call."""
    line = Timeline(pieces)
    if not line.placed:
        return Hints([], t("recordings.hints_no_sound"))
    ids = [one.piece.id for one in line.placed]
    query = select(TranscriptRow).where(TranscriptRow.segment_id.in_(ids))
    rows = {row.segment_id: row for row in db.execute(query.with_only_columns(*_COLUMNS))}
    found = [
        one
        for placed in line.placed
        if placed.piece.id in rows
        for one in _placed(line, placed, from_json(rows[placed.piece.id].hints))
    ]
    lacks = [one.piece.number for one in line.placed if one.piece.id not in rows]
    why = _why_lacking(db, call) if lacks else ""
    models = sorted({row.model for row in rows.values()})
    return Hints(sorted(found, key=lambda one: one.at), why, lacks if rows else (), models)


_COLUMNS = (TranscriptRow.segment_id, TranscriptRow.model, TranscriptRow.hints)


def _placed(line: Timeline, placed: Placed, hints: Sequence[Hint]) -> Iterator[Hinted]:
    began = placed.piece.began_at
    assert began is not None  # it has a sound
    for one in hints:
        at = max(0, min(line.length, placed.at + one.at))
        kind = one.kind
        of_caller = one.whom == "caller"
        text = t("recordings.hint_of_caller_tone" if of_caller else f"recordings.hint_{kind}")
        criteria = () if of_caller else CRITERIA.get(kind, ())
        yield Hinted(at, began + one.at * MS, kind, text, _words(one), criteria)


def _words(hint: Hint) -> str:
    if hint.kind in (Kind.SILENCE, Kind.HOLD):
        return length_of_time(float(hint.words))
    if hint.kind is Kind.TONE:
        return t("recordings.hint_decibels", decibels=hint.words)
    return t("recordings.hint_quoted", words=hint.words) if hint.words else ""


def _why_lacking(db: Connection, call: int) -> str:
    """Why what there is to hear is not written down."""
    settings = this_office().settings
    spoken = db.scalar(select(CallRow.language).where(CallRow.id == call)) or ""
    try:
        if hours_of(settings) is None:
            return t("recordings.hints_off")
        if spoken not in models_of(settings):
            return t("recordings.hints_no_model", language=LANGUAGE_NAMES.get(spoken, "–"))
    except WrongSetting:
        return t("recordings.hints_wrong_setting")
    return t("recordings.hints_waiting", hours=settings.transcripts.strip())
