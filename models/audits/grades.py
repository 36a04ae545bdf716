"""Signed grades: given once, read by many, corrected by another that names the one before (P3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from models.audits.calibrations import calibration, may_grade_in
from models.audits.records import GRADERS, Grade, NotAllowed, Verdict, Word
from models.audits.scorecards import card
from models.audits.seal import next_link, seal
from models.audits.tables import GradeRow, GradeWordRow, SampledRow, SampleRow
from models.contacts.desk import contact
from models.contacts.records import Contact
from models.contacts.tables import ContactRow
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.rules.grading import Judged, score


@dataclass(frozen=True)
class Asked:
    """What is to be graded, by which form, and what for: a correction may name its sample."""

    contact: int
    scorecard: int
    sample: int | None = None
    calibration: int | None = None
    replaces: int | None = None


def may_grade(db: Connection, asked: Asked, who: int, role: Role) -> Contact:
    """The contact, if this person may grade it so. Raises NotAllowed with the reason.

    Nobody grades own calls (P3). What was begun by a form is finished by that form, also when it
    has been closed meanwhile: the sample, the calibration, the correction of a grade.
    """
    if role not in GRADERS:
        raise NotAllowed("role")
    one = contact(db, asked.contact)
    if one is None or one.closed_at is None:
        raise NotAllowed("no_contact")
    if one.operator == who:
        raise NotAllowed("own")
    if asked.calibration and (asked.sample or asked.replaces):
        raise NotAllowed("calibration")  # what calibrates counts nowhere else
    if asked.replaces is not None:
        _check_correction(db, asked, who)
    elif asked.calibration is not None:
        _check_calibration(db, asked, who)
    elif asked.sample is not None:
        _check_sample(db, asked)
    else:
        _check_form(db, asked)
    return one


def _check_form(db: Connection, asked: Asked) -> None:
    """A call that is graded by itself begins something new, and a closed form takes nothing new."""
    form = card(db, asked.scorecard)
    if form is None or form.closed_at is not None:
        raise NotAllowed("form")


def _check_correction(db: Connection, asked: Asked, who: int) -> None:
    """Whoever gave the grade corrects it, or whoever decided that it is to be corrected.

    Once it is appealed against, nobody does before the appeal is granted.
    """
    before = grade(db, asked.replaces or 0)
    if before is None or (before.contact, before.scorecard) != (asked.contact, asked.scorecard):
        raise NotAllowed("no_contact")
    if before.replaced_by is not None:
        raise NotAllowed("replaced")
    if before.calibration is not None:
        raise NotAllowed("calibration")
    said = {row.kind: row for row in db.execute(_SAID.where(GradeWordRow.grade_id == before.id))}
    decision = said.get(Word.DECISION)
    granted = decision is not None and decision.verdict == Verdict.GRANTED
    head = decision.by_id if decision is not None and granted else None
    if who not in (before.grader, head):
        raise NotAllowed("not_yours")
    if Word.APPEAL in said and not granted:
        raise NotAllowed("appealed")


def _check_calibration(db: Connection, asked: Asked, who: int) -> None:
    one = calibration(db, asked.calibration or 0)
    if one is None or (one.contact, one.scorecard) != (asked.contact, asked.scorecard):
        raise NotAllowed("no_contact")
    if not may_grade_in(one, who):
        raise NotAllowed("calibration")


def _check_sample(db: Connection, asked: Asked) -> None:
    drawn = (
        select(SampleRow.scorecard_id)
        .join(SampledRow, SampledRow.sample_id == SampleRow.id)
        .where(SampleRow.id == asked.sample, SampledRow.contact_id == asked.contact)
    )
    form = db.scalar(drawn)
    if form is None:
        raise NotAllowed("not_drawn")
    if form != asked.scorecard:
        raise NotAllowed("other_form")
    if standing_in_sample(db, asked.sample or 0, asked.contact) is not None:
        raise NotAllowed("graded")


def _sample_of(db: Connection, asked: Asked) -> int | None:
    """A correction stays in the sample of what it corrects."""
    if asked.replaces is None:
        return asked.sample
    before = grade(db, asked.replaces)
    return before.sample if before else None


def sign(
    db: Connection,
    key: str,
    asked: Asked,
    who: int,
    role: Role,
    answers: Mapping[str, Judged],
    remark: str,
    form_key: str,
    at: datetime,
) -> int:
    """Sign a grade; its number. The same form sent again is the same grade.

    `key` seals it. Raises NotAllowed, and Incomplete where an answer is missing.
    """
    if (known := db.scalar(select(GradeRow.id).where(GradeRow.form_key == form_key))) is not None:
        _check_same(db, known, asked, who, answers, remark)
        return known
    number, before = next_link(db)  # from here on nobody else signs
    row = _about(db, asked, may_grade(db, asked, who, role)) | _judged(db, asked, answers)
    row |= {"number": number, "grader_id": who, "remark": remark, "signed_at": at}
    row |= {"form_key": form_key, "seal": seal(key, row, before)}
    try:
        return db.execute(insert(GradeRow).returning(GradeRow.id), row).scalar_one()
    except IntegrityError:  # the same was signed meanwhile
        raise NotAllowed("graded") from None


def _check_same(
    db: Connection, id_: int, asked: Asked, who: int, answers: Mapping[str, Judged], remark: str
) -> None:
    """What is sent once more says what was signed: else it would be lost, and nobody told."""
    one = grade(db, id_)
    if one is None or (one.contact, one.grader, one.answers, one.remark) != (
        asked.contact, who, dict(answers), remark,
    ):  # fmt: skip
        raise NotAllowed("graded")


def _about(db: Connection, asked: Asked, one: Contact) -> dict[str, Any]:
    """What is graded, and what for."""
    return {
        "contact_id": one.id,
        "call_id": one.call,
        "operator_id": one.operator,
        "sample_id": _sample_of(db, asked),
        "calibration_id": asked.calibration,
        "replaces_id": asked.replaces,
    }


def _judged(db: Connection, asked: Asked, answers: Mapping[str, Judged]) -> dict[str, Any]:
    """By which form, what was answered, and what that makes."""
    form = card(db, asked.scorecard)
    assert form is not None
    result = score(form.card, answers)
    return {
        "scorecard_id": form.id,
        "answers": msgspec.to_builtins(dict(answers)),
        "score": result.score,
        "passed": result.passed,
    }


def grade(db: Connection, id_: int) -> Grade | None:
    """The grade with this id."""
    row = db.execute(_GRADES.where(GradeRow.id == id_)).first()
    return _grade(row) if row else None


def grades_of(db: Connection, operator: int) -> Sequence[Grade]:
    """An operator's grades, the newest first; those that calibrate are not about the operator."""
    mine = (GradeRow.operator_id == operator, GradeRow.calibration_id.is_(None))
    return [_grade(row) for row in db.execute(_GRADES.where(*mine).order_by(GradeRow.id.desc()))]


