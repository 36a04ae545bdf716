"""Samples: drawn once, kept with their frames, marked, finished (P4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.orm import aliased

from config.utility import Utility
from models.audits.frames import Heard, by_operator, frame
from models.audits.records import Filters, Kind, NotAllowed, Sample
from models.audits.scorecards import card
from models.audits.seeds import kept_seed, seed_of_period
from models.audits.tables import GradeRow, SampledRow, SampleRow, StratumRow
from models.contacts.tables import ContactRow
from models.events.days import Days
from models.once import insert_once
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.rules.sampling import draw

LARGEST = 50  # calls of each operator
LONGEST = 3000  # characters of a conclusion


@dataclass(frozen=True)
class Wish:
    """What is to be drawn: `size` calls of each operator, of days that are over."""

    kind: Kind
    scorecard: int
    first: date
    last: date
    size: int
    filters: Filters

    @property
    def digest(self) -> str:
        """The same for the same wish, whoever has it and when."""
        return sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


@dataclass(frozen=True)
class Drawn:
    """A call of a sample. `grade` is the one that stands, if it was graded."""

    place: int
    contact: int
    call: int
    operator: int
    operator_name: str
    opened_at: datetime
    topic: str | None
    outcome: str | None
    grade: int | None
    score: int | None
    passed: bool | None


@dataclass(frozen=True)
class Stratum:
    """What was drawn from, of one operator."""

    operator: int
    name: str
    calls: Sequence[int]


def draw_sample(
    db: Connection, utility: Utility, wish: Wish, by: int, at: datetime
) -> tuple[int, bool]:
    """Draw the sample; its number, and whether it is new. Asked for again, it is the same one.

    Raises NotAllowed: "size", "period" (not over yet, or the wrong way round), "form", "nothing"
    (no call fits).
    """
    same = select(SampleRow.id).where(SampleRow.parameters == wish.digest)
    if (standing := db.scalar(same)) is not None:
        return standing, False
    _check(db, wish, at.astimezone(utility.zone).date())
    days = Days(wish.first, wish.last, utility.zone)
    strata = by_operator(frame(db, utility, days, wish.filters))
    if not strata:
        raise NotAllowed("nothing")
    seed = seed_of_period(db, wish.first, wish.last, at)
    made = insert_once(db, SampleRow.__table__).returning(SampleRow.id)
    sample = db.execute(made, _row(wish, seed, by, at)).scalar()
    if sample is None:  # somebody else was faster
        return db.scalars(same).one(), False
    _keep(db, sample, wish, seed, strata)
    return sample, True


def _keep(
    db: Connection, sample: int, wish: Wish, seed: str, strata: dict[int, dict[int, Heard]]
) -> None:
    """The frame, and what is drawn from it."""
    for operator, calls in sorted(strata.items()):
        stratum = {"sample_id": sample, "operator_id": operator, "calls": sorted(calls)}
        db.execute(insert(StratumRow), stratum)
        drawn = [
            {
                "sample_id": sample,
                "contact_id": calls[call].contact,
                "call_id": call,
                "operator_id": operator,
                "place": place,
            }
            for place, call in enumerate(draw(seed, calls, wish.size), 1)
        ]
        db.execute(insert(SampledRow), drawn)


def _check(db: Connection, wish: Wish, today: date) -> None:
    if not 1 <= wish.size <= LARGEST:
        raise NotAllowed("size")
    if not wish.first <= wish.last < today or (wish.last - wish.first).days > 366:
        raise NotAllowed("period")
    form = card(db, wish.scorecard)
    if form is None or form.closed_at is not None:
        raise NotAllowed("form")


def _row(wish: Wish, seed: str, by: int, at: datetime) -> dict[str, Any]:
    return {
        "kind": wish.kind,
        "scorecard_id": wish.scorecard,
        "first": wish.first,
        "last": wish.last,
        "size": wish.size,
        "filters": msgspec.to_builtins(wish.filters),
        "seed": seed,
        "drawn_at": at,
        "drawn_by": by,
        "parameters": wish.digest,
        "conclusion": "",
    }


def may_finish(one: Sample, role: Role) -> bool:
    """Whether these conclude it: the half-yearly check is the head's, who is a supervisor (P4)."""
    return role is Role.SUPERVISOR or (role is Role.AUDITOR and one.kind is not Kind.CHECK)


