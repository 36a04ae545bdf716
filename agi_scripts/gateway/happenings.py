"""AMI's events as events of calls: the written table of those we look at, and what each means."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from agi_scripts.gateway.ami import Ami, Message, NoLink, Refused
from agi_scripts.gateway.members import Members
from agi_scripts.gateway.records import Records
from agi_scripts.gateway.state import Call, Desk, Leg, State
from models.events.kinds import Kind, Presence
from models.events.log import Event

log = logging.getLogger(__name__)

NOT_TAKEN = "not_taken"  # the reason of being away that an operator did not choose
HANDED_ON = "teplofon-transfer"  # the dialplan's context in which a caller goes to a specialist
GOODBYE = ("0", "16")  # causes with which a telephone is hung up; the dialplan has them as well
UNREACHABLE = ("UNAVAILABLE", "INVALID", "UNKNOWN")


@dataclass
class Happenings:
    """Takes events one after another; what each changes is in the database before the next."""

    state: State
    records: Records
    ami: Ami
    members: Members
    skew: timedelta = timedelta()  # of Asterisk's clock against ours

    def take(self, message: Message) -> bool:
        """Whether the event, if it is one of the table, may have changed the floor."""
        happened = HAPPENINGS.get(message["Event"])
        if happened:
            happened(self, message)
        return happened is not None

    def joined(self, message: Message) -> None:
        """In the queue; also again, from a talk: with an operator, or with a specialist."""
        unique, queue = message["Uniqueid"], message.get("Queue", "")
        call = self._call(message)
        if unique in self.state.waiting or not call:
            return
        if (desk := self.state.with_call(unique)) and desk.call and desk.call.is_without_operator:
            self._operator_left(desk, desk.call, message, f"{unique}:{queue}")
        call = call.again(queue or call.queue) if call.answered else call
        self.state.waiting[unique] = call
        if queue:
            after = self.records.last_leg(call.id)
            self.records.waits_in(call.id, queue, self.at(message), after)

    def left(self, message: Message) -> None:
        """Out of the queue: to an operator, or to hear where one stands; then it comes again."""
        self.state.waiting.pop(message["Uniqueid"], None)

    def abandoned(self, message: Message) -> None:
        call = self.state.waiting.get(message["Uniqueid"]) or self._call(message)
        if call:
            self._give_up(call, self.at(message))
        self.state.waiting.pop(message["Uniqueid"], None)

    def rings(self, message: Message) -> None:
        desk, call = self.state.at(message["Interface"]), self._call(message)
        if desk and call:
            call = call.again(message["Queue"]) if call.answered else call
            desk.call, desk.ringing = call, message["DestUniqueid"]
            self.do(desk, Presence.RINGING, self.at(message), call.id)
            self._note(message, call, Kind.RANG, desk.ringing, desk)

    def not_taken(self, message: Message) -> None:
        """Asterisk pauses whoever does not take a call, and who refuses one."""
        desk, call = self.state.at(message["Interface"]), self._call(message)
        if desk and call and not call.answered:
            desk.call, desk.ringing = None, ""
            self._note(message, call, Kind.NOT_TAKEN, message["DestUniqueid"], desk)
            if desk.doing in (Presence.RINGING, Presence.READY):
                reason, desk.leave = desk.leave or NOT_TAKEN, None
                self.do(desk, Presence.AWAY, self.at(message), reason=reason)

    def answered(self, message: Message) -> None:
        desk, call = self.state.at(message["Interface"]), self._call(message)
        if not desk or not call:
            return
        at, leg = self.at(message), message["DestUniqueid"]
        event = self._event(call, at, Kind.ANSWERED, leg, desk)
        self.records.answered(event, desk.operator, call.queue)
        call.answered, call.operator_leg = at, Leg(message["DestChannel"], leg)
        desk.call = call
        self.state.waiting.pop(call.caller.unique, None)
        self.do(desk, Presence.TALKING, at, call.id)

    def held(self, message: Message) -> None:
        desk = self._operators(message)
        if desk and desk.call:
            desk.call.held = self.at(message)
            self._note(message, desk.call, Kind.HELD, message["Timestamp"], desk)

    def resumed(self, message: Message) -> None:
        desk = self._operators(message)
        if desk and desk.call and desk.call.held:
            desk.call.held = None
            self._note(message, desk.call, Kind.RESUMED, message["Timestamp"], desk)

    def hung_up(self, message: Message) -> None:
        unique = message["Uniqueid"]
        waiting = self.state.waiting.get(unique)
        if desk := self.state.with_call(unique):
            self._leg_ended(desk, message)
        elif call := self.state.handed_on.get(unique):
            self._note(message, call, Kind.SPECIALIST_LEFT, unique)
        elif call := waiting or self._call(message):
            self._note(message, call, Kind.HUNG_UP, unique)
        if call := waiting or self._call(message):
            self._give_up(call, self.at(message))
        for desk in self.state.desks.values():
            if desk.ringing == unique:
                self._rings_no_more(desk, self.at(message))
        self.state.waiting.pop(unique, None)
        self.state.handed_on.pop(unique, None)

    def device(self, message: Message) -> None:
        if desk := self.state.at(message["Device"]):
            desk.registered = message["State"] not in UNREACHABLE

    def dialled(self, message: Message) -> None:
        """A specialist's telephone rings no more: asked by an operator, or for a caller (N5)."""
        if message.get("Context") == HANDED_ON:
            self._handed_on(message)
        self._came_back(message)
        desk = self._operators(message)
        if not desk or not desk.call or not desk.call.specialist:
            return
        call = desk.call
        if message["DialStatus"] == "ANSWER":
            call.specialist_leg = Leg(message["DestChannel"], message["DestUniqueid"])
            kind = Kind.SPECIALIST_ANSWERED
        else:
            call.specialist, kind = "", Kind.SPECIALIST_LEFT
        self._note(message, call, kind, message["DestUniqueid"], desk)

    def spied(self, message: Message) -> None:
        """A supervisor has come to a talk."""
        spy, desk = self._spy_and_desk(message)
        if spy and desk and desk.call:
            how = spy.spying[1] if spy.spying else ""
            detail = {"by": spy.login, "how": how}
            mark = message["SpyerUniqueid"]
            event = self._event(desk.call, self.at(message), Kind.SUPERVISED, mark, desk)
            self.records.note(replace(event, detail=detail))
            desk.call.supervised = (*desk.call.supervised, spy.login)

    def spied_no_more(self, message: Message) -> None:
        spy, desk = self._spy_and_desk(message)
        if spy and desk and desk.call:
            others = (one for one in desk.call.supervised if one != spy.login)
            desk.call.supervised = tuple(others)

    def do(
        self, desk: Desk, doing: Presence, at: datetime, call: int | None = None, reason: str = ""
    ) -> None:
        """From now on the operator does this."""
        if (desk.doing, desk.reason) != (doing, reason):
            self.records.note_presence(desk.operator, doing, at, reason, call)
            desk.doing, desk.since, desk.reason = doing, at, reason

    def at(self, message: Message) -> datetime:
        """When it happened, on our clock."""
        stamp = message.get("Timestamp")
        if not stamp:
            return datetime.now(UTC)
        return datetime.fromtimestamp(float(stamp), UTC) + self.skew

    def _leg_ended(self, desk: Desk, message: Message) -> None:
        unique, at, call = message["Uniqueid"], self.at(message), desk.call
        assert call
        if call.specialist_leg and unique == call.specialist_leg.unique:
            self._note(message, call, Kind.SPECIALIST_LEFT, unique, desk)
            call.specialist, call.specialist_leg = "", None
        elif unique == call.caller.unique:
            self._note(message, call, Kind.HUNG_UP, unique)
            call.caller_gone = True
            if call.answered is None:
                self._rings_no_more(desk, at)
            elif call.is_without_operator:
                self._operator_left(desk, call, message, unique)
        elif call.ended is None and _comes_back(message, call):
            self._note(message, call, Kind.HELD, unique, desk)
            call.operator_leg, call.held = None, call.held or at
        elif call.ended is None:
            self._operator_left(desk, call, message, unique)

    def _operator_left(self, desk: Desk, call: Call, message: Message, what: str) -> None:
        at = self.at(message)
        self._note(message, call, Kind.OPERATOR_LEFT, what, desk)
        signed_off = desk.doing is Presence.OFFLINE
        self.do(desk, Presence.OFFLINE if signed_off else Presence.WRAP_UP, at, call.id)
        call.ended, call.held, call.supervised = at, None, ()

    def _came_back(self, message: Message) -> None:
        """The operator's telephone has the caller again, who was kept meanwhile."""
        desk = self.state.of_channel(message.get("DestChannel", ""))
        call = desk.call if desk else None
        if not desk or not call or not call.is_without_operator:
            return
        if call.caller.unique == message.get("Uniqueid") and message["DialStatus"] == "ANSWER":
            leg = message["DestUniqueid"]
            self._note(message, call, Kind.RESUMED, leg, desk)
            call.operator_leg, call.held = Leg(message["DestChannel"], leg), None

    def _rings_no_more(self, desk: Desk, at: datetime) -> None:
        """The caller gave up: ready again, or away as was asked for meanwhile."""
        desk.ringing = ""
        if desk.doing is not Presence.RINGING:
            return
        self.do(
            desk,
            Presence.READY if desk.leave is None else Presence.AWAY,
            at,
            None,
            desk.leave or "",
        )
        desk.call = None
        if desk.leave is not None:
            self.members.pause(desk, True, desk.leave)
            desk.leave = None

    def _handed_on(self, message: Message) -> None:
        """The caller whom an operator sent on, at the specialist's."""
        call, leg = self._call(message), message["DestUniqueid"]
        if call and message["DialStatus"] == "ANSWER":
            self.state.handed_on[leg] = call
            self._note(message, call, Kind.SPECIALIST_ANSWERED, leg)
        elif call:
            self._note(message, call, Kind.SPECIALIST_LEFT, leg)

    def _spy_and_desk(self, message: Message) -> tuple[Desk | None, Desk | None]:
        spy = self.state.of_channel(message.get("SpyerChannel", ""))
        return spy, self.state.with_call(message.get("SpyeeUniqueid", ""))

    def _give_up(self, call: Call, at: datetime) -> None:
        event = self._event(call, at, Kind.ABANDONED, call.caller.unique)
        self.records.left(call.id, at, [event])

    def _operators(self, message: Message) -> Desk | None:
        """The desk whose own leg the message is about."""
        desk = self.state.with_call(message["Uniqueid"])
        leg = desk.call.operator_leg if desk and desk.call else None
        return desk if leg and leg.unique == message["Uniqueid"] else None

    def _call(self, message: Message) -> Call | None:
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

    def _adopted(self, message: Message) -> tuple[int, datetime, datetime, str] | None:
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

    def _note(
        self, message: Message, call: Call, kind: Kind, what: str, desk: Desk | None = None
    ) -> None:
        self.records.note(self._event(call, self.at(message), kind, what, desk))

    def _event(
        self, call: Call, at: datetime, kind: Kind, what: str, desk: Desk | None = None
    ) -> Event:
        operator = desk.operator if desk else None
        mark = f"{kind}:{call.id}:{what}"
        return Event(call.id, at, kind, operator, call.queue or None, mark=mark)


def _comes_back(message: Message, call: Call) -> bool:
    """Whether the operator's telephone vanished (a page loaded anew, a browser that died).

    The dialplan keeps the caller with music until it is there again.
    """
    kept = not call.caller_gone and not call.specialist and not call.together
    return kept and message.get("Cause", "16") not in GOODBYE


HAPPENINGS: Mapping[str, Callable[[Happenings, Message], None]] = {
    "QueueCallerJoin": Happenings.joined,
    "QueueCallerLeave": Happenings.left,
    "QueueCallerAbandon": Happenings.abandoned,
    "AgentCalled": Happenings.rings,
    "AgentRingNoAnswer": Happenings.not_taken,
    "AgentConnect": Happenings.answered,
    "Hold": Happenings.held,
    "Unhold": Happenings.resumed,
    "Hangup": Happenings.hung_up,
    "DeviceStateChange": Happenings.device,
    "DialEnd": Happenings.dialled,
    "ChanSpyStart": Happenings.spied,
    "ChanSpyStop": Happenings.spied_no_more,
}
