"""Who waits: taking a place, leaving it, and what a place means."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import NoResultFound

from config.utility import Utility
from models.contacts.tables import ContactRow
from models.events.kinds import Presence
from models.events.presence import LAST_NOTED
from models.events.tables import PresenceRow
from models.once import insert_once
from models.operators.tables import OperatorRow
from models.queues.tables import WaitingRow
from models.records import InQueue
from models.rules.routing import (
    Post,
    is_absent,
    minutes_to_wait,
    overflow_in,
    priority,
    queue_for,
    served_queues,
)
from models.tables import AccountRow, CallRow

LATELY = timedelta(hours=2)  # contacts from which the time of one is taken
AT_WORK = (Presence.READY, Presence.RINGING, Presence.TALKING, Presence.WRAP_UP)


@dataclass(frozen=True)
class Queues:
    """The queues of a utility, in one transaction at one moment."""

    db: Connection
    utility: Utility
    now: datetime

    def place_of(self, call: int, reason: str) -> InQueue:
        """The call's place; one that has none yet takes it. Raises LookupError without queues."""
        row = self._overflow(self._waiting(call) or self._join(call, reason))
        ahead = (
            select(func.count())
            .select_from(WaitingRow)
            .where(
                WaitingRow.left_at.is_(None),
                WaitingRow.queue == row.queue,
                WaitingRow.call_id != call,
                (WaitingRow.priority > row.priority)
                | ((WaitingRow.priority == row.priority) & (WaitingRow.call_id < call)),
            )
        )
        place = 1 + self.db.execute(ahead).scalar_one()
        serving = [post.doing for post in self._who_serves(row.queue)]
        operators = sum(doing in AT_WORK for doing in serving)
        return InQueue(
            row.queue,
            row.priority,
            place,
            minutes_to_wait(place, operators, self._seconds_each(row.queue)),
            int((self.now - row.since).total_seconds()),
            bool(serving),
            serving.count(Presence.READY),
            max(1, ceil(left)) if (left := self._overflow_in(row)) and left > 0 else None,
        )

    def wait_in(self, call: int, queue: str) -> bool:
        """The call waits in this queue; whether it did not wait at all until now.

        One that comes back, from an operator or a specialist, keeps its place and its clock.
        """
        row = self._waiting(call) or self._join(call, "fault")
        again = row.left_at is not None or row.since == self.now
        if again or row.queue != queue:
            self._rewrite(call, queue=queue, left_at=None)
        return again

    def leave(self, call: int) -> bool:
        """The call waits no longer; whether it did until now."""
        left = (
            update(WaitingRow)
            .where(WaitingRow.call_id == call, WaitingRow.left_at.is_(None))
            .values(left_at=self.now)
        )
        return self.db.execute(left).rowcount > 0

    def kept_place(self, call: int) -> dict[str, object]:
        """What a call back needs, so that the customer loses no place by it (C9)."""
        row = self._waiting(call)
        return {"queue": row.queue, "priority": row.priority} if row else {}

    def free_for(self, queue: str) -> int:
        """How many are ready for this queue beyond those whom somebody waits for already."""
        posts = self._posts()
        served = served_queues(posts, self.now)
        ready = [one.operator for one in posts if one.doing is Presence.READY]
        theirs = [served[one] for one in ready if queue in served[one]]
        waits = select(func.count()).where(
            WaitingRow.left_at.is_(None), WaitingRow.queue.in_(set().union(*theirs))
        )
        return len(theirs) - self.db.execute(waits).scalar_one()

    def _who_serves(self, queue: str) -> list[Post]:
        """Those for whom a caller may wait: they are there, or will be soon."""
        posts = self._posts()
        served = served_queues(posts, self.now)
        return [
            one
            for one in posts
            if queue in served.get(one.operator, ()) and not is_absent(one, self.now)
        ]

    def _posts(self) -> list[Post]:
        """Every operator whose presence was ever noted, as it was noted last."""
        asked = (
            select(
                OperatorRow.id, OperatorRow.queues, OperatorRow.substitute_id,
                PresenceRow.doing, PresenceRow.at,
            )
            .join(PresenceRow, PresenceRow.id == LAST_NOTED)
            .where(OperatorRow.active)
        )  # fmt: skip
        return [
            Post(row.id, row.queues, Presence(row.doing), row.at, row.substitute_id)
            for row in self.db.execute(asked)
        ]

    def _waiting(self, call: int) -> WaitingRow | None:
        row = self.db.execute(
            select(WaitingRow.__table__).where(WaitingRow.call_id == call)
        ).one_or_none()
        return WaitingRow(**row._mapping) if row else None

    def _overflow(self, row: WaitingRow) -> WaitingRow:
        """To the next queue when it is time and somebody serves it; place and clock are kept."""
        left = self._overflow_in(row)
        if left is None or left > 0:
            return row
        after = self.utility.queues[row.queue].overflow
        if self._who_serves(after):
            self._rewrite(row.call_id, queue=after)
            row.queue = after
        return row

    def _overflow_in(self, row: WaitingRow) -> float | None:
        waited = (self.now - row.since).total_seconds()
        return overflow_in(self.utility, row.queue, waited)

    def _rewrite(self, call: int, **values: object) -> None:
        self.db.execute(update(WaitingRow).where(WaitingRow.call_id == call).values(**values))

    def _join(self, call: int, reason: str) -> WaitingRow:
        facts = self.db.execute(
            select(CallRow.language, CallRow.dialled, AccountRow.customer, AccountRow.out_of_turn)
            .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
            .where(CallRow.id == call)
        ).one()
        queue = queue_for(self.utility, reason, facts.customer or "", facts.language, facts.dialled)
        if queue is None:
            raise LookupError("the profile has no queues")
        first = bool(facts.out_of_turn)
        values = {
            "call_id": call,
            "queue": queue,
            "priority": priority(self.utility, self.now, reason, first),
            "since": self.now,
            "out_of_turn": first,
        }
        self.db.execute(insert_once(self.db, WaitingRow.__table__), values)
        if row := self._waiting(call):
            return row
        raise NoResultFound

    def _seconds_each(self, queue: str) -> float:
        """From one answer of an operator to the next, as it was lately; else by the norms."""
        lately = select(ContactRow.opened_at, ContactRow.closed_at).where(
            ContactRow.queue == queue, ContactRow.opened_at > self.now - LATELY
        )
        took = [
            (closed - opened).total_seconds()
            for opened, closed in self.db.execute(lately).all()
            if closed
        ]
        if took:
            return sum(took) / len(took)
        means = [topic.handling.mean for topic in self.utility.topics.values()]
        handling = sum(means) / len(means) if means else self.utility.norms.wrap_up.mean
        return handling + self.utility.norms.wrap_up.mean / 2
