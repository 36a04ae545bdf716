"""What the machine has tried of call backs, for whoever looks at their list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from config.utility import Utility
from models.outbound.kinds import COUNTED, Outcome, Refusal
from models.outbound.tables import OutboundAttemptRow, OutboundRefusalRow
from models.rules.outbound import is_used_up
from models.tables import CallbackRow


@dataclass(frozen=True)
class Tried:
    """One attempt; without an outcome it goes on."""

    at: datetime
    outcome: Outcome | None


@dataclass(frozen=True)
class History:
    """Of one call back."""

    attempts: tuple[Tried, ...] = ()
    counted: int = 0  # towards the attempts of the profile
    used_up: bool = False  # a person decides
    refused: Refusal | None = None  # why none was placed, since the last one

    @property
    def is_left_to_people(self) -> bool:
        return self.used_up or self.refused is Refusal.TALKED


def histories(
    db: Connection, utility: Utility, callbacks: Sequence[int]
) -> defaultdict[int, History]:
    """By the call back's id."""
    tried: dict[int, list[Tried]] = defaultdict(list)
    counted: dict[int, int] = defaultdict(int)
    for row in db.execute(_ATTEMPTS.where(OutboundAttemptRow.callback_id.in_(callbacks))):
        outcome = Outcome(row.outcome) if row.outcome else None
        tried[row.callback_id].append(Tried(row.placed_at, outcome))
        counted[row.callback_id] += outcome in COUNTED and row.placed_at >= row.asked_at
    of = OutboundRefusalRow.callback_id.in_(callbacks)
    refused = {row.callback_id: row for row in db.execute(_REFUSALS.where(of))}
    found = defaultdict(History)
    for one in tried.keys() | refused.keys():
        why, last = refused.get(one), tried[one][-1:]
        stands = why and why.at >= why.asked_at and not (last and last[0].at >= why.at)
        found[one] = History(
            tuple(tried[one]),
            counted[one],
            is_used_up(utility, counted[one]),
            Refusal(why.why) if why and stands else None,
        )
    return found


_ATTEMPTS = (
    select(
        OutboundAttemptRow.callback_id, OutboundAttemptRow.placed_at, OutboundAttemptRow.outcome,
        CallbackRow.asked_at,
    )
    .join(CallbackRow, CallbackRow.id == OutboundAttemptRow.callback_id)
    .order_by(OutboundAttemptRow.placed_at, OutboundAttemptRow.id)
)  # fmt: skip
_REFUSALS = (
    select(OutboundRefusalRow.__table__, CallbackRow.asked_at)
    .join(CallbackRow, CallbackRow.id == OutboundRefusalRow.callback_id)
    .order_by(OutboundRefusalRow.at, OutboundRefusalRow.id)
)