def grades_in(db: Connection, calibration_: int) -> Sequence[Grade]:
    """The grades of a calibration, in the order of signing."""
    query = _GRADES.where(GradeRow.calibration_id == calibration_).order_by(GradeRow.id)
    return [_grade(row) for row in db.execute(query)]


def standing(db: Connection, *conditions: Any) -> Sequence[Grade]:
    """Grades that no other corrects and that calibrate nobody, in the order of signing."""
    query = _GRADES.where(GradeRow.calibration_id.is_(None), _later.id.is_(None), *conditions)
    return [_grade(row) for row in db.execute(query.order_by(GradeRow.id))]


def standing_in_sample(db: Connection, sample: int, contact_: int) -> int | None:
    """The grade of a call of a sample that stands now."""
    of_call = (GradeRow.sample_id == sample, GradeRow.contact_id == contact_)
    found = standing(db, *of_call)
    return found[-1].id if found else None


def _grade(row: Row[Any]) -> Grade:
    return Grade(
        id=row.id, number=row.number, contact=row.contact_id, call=row.call_id,
        operator=row.operator_id, operator_name=row.operator_name, grader=row.grader_id,
        grader_name=row.grader_name, scorecard=row.scorecard_id, sample=row.sample_id,
        calibration=row.calibration_id, replaces=row.replaces_id, replaced_by=row.later,
        answers=msgspec.convert(row.answers, dict[str, Judged]), remark=row.remark,
        score=row.score, passed=row.passed, signed_at=row.signed_at,
        answered_at=row.opened_at, topic=row.topic,
    )  # fmt: skip


_SAID = select(GradeWordRow.kind, GradeWordRow.verdict, GradeWordRow.by_id)
_operator, _grader, _later = aliased(OperatorRow), aliased(OperatorRow), aliased(GradeRow)
_GRADES = (
    select(
        GradeRow.__table__,
        _operator.name.label("operator_name"),
        _grader.name.label("grader_name"),
        _later.id.label("later"),
        ContactRow.opened_at,
        ContactRow.topic,
    )
    .join(_operator, _operator.id == GradeRow.operator_id)
    .join(_grader, _grader.id == GradeRow.grader_id)
    .join(ContactRow, ContactRow.id == GradeRow.contact_id)
    .outerjoin(_later, _later.replaces_id == GradeRow.id)
)
