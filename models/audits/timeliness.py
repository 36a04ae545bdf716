"""The indicators of A 2.6 (P5): were requests registered, and readings entered, in time?

What is measured is the time from the operator's answer to the registration; of several in one talk
each counts from the one before, as the map of the process gives its minutes for each. The limit is
the profile's, of the topic; by the map 7 minutes for a request and 5 for a reading.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, select

from config.utility import Norm, Utility
from models.contacts.records import RequestKind
from models.contacts.tables import ContactRow, RequestRow
from models.events.days import Days
from models.rules.clocks import milliseconds, within


class Indicator(StrEnum):
    """Rows of the table of A 2.6."""

    REQUESTS = "requests"  # sealing, unsealing, inspection
    READINGS = "readings"


INDICATOR_OF = {
    RequestKind.SEALING: Indicator.REQUESTS,
    RequestKind.UNSEALING: Indicator.REQUESTS,
    RequestKind.INSPECTION: Indicator.REQUESTS,
    RequestKind.READING: Indicator.READINGS,
}
TOPIC_OF = {Indicator.REQUESTS: "sealing", Indicator.READINGS: "readings"}
BY_THE_MAP = {Indicator.REQUESTS: Norm(300, 420), Indicator.READINGS: Norm(300, 300)}


@dataclass(frozen=True)
class Registered:
    """Something registered. `answered` is empty where it was not in a talk."""

    number: int
    kind: RequestKind
    at: datetime
    contact: int | None
    call: int | None
    operator: int
    answered: datetime | None


@dataclass(frozen=True)
class Took:
    """How long a registration took, in milliseconds; None outside a talk."""

    what: Registered
    length: int | None


@dataclass(frozen=True)
class Timeliness:
    """An indicator: `timely` of those `measured` were within `norm.limit` seconds."""

    indicator: Indicator
    norm: Norm
    took: Sequence[Took]

    @property
    def measured(self) -> Sequence[Took]:
        return [one for one in self.took if one.length is not None]

    @property
    def timely(self) -> Sequence[Took]:
        return [
            one for one in self.took if one.length is not None and within(one.length, self.norm)
        ]

    @property
    def late(self) -> Sequence[Took]:
        """Those that a reader will want to see, the slowest first."""
        slow = [one for one in self.measured if not within(one.length or 0, self.norm)]
        return sorted(slow, key=lambda one: -(one.length or 0))

    @property
    def share(self) -> float | None:
        """Of those measured, from 0 to 1."""
        return len(self.timely) / len(self.measured) if self.measured else None


def timeliness(db: Connection, utility: Utility, days: Days) -> Mapping[Indicator, Timeliness]:
    """Both indicators, of what was registered in these days (P5)."""
    rows = db.execute(_REGISTERED, {"begin": days.begin, "end": days.end})
    return indicators([Registered(row[0], RequestKind(row[1]), *row[2:]) for row in rows], utility)


def indicators(
    registered: Iterable[Registered], utility: Utility
) -> Mapping[Indicator, Timeliness]:
    """Both, by the norms of the utility."""
    took = list(lengths(registered))
    return {
        indicator: Timeliness(
            indicator,
            norm_of(utility, indicator),
            [one for one in took if INDICATOR_OF.get(one.what.kind) is indicator],
        )
        for indicator in Indicator
    }


def norm_of(utility: Utility, indicator: Indicator) -> Norm:
    """The profile's, else by the map of the process."""
    topic = utility.topics.get(TOPIC_OF[indicator])
    return topic.handling if topic else BY_THE_MAP[indicator]


def lengths(registered: Iterable[Registered]) -> Iterable[Took]:
    """How long each took: from the answer, or from what was registered before in the same talk."""
    before = dict[int, datetime]()
    for one in sorted(registered, key=lambda each: (each.at, each.number)):
        if one.contact is None or one.answered is None:
            yield Took(one, None)
            continue
        since = max(one.answered, before.get(one.contact, one.answered))
        before[one.contact] = one.at
        yield Took(one, max(0, milliseconds(since, one.at)))


_REGISTERED = (
    select(
        RequestRow.id, RequestRow.kind, RequestRow.created_at, RequestRow.contact_id,
        ContactRow.call_id, RequestRow.operator_id, ContactRow.opened_at,
    )
    .outerjoin(ContactRow, ContactRow.id == RequestRow.contact_id)
    .where(RequestRow.created_at >= bindparam("begin"), RequestRow.created_at < bindparam("end"))
    .order_by(RequestRow.created_at, RequestRow.id)
)  # fmt: skip
