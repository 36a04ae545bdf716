"""When a check or an audit is due (P4), by the profile's months and what was finished."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from config.utility import Audits, Utility
from models.audits.records import Kind
from models.audits.tables import SampleRow
from models.contacts.tables import ContactRow


@dataclass(frozen=True)
class Due:
    """A check that is to be made: in the days from `begin` to `due_on`."""

    kind: Kind
    begin: date
    due_on: date

    def is_late(self, today: date) -> bool:
        return self.due_on < today


def reminders(db: Connection, utility: Utility, today: date) -> Sequence[Due]:
    """What supervisors and auditors are to be reminded of today, the most urgent first."""
    query = select(SampleRow.kind, SampleRow.finished_at).where(SampleRow.finished_at.is_not(None))
    finished = [
        (Kind(row.kind), row.finished_at.astimezone(utility.zone).date())
        for row in db.execute(query)
    ]
    began = db.scalar(select(func.min(ContactRow.opened_at)))
    if began is None:
        return []  # nobody has called yet: there is nothing to check
    return due(utility.audits, finished, today, began.astimezone(utility.zone).date())


def due(
    plan: Audits, finished: Iterable[tuple[Kind, date]], today: date, since: date = date.min
) -> list[Due]:
    """What is due within `plan.remind` days, or was last time and has not been made since.

    What was due before `since`, the first day of the hotline, is not asked for.

    A check is made by a sample of its kind finished after the one before was due. One that comes
    late is for the span that lacks it, not for the next.
    """
    made = sorted(finished)
    soon = today + timedelta(days=plan.remind)
    found = []
    for kind, months in ((Kind.CHECK, plan.check), (Kind.INTERNAL, plan.internal)):
        days = [on for each, on in made if each is kind]
        for one in _spans(kind, months, today):
            if one.due_on < since:
                continue
            by = next((on for on in days if on >= one.begin), None)
            if by is not None:
                days.remove(by)
            elif one.due_on <= soon:
                found.append(one)
    return sorted(found, key=lambda one: one.due_on)


def _spans(kind: Kind, months: Sequence[int], today: date) -> Iterator[Due]:
    """The span that was over last, and the one that runs."""
    if not months:
        return
    ends = [
        _last_of(year, month)
        for year in range(today.year - 2, today.year + 2)
        for month in sorted(set(months))
    ]
    running = next(place for place, end in enumerate(ends) if end >= today)
    for place in (running - 1, running):
        yield Due(kind, ends[place - 1] + timedelta(days=1), ends[place])


def _last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
