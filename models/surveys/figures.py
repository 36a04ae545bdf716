"""What callers' answers come to (P6): each figure with the calls that it rests on (P7, V 31)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.events.days import Days
from models.rules.survey import GOOD
from models.surveys.tables import SurveyAnswerRow, SurveyRow


@dataclass(frozen=True)
class Answer:
    """One answer; `operator` is None where nobody knew who had talked."""

    call: int
    operator: int | None
    criterion: str
    grade: int


@dataclass(frozen=True)
class Opinion:
    """Answers to one question summed up; None where there is nothing to divide by."""

    answers: Sequence[Answer]

    @property
    def count(self) -> int:
        return len(self.answers)

    @property
    def mean(self) -> float | None:
        """From 1 to 5, not rounded."""
        return sum(one.grade for one in self.answers) / self.count if self.answers else None

    @property
    def good(self) -> float | None:
        """The share of 4 and 5, from 0 to 1."""
        return sum(one.grade >= GOOD for one in self.answers) / self.count if self.answers else None

    @property
    def calls(self) -> Sequence[int]:
        """The numbers of the calls that it rests on, in order."""
        return sorted({one.call for one in self.answers})


@dataclass(frozen=True)
class Surveyed:
    """The surveys of a period: whom we asked, by call, and what they said."""

    asked: dict[int, int | None]  # call -> operator
    answers: Sequence[Answer]

    @property
    def answered(self) -> Sequence[int]:
        """The calls in which at least one question was answered, in order."""
        return sorted({one.call for one in self.answers})

    @property
    def response(self) -> float | None:
        """The share of those asked who answered something."""
        return len(self.answered) / len(self.asked) if self.asked else None

    def of_criterion(self, criterion: str) -> Opinion:
        """All answers to one question."""
        return Opinion([one for one in self.answers if one.criterion == criterion])

    def of_operator(self, operator: int | None) -> "Surveyed":
        """The part of it that is about one operator."""
        asked = {call: one for call, one in self.asked.items() if one == operator}
        return Surveyed(asked, [one for one in self.answers if one.operator == operator])

    @property
    def operators(self) -> Sequence[int]:
        """Whom callers were asked about, by number."""
        return sorted({one for one in self.asked.values() if one is not None})


def surveyed(db: Connection, days: Days) -> Surveyed:
    """Everything of the surveys begun in these days."""
    within = (SurveyRow.asked_at >= days.begin, SurveyRow.asked_at < days.end)
    asked = select(SurveyRow.call_id, SurveyRow.operator_id).where(*within)
    said = (
        select(
            SurveyRow.call_id,
            SurveyRow.operator_id,
            SurveyAnswerRow.criterion,
            SurveyAnswerRow.grade,
        )
        .join(SurveyRow, SurveyRow.call_id == SurveyAnswerRow.call_id)
        .where(*within)
        .order_by(SurveyRow.call_id, SurveyAnswerRow.at)
    )
    return Surveyed(
        {row.call_id: row.operator_id for row in db.execute(asked)},
        [
            Answer(row.call_id, row.operator_id, row.criterion, row.grade)
            for row in db.execute(said)
        ],
    )
