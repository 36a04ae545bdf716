"""What audits are described with. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec

from models.operators.roles import Role
from models.rules.grading import Judged, Scorecard

GRADERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})


class Kind(StrEnum):
    """What a sample is drawn for (P4)."""

    CHECK = "check"  # by the head of the unit, half-yearly
    INTERNAL = "internal"  # by internal auditors, by their schedule
    OTHER = "other"


class Word(StrEnum):
    """What can be said of a grade; each but an answer once."""

    SEEN = "seen"  # by the operator
    ANSWER = "answer"
    APPEAL = "appeal"
    DECISION = "decision"  # of the head, on the appeal


class Verdict(StrEnum):
    """A decision on an appeal."""

    UPHELD = "upheld"  # the grade stands
    GRANTED = "granted"  # it is to be corrected by a new one


class TaskKind(StrEnum):
    """What is to be done about a finding."""

    TRAINING = "training"  # on a topic (P8)
    TEST = "test"  # P8
    PROPOSAL = "proposal"  # to change how things are done (P7)


class Filters(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which contacts a sample is drawn from; what is empty is no condition."""

    operators: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    shortest: int | None = None  # seconds of the talk
    longest: int | None = None
    dissatisfied: bool = False  # the caller asked for the head or a written answer (C11)
    repeated: bool = False  # about the same matter as before (C17)
    red: bool = False  # a stage of the call was over its norm's limit (N1-N5)


@dataclass(frozen=True)
class Card:
    """A version of a form as it is kept."""

    id: int
    version: int
    card: Scorecard
    added_at: datetime
    added_by: str  # a name, or empty
    closed_at: datetime | None
    grades: int  # signed on it


@dataclass(frozen=True)
class Sample:
    """A sample: `drawn` of the `frame` calls there were; so many of these are `graded`."""

    id: int
    kind: Kind
    scorecard: int
    first: date
    last: date
    size: int
    filters: Filters
    seed: str
    drawn_at: datetime
    drawn_by: str
    finished_at: datetime | None
    finished_by: str
    conclusion: str
    frame: int
    drawn: int
    graded: int


@dataclass(frozen=True)
class Grade:
    """A signed grade; `replaced_by` is the grade that corrects it, if one does."""

    id: int
    number: int
    contact: int
    call: int
    operator: int
    operator_name: str
    grader: int
    grader_name: str
    scorecard: int
    sample: int | None
    calibration: int | None
    replaces: int | None
    replaced_by: int | None
    answers: Mapping[str, Judged]
    remark: str
    score: int
    passed: bool
    signed_at: datetime
    answered_at: datetime  # when the operator took the call
    topic: str | None


@dataclass(frozen=True)
class Said:
    """A word on a grade."""

    at: datetime
    by: int
    name: str
    kind: Word
    verdict: Verdict | None
    text: str


@dataclass(frozen=True)
class Task:
    """Something to be done."""

    id: int
    kind: TaskKind
    topic: str
    text: str
    responsible: int
    responsible_name: str
    due_on: date
    grade: int | None
    sample: int | None
    opened_at: datetime
    opened_by: str
    done_at: datetime | None
    result: str


class NotAllowed(Exception):
    """This person may not do that; the message is the end of a key of the console's texts."""
