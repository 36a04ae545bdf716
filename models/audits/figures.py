"""What grades come to, for documents and pages: each figure with the calls that it rests on.

Only grades that stand are counted: not those that were corrected, nor those that calibrate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from models.audits.grades import standing
from models.audits.records import Card, Grade
from models.audits.scorecards import cards
from models.audits.tables import GradeRow
from models.rules.grading import Criterion, share_of


@dataclass(frozen=True)
class Scores:
    """Grades summed up. `mean` is in thousandths, rounded; None without grades."""

    grades: Sequence[Grade]

    @property
    def count(self) -> int:
        return len(self.grades)

    @property
    def mean(self) -> int | None:
        return round(sum(one.score for one in self.grades) / self.count) if self.grades else None

    @property
    def passed(self) -> int:
        return sum(one.passed for one in self.grades)

    @property
    def calls(self) -> Sequence[int]:
        """The numbers of the calls that these figures rest on, in order."""
        return sorted({one.call for one in self.grades})


@dataclass(frozen=True)
class OfOperator:
    """The scores of one operator."""

    operator: int
    name: str
    scores: Scores


@dataclass(frozen=True)
class OfCriterion:
    """How a criterion was met: `judged` where it applied, `missed` by those not wholly met."""

    criterion: Criterion
    judged: Sequence[Grade]
    missed: Sequence[Grade]
    share: float | None  # met, from 0 to 1, points counted as parts

    @property
    def calls(self) -> Sequence[int]:
        """The calls in which it was missed."""
        return sorted({one.call for one in self.missed})


@dataclass(frozen=True)
class Figures:
    """All that the grades on one version of a form come to."""

    card: Card
    total: Scores
    operators: Sequence[OfOperator]  # by name
    criteria: Sequence[OfCriterion]  # in the order of the form
    corrected: Sequence[Grade]  # grades in the total that replace another

    def worst(self, most: int = 5) -> Sequence[OfCriterion]:
        """The criteria that were met least, the worst first; of those met always none."""
        missed = [one for one in self.criteria if one.missed]
        return sorted(missed, key=lambda one: (one.share or 0, -len(one.missed)))[:most]


def of_sample(db: Connection, sample: int) -> Figures | None:
    """The figures of a sample; None before its first grade."""
    found = by_card(db, standing(db, GradeRow.sample_id == sample))
    return found[0] if found else None


def figures(card: Card, grades: Sequence[Grade]) -> Figures:
    """What these grades on one form come to."""
    return Figures(
        card,
        Scores(grades),
        list(_operators(grades)),
        [_criterion(one, grades) for one in card.card.criteria],
        [one for one in grades if one.replaces is not None],
    )


def by_card(db: Connection, grades: Sequence[Grade]) -> list[Figures]:
    """What these grades come to, of each version of a form that was used."""
    return [
        figures(card, mine)
        for card in cards(db)
        if (mine := [one for one in grades if one.scorecard == card.id])
    ]


def _operators(grades: Sequence[Grade]) -> Iterable[OfOperator]:
    mine = dict[tuple[str, int], list[Grade]]()
    for one in grades:
        mine.setdefault((one.operator_name, one.operator), []).append(one)
    for (name, operator), theirs in sorted(mine.items()):
        yield OfOperator(operator, name, Scores(theirs))


def _criterion(one: Criterion, grades: Sequence[Grade]) -> OfCriterion:
    shares = [(grade, share_of(one, grade.answers[one.key])) for grade in grades]
    judged = [(grade, share) for grade, share in shares if share is not None]
    return OfCriterion(
        one,
        [grade for grade, _ in judged],
        [grade for grade, share in judged if share < 1],
        float(sum(share for _, share in judged) / len(judged)) if judged else None,
    )
