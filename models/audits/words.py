"""What is said of a grade after it was signed: the operator's answer, an appeal, its decision.

An appeal is decided by a supervisor who did not give the grade and is not graded by it. The head of
the unit is responsible for the check (A 2.6), and a supervisor is what a head is to the console; an
auditor judges but leads nobody; an administrator sees no customer, so cannot judge a call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import aliased

from models.audits.grades import grade
from models.audits.records import Grade, NotAllowed, Said, Verdict, Word
from models.audits.tables import GradeRow, GradeWordRow
from models.once import insert_once
from models.operators.roles import Role
from models.operators.tables import OperatorRow

LONGEST = 3000  # characters


@dataclass(frozen=True)
class Appeal:
    """An appeal with what became of it: nothing yet, upheld, granted, and then corrected."""

    grade: Grade
    at: datetime
    text: str
    verdict: Verdict | None
    decided_at: datetime | None
    decided_by: str
    decision: str

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has still to decide, or to correct the grade."""
        granted = self.verdict is Verdict.GRANTED
        return self.verdict is None or (granted and self.grade.replaced_by is None)


def words_of(db: Connection, grade_: int) -> list[Said]:
    """All that was said of the grade, in order."""
    query = (
        select(GradeWordRow.__table__, OperatorRow.name)
        .join(OperatorRow, OperatorRow.id == GradeWordRow.by_id)
        .where(GradeWordRow.grade_id == grade_)
        .order_by(GradeWordRow.id)
    )
    return [
        Said(
            row.at, row.by_id, row.name, Word(row.kind),
            Verdict(row.verdict) if row.verdict else None, row.text,
        )
        for row in db.execute(query)
    ]  # fmt: skip


def note_seen(db: Connection, one: Grade, who: int, at: datetime) -> None:
    """The operator has opened the own grade; the first time counts."""
    if one.operator == who:
        _say(db, one, who, Word.SEEN, "", at)


def answer(db: Connection, grade_: int, who: int, text: str, at: datetime) -> None:
    """The operator answers, as often as there is something to say. Raises NotAllowed."""
    _say(db, _own(db, grade_, who), who, Word.ANSWER, _text(text), at)


def appeal(db: Connection, grade_: int, who: int, text: str, at: datetime) -> None:
    """The operator appeals to the head, once, against a grade that stands. Raises NotAllowed."""
    one = _own(db, grade_, who)
    if one.replaced_by is not None:
        raise NotAllowed("replaced")
    if not _say(db, one, who, Word.APPEAL, _text(text), at):
        raise NotAllowed("once")


def may_decide(one: Grade, who: int, role: Role) -> bool:
    """Whether this person decides appeals against the grade."""
    return role is Role.SUPERVISOR and who not in (one.grader, one.operator)


def decide(
    db: Connection, grade_: int, who: int, role: Role, verdict: Verdict, text: str, at: datetime
) -> None:
    """Decide an appeal, once. Raises NotAllowed."""
    one = grade(db, grade_)
    if one is None or not may_decide(one, who, role):
        raise NotAllowed("not_yours")
    if Word.APPEAL not in {word.kind for word in words_of(db, grade_)}:
        raise NotAllowed("decided")
    if not _say(db, one, who, Word.DECISION, _text(text), at, verdict):
        raise NotAllowed("decided")


def appeals(db: Connection) -> Sequence[Appeal]:
    """Those that wait first, the oldest of them first; then the others, the newest first."""
    found = [_appeal(db, row) for row in db.execute(_APPEALS).all()]
    waiting = [one for one in found if one.is_waiting]
    return [*waiting, *(one for one in reversed(found) if not one.is_waiting)]


def _own(db: Connection, grade_: int, who: int) -> Grade:
    one = grade(db, grade_)
    if one is None or one.operator != who or one.calibration is not None:
        raise NotAllowed("not_yours")
    return one


def _text(text: str) -> str:
    if not text.strip() or len(text) > LONGEST:
        raise NotAllowed("text")
    return text.strip()


def _say(
    db: Connection,
    one: Grade,
    who: int,
    kind: Word,
    text: str,
    at: datetime,
    verdict: Verdict | None = None,
) -> bool:
    """Whether it is new: all but an answer is said once."""
    row = {
        "grade_id": one.id, "at": at, "by_id": who, "kind": kind, "verdict": verdict, "text": text,
    }  # fmt: skip
    said = insert_once(db, GradeWordRow.__table__).returning(GradeWordRow.id)
    return db.execute(said, row).scalar() is not None


def _appeal(db: Connection, row: Any) -> Appeal:
    one = grade(db, row.grade_id)
    assert one is not None
    verdict = Verdict(row.verdict) if row.verdict else None
    return Appeal(
        one, row.at, row.text, verdict, row.decided_at, row.decider or "", row.decision or ""
    )


_decision = aliased(GradeWordRow)
_APPEALS = (
    select(
        GradeWordRow.grade_id, GradeWordRow.at, GradeWordRow.text, _decision.verdict,
        _decision.at.label("decided_at"), _decision.text.label("decision"),
        OperatorRow.name.label("decider"),
    )
    .join(GradeRow, GradeRow.id == GradeWordRow.grade_id)
    .outerjoin(
        _decision,
        and_(_decision.grade_id == GradeWordRow.grade_id, _decision.kind == Word.DECISION),
    )
    .outerjoin(OperatorRow, OperatorRow.id == _decision.by_id)
    .where(GradeWordRow.kind == Word.APPEAL)
    .order_by(GradeWordRow.at, GradeWordRow.id)
)  # fmt: skip
