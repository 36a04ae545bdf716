"""The days of the hotline, each figure as the calls it counts: norms (N1-N5), repeats (C17).

The counting is that of `models.events.summaries`, which reports show without the calls.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from config.utility import Norm, Utility
from models.events.days import Days, stays_in
from models.events.summaries import SHORT, norms_of
from models.rules.clocks import Clock, norm_of, within
from models.rules.sampling import months_of
from models.rules.stay import Fate
from models.tables import CallRow

TIMED = (
    Clock.WAITING, Clock.SEARCH, Clock.INFORMATION, Clock.WRAP_UP, Clock.CONNECTING,
    Clock.SPECIALIST,
)  # fmt: skip


@dataclass
class OfNorm:
    """The calls judged by a norm, within its limit and over it; none: it is the topic's."""

    clock: Clock
    norm: Norm | None
    judged: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    over: list[int] = field(default_factory=list)

    @property
    def share(self) -> float | None:
        """From 0 to 1."""
        return len(self.kept) / len(self.judged) if self.judged else None


@dataclass
class Traffic:
    """Calls by what came of them: a call handed on to a second operator is there twice."""

    offered: list[int] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    abandoned: list[int] = field(default_factory=list)  # after they had waited
    again: list[int] = field(default_factory=list)  # about the same matter as before


@dataclass(frozen=True)
class Hotline:
    """All of it; `arrived` are the calls of these days, those that the menu served as well."""

    arrived: Sequence[int]
    traffic: Traffic
    norms: Sequence[OfNorm]
    months: Mapping[date, Traffic]  # by the first day of each


def hotline(db: Connection, utility: Utility, days: Days) -> Hotline:
    """Counted from the stays that began in these days."""
    norms, total = norms_of(utility), Traffic()
    months = {month: Traffic() for month in months_of(days.first, days.last)}
    found = {clock: OfNorm(clock, norm_of(clock, utility.norms)) for clock in TIMED}
    for stay in stays_in(db, days):
        month = stay.began.astimezone(days.zone).date().replace(day=1)
        for traffic in (total, months[month]):
            _count(stay, traffic)
        for clock, is_kept in _judged(stay, norms(stay.topic)):
            one = found[clock]
            one.judged.append(stay.call_id)
            (one.kept if is_kept else one.over).append(stay.call_id)
    return Hotline(list(db.scalars(_arrived(days))), total, list(found.values()), months)


def _count(stay: Any, traffic: Traffic) -> None:
    traffic.offered.append(stay.call_id)
    if stay.fate == Fate.ANSWERED:
        traffic.answered.append(stay.call_id)
        if stay.repeat_of is not None:
            traffic.again.append(stay.call_id)
    elif _gave_up_late(stay):
        traffic.abandoned.append(stay.call_id)


def _judged(stay: Any, norms: Mapping[Clock, Norm | None]) -> Iterator[tuple[Clock, bool]]:
    """The clocks by which the stay is judged, and whether it was within the limit."""
    if stay.fate == Fate.ANSWERED:
        for clock in TIMED:
            norm, length = norms[clock], getattr(stay, clock)
            if norm is not None and length is not None:
                yield clock, within(length, norm)
    elif _gave_up_late(stay):  # nobody came in time
        yield Clock.WAITING, False


def _gave_up_late(stay: Any) -> bool:
    at_once = stay.waiting is not None and stay.waiting <= SHORT
    return bool(stay.fate == Fate.ABANDONED and not at_once)


def _arrived(days: Days) -> Any:
    in_days = (CallRow.began_at >= days.begin, CallRow.began_at < days.end)
    return select(CallRow.id).where(*in_days).order_by(CallRow.id)
