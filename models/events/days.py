"""Days of the hotline in the utility's own time, and the stays that began in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, bindparam, func, select

from models.contacts.tables import ContactRow
from models.events.tables import StayRow
from models.tables import CallRow

QUARTER = timedelta(minutes=15)  # no zone's clocks change by less


@dataclass(frozen=True)
class Days:
    """Days from `first` to `last`, both included, each from midnight to midnight of the zone."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def begin(self) -> datetime:
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The first moment that no longer belongs to them."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    def __iter__(self) -> Iterator[date]:
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)

    def hours(self) -> list[tuple[int, int]]:
        """Hours on the clock's face that these days have, in order.

        The second figure is 1 for an hour that comes again when the clocks are put back.
        """
        found, at = set(), self.begin
        while at < self.end:
            local = at.astimezone(self.zone)
            found.add((local.hour, local.fold))
            at += QUARTER
        return sorted(found)


def day_of(at: datetime, zone: ZoneInfo) -> Days:
    """The day that this moment belongs to."""
    today = at.astimezone(zone).date()
    return Days(today, today, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def stays_in(connection: Connection, days: Days) -> Iterator[Any]:
    """Stays that began in these days, each once: the columns of StayRow, `topic` and `repeat_of`.

    Topic and repeat are those of the operator's contact about the call, the last if there are two.
    """
    last: Any = None
    for row in connection.execute(_STAYS, {"begin": days.begin, "end": days.end}):
        if last is not None and (row.call_id, row.number) != (last.call_id, last.number):
            yield last
        last = row
    if last is not None:
        yield last


def calls_in(connection: Connection, days: Days) -> int:
    """Calls that arrived in these days, also those that the menu served to the end."""
    return connection.scalar(_ARRIVED, {"begin": days.begin, "end": days.end}) or 0


_STAYS = (
    select(
        StayRow.call_id, StayRow.number, StayRow.began, StayRow.queue, StayRow.fate,
        StayRow.operator_id, StayRow.waiting, StayRow.search, StayRow.information, StayRow.hold,
        StayRow.connecting, StayRow.specialist, StayRow.wrap_up, ContactRow.topic,
        ContactRow.repeat_of,
    )
    .outerjoin(
        ContactRow,
        and_(
            ContactRow.call_id == StayRow.call_id, ContactRow.operator_id == StayRow.operator_id
        ),
    )
    .where(StayRow.began >= bindparam("begin"), StayRow.began < bindparam("end"))
    .order_by(StayRow.began, StayRow.call_id, StayRow.number, ContactRow.id)
)  # fmt: skip
_ARRIVED = (
    select(func.count())
    .select_from(CallRow)
    .where(CallRow.began_at >= bindparam("begin"), CallRow.began_at < bindparam("end"))
)
