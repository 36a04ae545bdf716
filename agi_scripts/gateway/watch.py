"""The watch over the floor: whose channel it is, when it happened; every change is written down.

What an event means is stored first and changed in the state then: an event that the database would
not take is told once more, and must find the state as it was.

Not here: what each of AMI's events means, which is in the rooms of the table in `happenings`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from agi_scripts.gateway.ami import Ami, Message, NoLink, Refused
from agi_scripts.gateway.members import Members
from agi_scripts.gateway.records import Records
from agi_scripts.gateway.state import Call, Desk, Leg, State
from models.events.kinds import Kind, Presence
from models.events.log import Event


@dataclass
class Watch:
    """What each happening changes is in the database before the next."""

    state: State
    records: Records
    ami: Ami
    members: Members
    skew: timedelta = timedelta()  # of Asterisk's clock against ours

    def at(self, message: Message) -> datetime:
        """When it happened, on our clock."""
        stamp = message.get("Timestamp")
        if not stamp:
            return datetime.now(UTC)
        return datetime.fromtimestamp(float(stamp), UTC) + self.skew

    def do(
        self, desk: Desk, doing: Presence, at: datetime, call: int | None = None, reason: str = ""
    ) -> None:
        """From now on the operator does this; what was done before is not done after it."""
        if (desk.doing, desk.reason) != (doing, reason):
            at = max(at, desk.since or at)
            self.records.note_presence(desk.operator, doing, at, reason, call)
            desk.doing, desk.since, desk.reason = doing, at, reason

    def call_of(self, message: Message) -> Call | None:
        """The call of a caller's channel, if the channel is one."""
        unique = message["Uniqueid"]
        if call := self.state.waiting.get(unique):
            return call
        desk = self.state.with_call(unique)
        if desk and desk.call and desk.call.caller.unique == unique:
            return desk.call
        known = self.records.call_of(unique) or self._adopted(message)
        if known is None:
            return None
        number, arrived, queued, queue = known
        leg = Leg(message["Channel"], unique)
        return Call(number, leg, message.get("Queue") or queue, arrived, queued)

    def whose_leg(self, message: Message) -> Desk | None:
        """The desk whose own leg the message is about."""
        desk = self.state.with_call(message["Uniqueid"])
        leg = desk.call.operator_leg if desk and desk.call else None
        return desk if leg and leg.unique == message["Uniqueid"] else None

    def note(
        self, message: Message, call: Call, kind: Kind, what: str, desk: Desk | None = None
    ) -> None:
        """Store the event that the message tells of; `what` names it among others of its kind."""
        self.records.note(self.event(call, self.at(message), kind, what, desk))

    def event(
        self, call: Call, at: datetime, kind: Kind, what: str, desk: Desk | None = None
    ) -> Event:
        operator = desk.operator if desk else None
        mark = f"{kind}:{call.id}:{what}"
        return Event(call.id, at, kind, operator, call.queue or None, mark=mark)

    def _adopted(self, message: Message) -> tuple[int, datetime, datetime, str] | None:
        """A call that no server of ours could write down, when it comes to a queue."""
        if "Queue" not in message:
            return None
        try:
            got = self.ami.do("Getvar", Channel=message["Channel"], Variable="TEPLOFON_CALL")
        except (NoLink, Refused):
            return None
        key, at = got.get("Value", ""), self.at(message)
        if not key:
            return None
        number = self.records.adopt(
            key, message["Uniqueid"], message.get("CallerIDNum", ""), message["Queue"], at
        )
        return number, at, at, message["Queue"]