def finish(db: Connection, number: int, by: int, role: Role, conclusion: str, at: datetime) -> None:
    """Conclude it, once. Raises NotAllowed: "head", "text", "finished", "ungraded"."""
    one = sample(db, number)
    if one is None or not may_finish(one, role):
        raise NotAllowed("head")
    if len(conclusion) > LONGEST:
        raise NotAllowed("text")
    if any(each.grade is None for each in drawn_in(db, number)):
        raise NotAllowed("ungraded")
    values = {"finished_at": at, "finished_by": by, "conclusion": conclusion}
    still_open = (SampleRow.id == number, SampleRow.finished_at.is_(None))
    finished = update(SampleRow).where(*still_open).returning(SampleRow.id)
    if db.scalar(finished.values(**values)) is None:
        raise NotAllowed("finished")


def samples(db: Connection, limit: int = 200) -> list[Sample]:
    """The newest first."""
    return [_sample(row) for row in db.execute(_SAMPLES.limit(limit))]


def sample(db: Connection, id_: int) -> Sample | None:
    """The sample with this number."""
    row = db.execute(_SAMPLES.where(SampleRow.id == id_)).first()
    return _sample(row) if row else None


def drawn_in(db: Connection, id_: int) -> list[Drawn]:
    """Its calls, by operator, in the order of drawing."""
    rows = db.execute(_DRAWN.where(SampledRow.sample_id == id_))
    return [Drawn(*row) for row in rows]


def strata_of(db: Connection, id_: int) -> list[Stratum]:
    """What it was drawn from, by the names of operators."""
    query = (
        select(StratumRow.operator_id, OperatorRow.name, StratumRow.calls)
        .join(OperatorRow, OperatorRow.id == StratumRow.operator_id)
        .where(StratumRow.sample_id == id_)
        .order_by(OperatorRow.name)
    )
    return [Stratum(*row) for row in db.execute(query)]


def samples_with(db: Connection, contact: int) -> list[int]:
    """The samples for which this contact was drawn."""
    query = select(SampledRow.sample_id).where(SampledRow.contact_id == contact)
    return list(db.scalars(query.order_by(SampledRow.sample_id)))


def verify(db: Connection, one: Sample) -> bool:
    """Whether its seed is that of its months, and the calls those that it draws from the frame."""
    if one.seed != kept_seed(db, one.first, one.last):
        return False
    marked = {(row.operator, row.call, row.place) for row in drawn_in(db, one.id)}
    return marked == {
        (stratum.operator, call, place)
        for stratum in strata_of(db, one.id)
        for place, call in enumerate(draw(one.seed, stratum.calls, one.size), 1)
    }


def _sample(row: Row[Any]) -> Sample:
    return Sample(
        id=row.id, kind=Kind(row.kind), scorecard=row.scorecard_id, first=row.first, last=row.last,
        size=row.size, filters=msgspec.convert(row.filters, Filters), seed=row.seed,
        drawn_at=row.drawn_at, drawn_by=row.drawer, finished_at=row.finished_at,
        finished_by=row.finisher or "", conclusion=row.conclusion,
        frame=row.frame, drawn=row.drawn, graded=row.graded,
    )  # fmt: skip


def _count(table: Any) -> Any:
    return select(func.count()).select_from(table).where(table.sample_id == SampleRow.id)


_drawer, _finisher = aliased(OperatorRow), aliased(OperatorRow)
_FRAME = select(func.sum(func.json_array_length(StratumRow.calls))).where(
    StratumRow.sample_id == SampleRow.id
)
_SAMPLES = (
    select(
        SampleRow.__table__,
        _drawer.name.label("drawer"),
        _finisher.name.label("finisher"),
        _FRAME.scalar_subquery().label("frame"),
        _count(SampledRow).scalar_subquery().label("drawn"),
        _count(GradeRow).where(GradeRow.replaces_id.is_(None)).scalar_subquery().label("graded"),
    )
    .join(_drawer, _drawer.id == SampleRow.drawn_by)
    .join(_finisher, _finisher.id == SampleRow.finished_by, isouter=True)
    .order_by(SampleRow.id.desc())
)
_later = aliased(GradeRow)
_standing = select(_later.id).where(_later.replaces_id == GradeRow.id).exists()
_DRAWN = (
    select(
        SampledRow.place, SampledRow.contact_id, SampledRow.call_id, SampledRow.operator_id,
        OperatorRow.name, ContactRow.opened_at, ContactRow.topic, ContactRow.outcome,
        GradeRow.id, GradeRow.score, GradeRow.passed,
    )
    .join(OperatorRow, OperatorRow.id == SampledRow.operator_id)
    .join(ContactRow, ContactRow.id == SampledRow.contact_id)
    .outerjoin(
        GradeRow,
        (GradeRow.sample_id == SampledRow.sample_id)
        & (GradeRow.contact_id == SampledRow.contact_id)
        & ~_standing,
    )
    .order_by(OperatorRow.name, SampledRow.operator_id, SampledRow.place)
)  # fmt: skip
