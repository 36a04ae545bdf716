"""What the gateway reads and writes in the database; nothing of it in AMI's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, exists, func, insert, select, update

from agi_scripts.gateway.state import Desk
from config.asterisk.operators import telephone_name
from config.utility import Utility
from models.contacts.desk import open_contact
from models.contacts.tables import ContactRow
from models.events.kinds import Kind, Presence, Seen
from models.events.log import Event, add
from models.events.presence import LAST_NOTED
from models.events.tables import CallEventRow, PresenceRow
from models.floor import WaitingCall
from models.operators.tables import OperatorRow
from models.outbound import endings
from models.outbound.kinds import Outcome
from models.outbound.tables import OutboundAttemptRow
from models.queues.line import Queues
from models.queues.tables import WaitingRow
from models.tables import CallRow


@dataclass(frozen=True)
class Records:
    """The database, as the gateway uses it: a transaction for each happening."""

    engine: Engine
    utility: Utility
    utility_name: str

    def desks(self) -> dict[int, Desk]:
        """Every active operator, with the presence noted last."""
        asked = (
            select(OperatorRow.__table__, PresenceRow.doing, PresenceRow.at, PresenceRow.reason)
            .outerjoin(PresenceRow, PresenceRow.id == LAST_NOTED)
            .where(OperatorRow.active)
            .order_by(OperatorRow.name)
        )
        with self.engine.connect() as db:
            rows = db.execute(asked).all()
        desks = {}
        for row in rows:
            interface = f"PJSIP/{telephone_name(row.login, row.telephone)}"
            desks[row.id] = Desk(
                row.id, row.login, row.name, interface, tuple(row.queues), row.substitute_id
            )
            if row.doing:
                desks[row.id].doing = Presence(row.doing)
                desks[row.id].since, desks[row.id].reason = row.at, row.reason
        return desks

    def telephones(self) -> list[tuple[str, str]]:
        """Login and kind of telephone of every active operator."""
        asked = select(OperatorRow.login, OperatorRow.telephone).where(OperatorRow.active)
        with self.engine.connect() as db:
            return [
                (row.login, row.telephone) for row in db.execute(asked.order_by(OperatorRow.id))
            ]

    def call_of(self, unique: str) -> tuple[int, datetime, datetime, str] | None:
        """Number, arrival, first wait and queue of the call with this channel."""
        asked = (
            select(CallRow.id, CallRow.began_at, WaitingRow.since, WaitingRow.queue)
            .outerjoin(WaitingRow, WaitingRow.call_id == CallRow.id)
            .where(CallRow.channel == unique)
        )
        with self.engine.connect() as db:
            row = db.execute(asked).first()
        return (row[0], row[1], row[2] or row[1], row[3] or "") if row else None

    def muted(self, since: datetime) -> list[str]:
        """Channels of the calls whose recording was paused since then, and not resumed."""
        paused = {Kind.RECORDING_PAUSED: True, Kind.RECORDING_RESUMED: False}
        asked = (
            select(CallRow.channel, CallEventRow.kind)
            .join(CallRow, CallRow.id == CallEventRow.call_id)
            .where(CallEventRow.at >= since, CallEventRow.kind.in_(paused))
            .order_by(CallEventRow.at)
        )
        with self.engine.connect() as db:
            last = {row.channel: row.kind for row in db.execute(asked)}
        return [channel for channel, kind in last.items() if paused[Kind(kind)]]

    def adopt(self, key: str, unique: str, caller: str, queue: str, at: datetime) -> int:
        """A call that no server of ours could write down: it is one all the same."""
        values = {
            "key": key, "utility": self.utility_name, "caller": caller, "dialled": "",
            "channel": unique, "began_at": at, "holder": "gateway",
            "language": self.utility.languages[0],
        }  # fmt: skip
        with self.engine.begin() as db:
            number: int = db.execute(insert(CallRow).returning(CallRow.id), values).scalar_one()
            arrived = Event(number, at, Kind.ARRIVED, mark=f"{Kind.ARRIVED}:{number}")
            add(db, [arrived])
            return number

    def note(self, *events: Event) -> int:
        """Store the events; how many were not known."""
        with self.engine.begin() as db:
            return add(db, events)

    def note_presence(
        self, operator: int, doing: Presence, at: datetime, reason: str, call: int | None
    ) -> None:
        """Store what the operator does from now on."""
        values = {
            "operator_id": operator, "at": at, "doing": doing, "reason": reason, "call_id": call,
        }  # fmt: skip
        with self.engine.begin() as db:
            db.execute(insert(PresenceRow), values)

    def answered(self, event: Event, operator: int, queue: str) -> int:
        """The wait is over and a contact begins, together with the event; 0 if it was known."""
        with self.engine.begin() as db:
            if not add(db, [event]):
                return 0
            Queues(db, self.utility, event.at).leave(event.call)
            open_contact(db, self.utility, event.call, operator, queue, event.at)
            return 1

    def attempt_ended(self, attempt: int, outcome: Outcome, at: datetime) -> None:
        """The customer whom we called was not reached."""
        with self.engine.begin() as db:
            endings.ended(db, self.utility, attempt, outcome, at)

    def waits_in(self, call: int, queue: str, at: datetime, after: str) -> bool:
        """The call is in this queue now; whether it had left, or was never written down there.

        `after` names the talk that it came back from.
        """
        with self.engine.begin() as db:
            if not Queues(db, self.utility, at).wait_in(call, queue):
                return False
            mark = f"{Kind.QUEUED}:{call}:{after}"
            return add(db, [Event(call, at, Kind.QUEUED, queue=queue, mark=mark)]) > 0

    def last_leg(self, call: int) -> str:
        """The unique id of the operator's leg that was the last to answer, or nothing."""
        asked = (
            select(CallEventRow.mark)
            .where(CallEventRow.call_id == call, CallEventRow.kind == Kind.ANSWERED)
            .order_by(CallEventRow.at.desc())
        )
        with self.engine.connect() as db:
            return (db.execute(asked).scalar() or "").rpartition(":")[2]

    def move_queues(self, operator: int, queues: Sequence[str]) -> None:
        """The operator serves these."""
        with self.engine.begin() as db:
            moved = update(OperatorRow).where(OperatorRow.id == operator)
            db.execute(moved.values(queues=list(queues)))

    def left(self, call: int, at: datetime, events: Iterable[Event]) -> bool:
        """The call waits no longer; the events are stored if it did until now."""
        with self.engine.begin() as db:
            waited = Queues(db, self.utility, at).leave(call)
            if waited:
                add(db, events)
            return waited

    def open_contact_of(self, operator: int) -> tuple[str, str, datetime] | None:
        """Channel, queue and answer of the call whose contact an operator has not closed."""
        asked = (
            select(CallRow.channel, ContactRow.queue, ContactRow.opened_at)
            .join(CallRow, CallRow.id == ContactRow.call_id)
            .where(ContactRow.operator_id == operator, ContactRow.closed_at.is_(None))
        )
        with self.engine.connect() as db:
            row = db.execute(asked.order_by(ContactRow.opened_at)).first()
        return (row[0], row[1], row[2]) if row else None

    def talk_of(self, operator: int, since: datetime) -> tuple[str, str, datetime] | None:
        """Channel, queue and answer of the operator's last talk since, if its end is not known."""
        asked = (
            select(CallRow.id, CallRow.channel, CallEventRow.queue, CallEventRow.at)
            .join(CallRow, CallRow.id == CallEventRow.call_id)
            .where(CallEventRow.operator_id == operator, CallEventRow.kind == Kind.ANSWERED)
            .where(CallEventRow.at >= since)
            .order_by(CallEventRow.at.desc())
        )
        with self.engine.connect() as db:
            row = db.execute(asked.limit(1)).first()
        if row is None or self.left_talk(row[0], operator, row[3]):
            return None
        return row[1], row[2] or "", row[3]

    def left_talk(self, call: int, operator: int, answered: datetime) -> datetime | None:
        """When the operator left the talk that was answered then, if it is known."""
        left = self._last(call, operator, Kind.OPERATOR_LEFT)
        return left if left and left >= answered else None

    def held_since(self, call: int, operator: int) -> datetime | None:
        """Since when the operator keeps the caller on hold, as far as it is known."""
        held, resumed = (self._last(call, operator, one) for one in (Kind.HELD, Kind.RESUMED))
        return None if held and resumed and resumed >= held else held

    def _last(self, call: int, operator: int, kind: Kind) -> datetime | None:
        asked = select(func.max(CallEventRow.at)).where(
            CallEventRow.call_id == call,
            CallEventRow.operator_id == operator,
            CallEventRow.kind == kind,
        )
        with self.engine.connect() as db:
            return db.execute(asked).scalar()

    def who_waits(self) -> list[tuple[int, str, datetime]]:
        """The calls that wait, each with the caller's channel, and since when."""
        asked = (
            select(CallRow.id, CallRow.channel, WaitingRow.since)
            .join(WaitingRow, WaitingRow.call_id == CallRow.id)
            .where(WaitingRow.left_at.is_(None))
        )
        with self.engine.connect() as db:
            return [(row[0], row[1], row[2]) for row in db.execute(asked)]

    def in_line(self) -> list[tuple[str, str]]:
        """Channel and queue of those who wait on Asterisk, in the queue or not, in their order."""
        asked = (
            select(CallRow.channel, WaitingRow.queue)
            .join(WaitingRow, WaitingRow.call_id == CallRow.id)
            .where(WaitingRow.left_at.is_(None), CallRow.channel != "")
            .order_by(WaitingRow.priority.desc(), CallRow.id)
        )
        with self.engine.connect() as db:
            return [(row[0], row[1]) for row in db.execute(asked)]

    def without_end(self, since: datetime) -> list[tuple[int, str, datetime]]:
        """Calls begun since of no known end, each with the caller's channel and its beginning.

        Those that waited for an operator, and those that we made (C9).
        """
        ended = exists().where(
            CallEventRow.call_id == CallRow.id, CallEventRow.kind == Kind.HUNG_UP
        )
        waited = exists().where(WaitingRow.call_id == CallRow.id)
        made = exists().where(OutboundAttemptRow.key == CallRow.key)
        asked = select(CallRow.id, CallRow.channel, CallRow.began_at).where(
            CallRow.began_at >= since, CallRow.channel != "", ~ended, waited | made
        )
        with self.engine.connect() as db:
            return [(row[0], row[1], row[2]) for row in db.execute(asked)]

    def heard_until(self) -> datetime | None:
        """The time of the last event that AMI told."""
        asked = select(func.max(CallEventRow.at)).where(CallEventRow.seen == Seen.AMI)
        with self.engine.connect() as db:
            return db.execute(asked).scalar()

    def when(self, mark: str) -> datetime | None:
        """The time of the event with this mark, if it is known."""
        with self.engine.connect() as db:
            return db.execute(select(CallEventRow.at).where(CallEventRow.mark == mark)).scalar()

    def who_answered(self, call: int, leg: str) -> int | None:
        """The operator whose leg this is: of the answer, or of the telephone's coming back."""
        marks = [f"{kind}:{call}:{leg}" for kind in (Kind.ANSWERED, Kind.RESUMED)]
        asked = select(CallEventRow.operator_id).where(CallEventRow.mark.in_(marks))
        with self.engine.connect() as db:
            return db.execute(asked).scalar()

    def waits_again(self, event: Event) -> int:
        """The call came back to a queue; 0 if that was known, whatever came of it since."""
        with self.engine.begin() as db:
            added = add(db, [event])
            if added and event.queue:
                Queues(db, self.utility, event.at).wait_in(event.call, event.queue)
            return added

    def waiting(self) -> tuple[WaitingCall, ...]:
        """Those who wait, by queue and place."""
        asked = (
            select(WaitingRow.__table__, CallRow.language)
            .join(CallRow, CallRow.id == WaitingRow.call_id)
            .where(WaitingRow.left_at.is_(None))
            .order_by(WaitingRow.queue, WaitingRow.priority.desc(), WaitingRow.call_id)
        )
        with self.engine.connect() as db:
            rows = db.execute(asked).all()
        places: dict[str, int] = {}
        line = []
        for row in rows:
            places[row.queue] = places.get(row.queue, 0) + 1
            place = places[row.queue]
            line.append(
                WaitingCall(row.call_id, row.queue, row.since, place, row.language, row.out_of_turn)
            )
        return tuple(line)
