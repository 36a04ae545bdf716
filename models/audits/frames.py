"""The frame of a sample: of each operator, the calls of a period to which its filters apply."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from config.utility import Norm, Utility
from models.audits.records import Filters
from models.contacts.records import RequestKind
from models.contacts.tables import ContactRow, RequestRow
from models.events.days import Days
from models.events.summaries import norms_of
from models.events.tables import StayRow
from models.rules.clocks import Clock, within
from models.rules.stay import Fate

DISSATISFIED = frozenset({"written_answer", "to_head"})  # of the form of charges (Q4, C11)


@dataclass
class Heard:
    """An operator's part of a call: the last contact, and all the talks there were."""

    contact: int
    operator: int
    call: int
    topic: str | None
    outcome: str | None
    repeated: bool
    stays: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def length(self) -> int | None:
        """Milliseconds that operator and caller spoke."""
        talks = [stay["information"] for stay in self.stays if stay["information"] is not None]
        return sum(talks) if talks else None


def heard_in(db: Connection, days: Days) -> list[Heard]:
    """The contacts of these days that have an outcome, one of each operator in each call."""
    found = dict[tuple[int, int], Heard]()
    for row in db.execute(_HEARD, {"begin": days.begin, "end": days.end}):
        key = row.operator_id, row.call_id
        if key not in found or found[key].contact != row.id:
            found[key] = Heard(
                row.id, *key, row.topic, row.outcome, row.repeat_of is not None
            )  # the contacts come in order: the last stays
        if row.number is not None:
            found[key].stays.append(dict(row._mapping))
    return list(found.values())


def frame(db: Connection, utility: Utility, days: Days, filters: Filters) -> list[Heard]:
    """Those of them to which the filters apply."""
    norms = norms_of(utility)
    unhappy = _dissatisfied(db, days) if filters.dissatisfied else frozenset()
    return [
        one
        for one in heard_in(db, days)
        if _fits(one, filters)
        and (not filters.dissatisfied or one.contact in unhappy)
        and (not filters.red or is_red(one.stays, norms(one.topic)))
    ]


def last_contact(db: Connection, call: int) -> int | None:
    """The last contact of a call that has an outcome."""
    query = select(ContactRow.id).where(
        ContactRow.call_id == call, ContactRow.closed_at.is_not(None)
    )
    return db.scalar(query.order_by(ContactRow.id.desc()).limit(1))


def by_operator(heard: Iterable[Heard]) -> dict[int, dict[int, Heard]]:
    """By operator, then by call."""
    found: dict[int, dict[int, Heard]] = defaultdict(dict)
    for one in heard:
        found[one.operator][one.call] = one
    return dict(found)


def is_red(stays: Iterable[Mapping[str, Any]], norms: Mapping[Clock, Norm | None]) -> bool:
    """Whether a stage of these talks was over its norm's limit (N1-N5)."""
    return any(
        (norm := norms[clock]) is not None
        and stay[clock] is not None
        and not within(stay[clock], norm)
        for stay in stays
        for clock in Clock
    )


def _fits(one: Heard, filters: Filters) -> bool:
    length = one.length
    return (
        (not filters.operators or one.operator in filters.operators)
        and (not filters.topics or one.topic in filters.topics)
        and (not filters.outcomes or one.outcome in filters.outcomes)
        and (not filters.repeated or one.repeated)
        and (filters.shortest is None or (length is not None and length >= filters.shortest * 1000))
        and (filters.longest is None or (length is not None and length <= filters.longest * 1000))
    )


def _dissatisfied(db: Connection, days: Days) -> frozenset[int]:
    rows = db.execute(_CHARGES, {"begin": days.begin, "end": days.end})
    return frozenset(row.contact_id for row in rows if row.fields.get("satisfied") in DISSATISFIED)


_in_period = and_(
    ContactRow.opened_at >= bindparam("begin"),
    ContactRow.opened_at < bindparam("end"),
    ContactRow.closed_at.is_not(None),
)
_HEARD = (
    select(
        ContactRow.id, ContactRow.operator_id, ContactRow.call_id, ContactRow.topic,
        ContactRow.outcome, ContactRow.repeat_of, StayRow.number,
        *(getattr(StayRow, clock) for clock in Clock),
    )
    .outerjoin(
        StayRow,
        and_(
            StayRow.call_id == ContactRow.call_id,
            StayRow.operator_id == ContactRow.operator_id,
            StayRow.fate == Fate.ANSWERED,
        ),
    )
    .where(_in_period)
    .order_by(ContactRow.call_id, ContactRow.id, StayRow.number)
)  # fmt: skip
_CHARGES = (
    select(RequestRow.contact_id, RequestRow.fields)
    .join(ContactRow, ContactRow.id == RequestRow.contact_id)
    .where(_in_period, RequestRow.kind == RequestKind.CHARGES)
)
