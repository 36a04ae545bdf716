"""All that a document says except its author's words, gathered once (P3-P5, P7, P8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_

from config.utility import Utility
from models.audits import agreements, calibrations, grades, samples, tasks, words
from models.audits.agreements import Agreement
from models.audits.figures import Figures, by_card
from models.audits.records import Card, Grade, Sample, Task
from models.audits.samples import Drawn, Stratum
from models.audits.tables import GradeRow, TaskRow
from models.audits.timeliness import Indicator, Timeliness, timeliness
from models.audits.words import Appeal
from models.documents.hotline import Hotline, hotline
from models.documents.records import SAMPLES_OF, DocumentKind, Wanted
from models.events.days import Days
from models.surveys.figures import Surveyed, surveyed

MOST = 100_000  # samples or tasks that are looked through


@dataclass(frozen=True)
class OfSample:
    """How the calls of a sample were drawn; `verified`: the seed draws these calls again."""

    sample: Sample
    strata: Sequence[Stratum]
    drawn: Sequence[Drawn]
    verified: bool


@dataclass(frozen=True)
class Agreed:
    """How well auditors agree by a form, over the calls of all calibrations that are over."""

    card: Card
    agreement: Agreement
    calls: Sequence[int]


@dataclass(frozen=True)
class Grader:
    """Who graded, what, and in which time."""

    name: str
    grades: Sequence[Grade]

    @property
    def began(self) -> datetime:
        return min(one.signed_at for one in self.grades)

    @property
    def ended(self) -> datetime:
        return max(one.signed_at for one in self.grades)


@dataclass(frozen=True)
class Facts:
    """All of it."""

    wanted: Wanted
    samples: Sequence[OfSample]
    left_out: Sequence[int]  # samples of the same kind and days that its author does not count
    forms: Sequence[Figures]  # of each version of a form that was used
    graders: Sequence[Grader]
    appeals: Sequence[Appeal]
    agreed: Sequence[Agreed]
    timeliness: Mapping[Indicator, Timeliness]
    hotline: Hotline
    surveyed: Surveyed
    tasks: Sequence[Task]


def facts(db: Connection, utility: Utility, wanted: Wanted) -> Facts:
    """Read them."""
    days = Days(wanted.first, wanted.last, utility.zone)
    there = suitable(db, wanted)
    chosen = [_of_sample(db, one) for one in there if one.id in wanted.samples]
    numbers = [one.sample.id for one in chosen]
    counted = grades.standing(db, GradeRow.sample_id.in_(numbers))
    forms = by_card(db, counted)
    return Facts(
        wanted,
        chosen,
        [one.id for one in there if one.id not in wanted.samples],
        forms,
        _graders(counted),
        [one for one in words.appeals(db) if one.grade.sample in numbers],
        [_agreed(db, one.card) for one in forms],
        timeliness(db, utility, days),
        hotline(db, utility, days),
        surveyed(db, days),
        _tasks(db, wanted, days, numbers, [one.id for one in counted]),
    )


def suitable(db: Connection, wanted: Wanted) -> list[Sample]:
    """The samples that such a document can rest on, the oldest first: all their days within its."""
    return [
        one
        for one in reversed(samples.samples(db, limit=MOST))
        if one.kind in SAMPLES_OF[wanted.kind]
        and wanted.first <= one.first
        and one.last <= wanted.last
    ]


def _of_sample(db: Connection, one: Sample) -> OfSample:
    drawn, strata = samples.drawn_in(db, one.id), samples.strata_of(db, one.id)
    return OfSample(one, strata, drawn, samples.verify(db, one))


def _graders(counted: Sequence[Grade]) -> list[Grader]:
    names = sorted({(one.grader_name, one.grader) for one in counted})
    return [Grader(name, [one for one in counted if one.grader == who]) for name, who in names]


def _agreed(db: Connection, card: Card) -> Agreed:
    over = [
        one.call
        for one in calibrations.calibrations(db)
        if one.scorecard == card.id and not one.is_open
    ]
    return Agreed(card, agreements.agreement_on_all(db, card), sorted(over))


def _tasks(
    db: Connection, wanted: Wanted, days: Days, numbers: Collection[int], graded: Collection[int]
) -> Sequence[Task]:
    """Out of these samples and their grades; in the yearly report all that were opened then."""
    findings = or_(TaskRow.sample_id.in_(numbers), TaskRow.grade_id.in_(graded))
    opened = (TaskRow.opened_at >= days.begin, TaskRow.opened_at < days.end)
    if wanted.kind is DocumentKind.YEARLY:
        return tasks.tasks(db, *opened, limit=MOST)
    return tasks.tasks(db, findings, limit=MOST)
