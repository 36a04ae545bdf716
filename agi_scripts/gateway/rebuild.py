"""The state of the floor anew: from what Asterisk shows now, and the contacts that are open.

What was alive when the link broke, and is not, has ended: at the latest when it broke.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agi_scripts.gateway.ami import Message
from agi_scripts.gateway.happenings import NOT_TAKEN, Happenings
from agi_scripts.gateway.state import Call, Desk, Leg
from config.utility import Utility
from models.events.kinds import Kind, Presence, Seen
from models.events.log import Event

BUSY = (Presence.RINGING, Presence.TALKING, Presence.WRAP_UP)
AUTOMATIC = "Auto-Pause"  # Asterisk's reason of a pause, for who did not take a call


def rebuild(floor: Happenings, utility: Utility, now: datetime) -> None:
    """Raises NoLink and Refused."""
    state = floor.state
    state.waiting.clear()
    state.handed_on.clear()
    for device in floor.ami.all_of("DeviceStateList", "DeviceStateListComplete"):
        floor.device(device)
    channels = floor.ami.all_of("CoreShowChannels", "CoreShowChannelsComplete")
    for channel in channels:
        if channel["Application"] == "Queue" and not channel.get("BridgeId"):
            floor.joined(channel)
    again = _Again(floor, utility, channels, state.lost_at or now)
    for desk in state.desks.values():
        again.find_call(desk)
    again.end_the_dead()
    _members(floor, now)


@dataclass(frozen=True)
class _Again:
    """One look at Asterisk's channels."""

    floor: Happenings
    utility: Utility
    channels: Sequence[Message]
    lost: datetime

    def find_call(self, desk: Desk) -> None:
        """The call whose contact the operator has open, with its legs if they are alive."""
        desk.call, desk.ringing = None, ""
        open_ = self.floor.records.open_contact_of(desk.operator)
        known = self.floor.records.call_of(open_[0]) if open_ else None
        if open_ is None or known is None:
            return
        unique, queue, answered = open_
        call = Call(known[0], Leg("", unique), queue, known[1], known[2], answered)
        desk.call = call
        for one in self.channels:
            if one.get("Linkedid") == unique:
                self._give_leg(desk, call, one)
        call.caller_gone = not call.caller.channel
        if call.operator_leg:
            self.floor.do(desk, Presence.TALKING, answered, call.id)
            return
        leg = self.floor.records.last_leg(call.id)
        self._note(call.id, Kind.OPERATOR_LEFT, leg, desk.operator)
        call.ended = self.floor.records.when(f"{Kind.OPERATOR_LEFT}:{call.id}:{leg}") or self.lost
        if desk.doing is not Presence.OFFLINE:
            self.floor.do(desk, Presence.WRAP_UP, call.ended, call.id)

    def end_the_dead(self) -> None:
        """Calls of which no end is known, and whose channel is not there."""
        alive = {one["Uniqueid"] for one in self.channels}
        for call, unique in self.floor.records.without_end():
            if unique not in alive:
                self._note(call, Kind.HUNG_UP, unique)
        for call, unique in self.floor.records.who_waits():
            if unique not in alive:
                ended = self.floor.records.when(f"{Kind.HUNG_UP}:{call}:{unique}") or self.lost
                self.floor.records.left(call, ended, [self._event(call, Kind.ABANDONED, unique)])

    def _give_leg(self, desk: Desk, call: Call, one: Message) -> None:
        leg = Leg(one["Channel"], one["Uniqueid"])
        telephone = leg.channel.rpartition("-")[0]
        if leg.unique == call.caller.unique:
            call.caller = leg
        elif telephone == desk.interface:
            call.operator_leg = leg
            call.together = one["Application"] == "ConfBridge"
        for name, specialist in self.utility.specialists.items():
            if telephone == (specialist.dial or f"PJSIP/{specialist.extension}"):
                call.specialist, call.specialist_leg = name, leg

    def _note(self, call: int, kind: Kind, what: str, operator: int | None = None) -> None:
        self.floor.records.note(self._event(call, kind, what, operator))

    def _event(self, call: int, kind: Kind, what: str, operator: int | None = None) -> Event:
        mark = f"{kind}:{call}:{what}"
        return Event(call, self.lost, kind, operator, None, {}, Seen.QUEUE_LOG, mark)


def _members(floor: Happenings, now: datetime) -> None:
    """Who is ready is rung, and nobody else: Asterisk's members as the floor has them."""
    automatic: set[str] = set()
    for desk in floor.state.desks.values():
        desk.member_of = set()
    for member in floor.ami.all_of("QueueStatus", "QueueStatusComplete"):
        if member["Event"] != "QueueMember":
            continue
        if whose := floor.state.at(member["Location"]):
            whose.member_of.add(member["Queue"])
            if member.get("PausedReason") == AUTOMATIC:
                automatic.add(whose.interface)
        else:
            floor.members.remove(member["Location"], member["Queue"])
    for desk in floor.state.desks.values():
        if desk.interface in automatic and desk.doing in (Presence.READY, Presence.RINGING):
            floor.do(desk, Presence.AWAY, now, reason=NOT_TAKEN)
        elif desk.call is None and desk.doing in BUSY:
            floor.do(desk, Presence.READY, now)
    floor.members.settle(now)
    for desk in floor.state.desks.values():
        if desk.member_of:
            floor.members.pause(desk, desk.doing is not Presence.READY, desk.reason)
