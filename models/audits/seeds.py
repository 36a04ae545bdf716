"""The seeds of samples, one of each month, fixed before its first call and never changed.

A month's seed is made as soon as the month before begins. Until the month is over its fingerprint
alone is shown; then the seed, so that anybody sees that it is the one announced. A sample's own
seed follows from those of the months of its period (`models.rules.sampling.seed_of`): nobody can
try seeds until the sample pleases.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.audits.tables import MonthSeedRow
from models.events.days import Days
from models.once import insert_once
from models.rules.sampling import fingerprint, months_of, seed_of


@dataclass(frozen=True)
class MonthSeed:
    """What is public of a month's seed; the seed itself is empty until the month is over."""

    month: date
    fingerprint: str
    fixed_at: datetime
    beforehand: bool  # whether it was fixed before the month's first moment
    seed: str


def due(today: date) -> list[date]:
    """The months whose seeds there must be by now: this one and the next."""
    month = today.replace(day=1)
    return [month, (month + timedelta(days=31)).replace(day=1)]


def missing(db: Connection, months: Sequence[date]) -> list[date]:
    """Those of the months that have no seed yet."""
    known = set(db.scalars(select(MonthSeedRow.month).where(MonthSeedRow.month.in_(months))))
    return [month for month in months if month not in known]


def fix(db: Connection, months: Sequence[date], at: datetime) -> None:
    """Give a seed to the months that have none; whoever was first stands."""
    for month in months:
        row = {"month": month, "seed": secrets.token_hex(16), "fixed_at": at}
        db.execute(insert_once(db, MonthSeedRow.__table__), row)


def seed_of_period(db: Connection, first: date, last: date, at: datetime) -> str:
    """The seed of a sample; months from before there were seeds get theirs now, and show it."""
    fix(db, missing(db, months_of(first, last)), at)
    return kept_seed(db, first, last)


def kept_seed(db: Connection, first: date, last: date) -> str:
    """The seed that follows from those of the period's months, as they are kept."""
    query = select(MonthSeedRow.seed).where(MonthSeedRow.month.in_(months_of(first, last)))
    return seed_of(first, last, db.scalars(query.order_by(MonthSeedRow.month)).all())


def published(
    db: Connection, first: date, last: date, now: datetime, zone: ZoneInfo
) -> list[MonthSeed]:
    """What may be known of the seeds of a period's months."""
    months = MonthSeedRow.month.in_(months_of(first, last))
    query = select(MonthSeedRow.month, MonthSeedRow.seed, MonthSeedRow.fixed_at).where(months)
    return [
        MonthSeed(
            row.month,
            fingerprint(row.seed),
            row.fixed_at,
            row.fixed_at <= Days(row.month, row.month, zone).begin,
            row.seed if now >= Days(row.month, _last_day(row.month), zone).end else "",
        )
        for row in db.execute(query.order_by(MonthSeedRow.month))
    ]


def _last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
