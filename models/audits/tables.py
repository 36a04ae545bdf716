"""The tables of audits. Rows that are never changed are guarded by triggers of the database."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import BigKey, Moment
from models.contacts.tables import ContactRow
from models.operators.tables import OperatorRow
from models.tables import Base, CallRow


class ScorecardRow(Base):
    """A version of a form; its content is never changed, only `closed_at` is set, once."""

    __tablename__ = "scorecard"
    __table_args__ = (Index(None, "name", "version", unique=True),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    name: Mapped[str]
    version: Mapped[int]  # from 1
    content: Mapped[dict[str, Any]] = mapped_column(JSON)  # models.rules.grading.Scorecard
    digest: Mapped[str]  # SHA-256 of the content
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None] = mapped_column(ForeignKey(OperatorRow.id))  # none: not by a page
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey(OperatorRow.id))


class MonthSeedRow(Base):
    """The seed of a month's samples, fixed beforehand. Never changed."""

    __tablename__ = "month_seed"

    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    seed: Mapped[str]  # told when the month is over; before that its fingerprint
    fixed_at: Mapped[datetime] = mapped_column(Moment)


class SampleRow(Base):
    """A sample; `finished_at` and what follows is set once, the rest never changed."""

    __tablename__ = "sample"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[str]  # models.audits.records.Kind
    scorecard_id: Mapped[int] = mapped_column(ForeignKey(ScorecardRow.id))
    first: Mapped[date]
    last: Mapped[date]  # included
    size: Mapped[int]  # of each operator
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)  # models.audits.records.Filters
    seed: Mapped[str]
    drawn_at: Mapped[datetime] = mapped_column(Moment)
    drawn_by: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    parameters: Mapped[str] = mapped_column(unique=True)  # digest: asked for again, drawn once
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_by: Mapped[int | None] = mapped_column(ForeignKey(OperatorRow.id))
    conclusion: Mapped[str]


class StratumRow(Base):
    """The calls of one operator that a sample was drawn from. Never changed."""

    __tablename__ = "sample_stratum"

    sample_id: Mapped[int] = mapped_column(ForeignKey(SampleRow.id), primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id), primary_key=True)
    calls: Mapped[list[int]] = mapped_column(JSON)


class SampledRow(Base):
    """A contact that was drawn. Never changed."""

    __tablename__ = "sampled"

    sample_id: Mapped[int] = mapped_column(ForeignKey(SampleRow.id), primary_key=True)
    contact_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey(ContactRow.id), primary_key=True, index=True
    )
    call_id: Mapped[int] = mapped_column(ForeignKey(CallRow.id), index=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    place: Mapped[int]  # in the order of drawing, of this operator, from 1


class CalibrationRow(Base):
    """One contact graded by several auditors who do not see each other's grades."""

    __tablename__ = "calibration"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey(ContactRow.id), index=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey(ScorecardRow.id))
    auditors: Mapped[list[int]] = mapped_column(JSON)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey(OperatorRow.id))


class GradeRow(Base):
    """A signed grade. Never changed, never removed: a correction is another that names this one."""

    __tablename__ = "grade"
    __table_args__ = (
        Index("ix_grade_operator_id_signed_at", "operator_id", "signed_at"),
        Index(
            "uq_grade_calibration_id_grader_id",
            "calibration_id",
            "grader_id",
            unique=True,
            sqlite_where=text("calibration_id IS NOT NULL"),
            postgresql_where=text("calibration_id IS NOT NULL"),
        ),
        Index(
            "uq_grade_sample_id_contact_id",
            "sample_id",
            "contact_id",
            unique=True,
            sqlite_where=text("sample_id IS NOT NULL AND replaces_id IS NULL"),
            postgresql_where=text("sample_id IS NOT NULL AND replaces_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)  # in the chain of seals, from 1 without a gap
    contact_id: Mapped[int] = mapped_column(ForeignKey(ContactRow.id), index=True)
    call_id: Mapped[int] = mapped_column(ForeignKey(CallRow.id), index=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))  # who is graded
    grader_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    scorecard_id: Mapped[int] = mapped_column(ForeignKey(ScorecardRow.id))
    sample_id: Mapped[int | None] = mapped_column(ForeignKey(SampleRow.id))
    calibration_id: Mapped[int | None] = mapped_column(ForeignKey(CalibrationRow.id))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("grade.id"), unique=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)  # key -> models.rules.grading.Judged
    remark: Mapped[str]
    score: Mapped[int]  # thousandths
    passed: Mapped[bool]
    signed_at: Mapped[datetime] = mapped_column(Moment, index=True)
    form_key: Mapped[str] = mapped_column(unique=True)  # of the form sent: sent twice, stored once
    seal: Mapped[str]  # models.audits.seal


class GradeWordRow(Base):
    """What was said of a grade afterwards: seen, answered, appealed, decided. Never changed."""

    __tablename__ = "grade_word"
    __table_args__ = (
        Index(
            "uq_grade_word_grade_id_kind",
            "grade_id",
            "kind",
            unique=True,
            sqlite_where=text("kind <> 'answer'"),
            postgresql_where=text("kind <> 'answer'"),
        ),
        Index(None, "grade_id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey(GradeRow.id))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    kind: Mapped[str]  # models.audits.records.Word
    verdict: Mapped[str | None]  # of a decision: models.audits.records.Verdict
    text: Mapped[str]


class TaskRow(Base):
    """Something to be done about a finding (P7, P8); open until it has a result."""

    __tablename__ = "audit_task"
    __table_args__ = (Index(None, "done_at", "due_on"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[str]  # models.audits.records.TaskKind
    topic: Mapped[str]
    text: Mapped[str]
    responsible_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id), index=True)
    due_on: Mapped[date]
    grade_id: Mapped[int | None] = mapped_column(ForeignKey(GradeRow.id))
    sample_id: Mapped[int | None] = mapped_column(ForeignKey(SampleRow.id))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[int | None] = mapped_column(ForeignKey(OperatorRow.id))
    result: Mapped[str]
    form_key: Mapped[str] = mapped_column(unique=True)
