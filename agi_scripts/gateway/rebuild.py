"""The state of the floor anew: from what Asterisk shows now, and from the talks that have no end.

What was alive when the link broke, and is not, ended as it broke, or as Asterisk was started again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from agi_scripts.gateway import pauses
from agi_scripts.gateway.ami import Message, Refused
from agi_scripts.gateway.queueing import NOT_TAKEN, joined
from agi_scripts.gateway.specialists import telephone_of
from agi_scripts.gateway.state import Call, Desk, Leg
from agi_scripts.gateway.telephones import known
from agi_scripts.gateway.traces import BACK, started
from agi_scripts.gateway.watch import Watch
from config.utility import Utility
from models.events.kinds import Kind, Presence, Seen
from models.events.log import Event

BUSY = (Presence.RINGING, Presence.TALKING, Presence.WRAP_UP)
LONGEST_GONE = timedelta(days=7)  # a gateway; ends of calls from before that are not looked for
AUTOMATIC = "Auto-Pause"  # Asterisk's reason of a pause, for who did not take a call


def rebuild(watch: Watch, utility: Utility, logs: Path, now: datetime) -> None:
    """Raises NoLink and Refused."""
    state = watch.state
    state.waiting.clear()
    state.handed_on.clear()
    for desk in state.desks.values():
        desk.registered, desk.missed = False, None
    for device in watch.ami.all_of("DeviceStateList", "DeviceStateListComplete"):
        known(watch, device)
    channels = watch.ami.all_of("CoreShowChannels", "CoreShowChannelsComplete")
    for channel in channels:
        if channel["Application"] == "Queue" and not channel.get("BridgeId"):
            joined(watch, channel)
    again = _Again(watch, utility, channels, started(logs, watch.skew), now)
    for desk in state.desks.values():
        again.find_call(desk)
    again.end_the_dead()
    _members(watch, now)
    pauses.end_old(watch, channels, now - BACK)


@dataclass(frozen=True)
class _Again:
    """One look at Asterisk's channels."""

    watch: Watch
    utility: Utility
    channels: Sequence[Message]
    started: datetime | None  # Asterisk, the last time
    now: datetime

    def find_call(self, desk: Desk) -> None:
        """The call whose contact is open, or whose talk has no end; its legs if they are alive."""
        desk.call, desk.ringing = None, ""
        records = self.watch.records
        contact = records.open_contact_of(desk.operator)
        talk = contact or records.talk_of(desk.operator, self.now - BACK)
        found = records.call_of(talk[0]) if talk else None
        if talk is None or found is None:
            return
        unique, queue, answered = talk
        call = Call(found[0], Leg("", unique), queue, found[1], found[2], answered)
        desk.call = call
        for one in self.channels:
            if one.get("Linkedid") == unique:
                self._give_leg(desk, call, one)
        call.caller_gone = not call.caller.channel
        if call.operator_leg:
            self._hold(desk, call, call.operator_leg)
            self.watch.do(desk, Presence.TALKING, answered, call.id)
            return
        call.ended = records.left_talk(call.id, desk.operator, answered)
        if call.ended is None:
            call.ended = self._broke(answered)
            leg = records.last_leg(call.id)
            self._note(call.id, call.ended, Kind.OPERATOR_LEFT, leg, desk.operator)
        if desk.doing is not Presence.OFFLINE:
            self.watch.do(desk, Presence.WRAP_UP, call.ended, call.id)
        elif contact is None:  # gone, and nothing is left to be done
            desk.call = None

    def end_the_dead(self) -> None:
        """Calls of which no end is known, and whose channel is not there."""
        alive = {one["Uniqueid"] for one in self.channels}
        for call, unique, began in self.watch.records.without_end(self.now - LONGEST_GONE):
            if unique not in alive:
                self._note(call, self._broke(began), Kind.HUNG_UP, unique)
        for call, unique, began in self.watch.records.who_waits():
            if unique not in alive:
                ended = self.watch.records.when(f"{Kind.HUNG_UP}:{call}:{unique}")
                at = ended or self._broke(began)
                gone = self._event(call, at, Kind.ABANDONED, unique)
                self.watch.records.left(call, at, [gone])

    def _broke(self, began: datetime) -> datetime:
        """When it was over, at the latest: the link broke, Asterisk was started again, or now."""
        moments = (self.watch.state.lost_at, self.started)
        return next((one for one in moments if one and one > began), self.now)

    def _hold(self, desk: Desk, call: Call, leg: Leg) -> None:
        """Nothing tells when the operator's telephone held or resumed: only what is certain counts.

        A hold begins at the latest now; one from before went on at least while AMI was heard.
        """
        records = self.watch.records
        since = records.held_since(call.id, desk.operator)
        if self._is_held(leg):
            call.held = since or self.now
            if since is None:
                self._note(call.id, self.now, Kind.HELD, f"{self.now}", desk.operator)
        elif since:
            heard = self.watch.state.lost_at or records.heard_until() or since
            self._note(call.id, heard, Kind.RESUMED, f"{since}", desk.operator)

    def _is_held(self, leg: Leg) -> bool:
        try:
            got = self.watch.ami.do("Getvar", Channel=leg.channel, Variable="CHANNEL(rtp,hold)")
        except Refused:  # it has ended by now
            return False
        return got.get("Value") == "1"

    def _give_leg(self, desk: Desk, call: Call, one: Message) -> None:
        leg = Leg(one["Channel"], one["Uniqueid"])
        telephone = leg.channel.rpartition("-")[0]
        if leg.unique == call.caller.unique:
            call.caller = leg
        elif telephone == desk.interface:
            call.operator_leg = leg
            call.together = one["Application"] == "ConfBridge"
        for name, specialist in self.utility.specialists.items():
            if telephone == telephone_of(specialist):
                call.specialist, call.specialist_leg = name, leg

    def _note(
        self, call: int, at: datetime, kind: Kind, what: str, operator: int | None = None
    ) -> None:
        self.watch.records.note(self._event(call, at, kind, what, operator))

    def _event(
        self, call: int, at: datetime, kind: Kind, what: str, operator: int | None = None
    ) -> Event:
        mark = f"{kind}:{call}:{what}"
        return Event(call, at, kind, operator, None, {}, Seen.QUEUE_LOG, mark)


def _members(watch: Watch, now: datetime) -> None:
    """Who is ready is rung, and nobody else: Asterisk's members as the floor has them."""
    automatic: set[str] = set()
    for desk in watch.state.desks.values():
        desk.member_of = set()
    for member in watch.ami.all_of("QueueStatus", "QueueStatusComplete"):
        if member["Event"] != "QueueMember":
            continue
        if whose := watch.state.at(member["Location"]):
            whose.member_of.add(member["Queue"])
            if member.get("PausedReason") == AUTOMATIC:
                automatic.add(whose.interface)
        else:
            watch.members.remove(member["Location"], member["Queue"])
    for desk in watch.state.desks.values():
        if desk.interface in automatic and desk.doing in (Presence.READY, Presence.RINGING):
            watch.do(desk, Presence.AWAY, now, reason=NOT_TAKEN)
        elif desk.call is None and desk.doing in BUSY:
            watch.do(desk, Presence.READY, now)
    watch.members.settle(now)
    for desk in watch.state.desks.values():
        if desk.member_of:
            watch.members.pause(desk, desk.doing is not Presence.READY, desk.reason)
