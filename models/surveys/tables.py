"""The tables of the survey after a talk."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import BigKey, Moment
from models.operators.tables import OperatorRow
from models.tables import Base, CallRow


class SurveyRow(Base):
    """A caller was asked, once in a call, whether anything was answered or not (P6)."""

    __tablename__ = "survey"

    call_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey(CallRow.id), primary_key=True, autoincrement=False
    )
    # who had talked to the caller last, with or without a specialist; empty where the log of events
    # did not know
    operator_id: Mapped[int | None] = mapped_column(ForeignKey(OperatorRow.id), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment, index=True)


class SurveyAnswerRow(Base):
    """One answer."""

    __tablename__ = "survey_answer"

    call_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey(SurveyRow.call_id), primary_key=True, autoincrement=False
    )
    criterion: Mapped[str] = mapped_column(primary_key=True)  # config.utility.Criterion
    grade: Mapped[int]  # 1 to 5, the best
    at: Mapped[datetime] = mapped_column(Moment)
