"""How well auditors agree in calibrations: on the whole of a call, on a criterion over them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from models.audits.calibrations import calibrations
from models.audits.grades import grades_in
from models.audits.records import Card, Grade
from models.rules.agreement import Unit, Value, alpha, nominal, ordinal, share_of_pairs
from models.rules.grading import Answer, Criterion, Judged


@dataclass(frozen=True)
class Agreement:
    """`alpha` is Krippendorff's; None where it says nothing. `same` of all pairs, from 0 to 1."""

    alpha: float | None
    same: float | None
    units: int  # judged by two or more


@dataclass(frozen=True)
class Compared:
    """What the auditors said of one criterion of one call, by auditor."""

    criterion: Criterion
    said: Mapping[int, Judged]

    @property
    def agreed(self) -> bool:
        return len({value_of(self.criterion, one) for one in self.said.values()}) < 2


def compare(card: Card, grades: Sequence[Grade]) -> list[Compared]:
    """The grades of a calibration side by side, criterion by criterion."""
    return [
        Compared(one, {grade.grader: grade.answers[one.key] for grade in grades})
        for one in card.card.criteria
    ]


def agreement_on_call(compared: Sequence[Compared]) -> Agreement:
    """On one call: units are its criteria, answers are names; not applicable is one of them."""
    return _agreement([_unit(one) for one in compared], ordered=False)


def agreement_on_criteria(db: Connection, card: Card) -> Mapping[str, Agreement]:
    """Of each criterion over all calibrations of this form that are over: units are the calls."""
    over = [one for one in calibrations(db) if one.scorecard == card.id and not one.is_open]
    rows = [compare(card, grades_in(db, one.id)) for one in over]
    return {
        one.key: _agreement(
            [_unit(row[place], missing=one.points is not None) for row in rows],
            ordered=one.points is not None,
        )
        for place, one in enumerate(card.card.criteria)
    }


def agreement_on_all(db: Connection, card: Card) -> Agreement:
    """On the whole form: units are all criteria of all calls of calibrations that are over."""
    over = [one for one in calibrations(db) if one.scorecard == card.id and not one.is_open]
    units = [_unit(each) for one in over for each in compare(card, grades_in(db, one.id))]
    return _agreement(units, ordered=False)


def value_of(criterion: Criterion, said: Judged) -> Value:
    """The answer as something that can be compared."""
    if said.answer is Answer.NOT_APPLICABLE or criterion.points is None:
        return str(said.answer)
    return said.points or 0


def _unit(one: Compared, missing: bool = False) -> Unit:
    """`missing`: not applicable is no value, for ranks have no place for it."""
    return [
        None if missing and said.answer is Answer.NOT_APPLICABLE else value_of(one.criterion, said)
        for said in one.said.values()
    ]


def _agreement(units: Sequence[Unit], ordered: bool) -> Agreement:
    judged = [unit for unit in units if sum(value is not None for value in unit) > 1]
    distance = ordinal if ordered else nominal
    return Agreement(alpha(units, distance), share_of_pairs(units), len(judged))
