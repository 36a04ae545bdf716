"""What the console may have done: the allow-list, and what each wish of an operator means.

Who may wish what is the console's to check; here only whether it can be done now.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from agi_scripts.gateway import pauses
from agi_scripts.gateway.ami import Ami, NoLink, Refused
from agi_scripts.gateway.members import Members
from agi_scripts.gateway.state import Call, Desk
from agi_scripts.gateway.talks import Impossible, Talks
from agi_scripts.gateway.watch import Watch
from config.asterisk.operators import write_operators
from config.settings import Settings
from config.utility import Utility
from models.events.kinds import Kind, Presence, Seen
from models.events.log import Event
from models.floor import (
    Accounts,
    Action,
    Alarm,
    Away,
    Closed,
    Consult,
    EndConsult,
    Found,
    MoveQueues,
    PauseRecording,
    Ready,
    SignOff,
    Supervise,
    Transfer,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wishes:
    """Carries out one wish after another."""

    settings: Settings
    utility: Utility
    watch: Watch
    ami: Ami
    members: Members
    talks: Talks

    def grant(self, action: Action) -> None:
        """Carry it out. Raises Impossible."""
        try:
            WISHES[type(action)](self, action)
        except NoLink:
            raise Impossible("no_link") from None
        except Refused as refused:
            log.warning("Asterisk refused %s: %s", type(action).__name__, refused)
            raise Impossible("asterisk_refused") from None

    def ready(self, action: Ready) -> None:
        desk = self._desk(action.operator)
        if desk.doing in (Presence.RINGING, Presence.TALKING):
            raise Impossible("in_a_call")
        if desk.call or self.watch.records.open_contact_of(desk.operator):
            raise Impossible("contact_open")
        if not self.watch.state.link:
            raise Impossible("no_link")
        if not desk.registered:
            raise Impossible("telephone_away")
        desk.leave = None
        self._do(desk, Presence.READY)
        self._settle()
        self.members.pause(desk, False)

    def away(self, action: Away) -> None:
        """At once, or when the call that goes on has its outcome."""
        desk = self._desk(action.operator)
        if desk.call or desk.doing is Presence.WRAP_UP:
            desk.leave = action.reason
            return
        self.members.pause(desk, True, action.reason)
        self._do(desk, Presence.AWAY, action.reason)
        self._settle()

    def sign_off(self, action: SignOff) -> None:
        desk = self._desk(action.operator)
        if desk.call and not desk.call.ended:
            raise Impossible("in_a_call")
        desk.leave = None
        self._do(desk, Presence.OFFLINE)
        self._settle()

    def closed(self, action: Closed) -> None:
        """The contact has its outcome: ready for the next caller, or away as was asked for.

        Without a link to Asterisk that is made good when there is one again.
        """
        desk, call = self._desk(action.operator), None
        if desk.call and desk.call.id == action.call:
            call = desk.call
            if not call.ended:
                raise Impossible("in_a_call")
            self._note(desk, call, Kind.WRAP_UP_DONE)
        if desk.call is call:  # of another one it would be too early
            self._free(desk)

    def _free(self, desk: Desk) -> None:
        reason, desk.leave, desk.call = desk.leave, None, None
        if desk.doing is Presence.WRAP_UP:
            self._do(desk, Presence.READY if reason is None else Presence.AWAY, reason or "")
            with suppress(NoLink):
                self.members.pause(desk, reason is not None, reason or "")

    def found(self, action: Found) -> None:
        desk = self._desk(action.operator)
        if desk.call and desk.call.id == action.call:
            self._note(desk, desk.call, Kind.CUSTOMER_FOUND)

    def move_queues(self, action: MoveQueues) -> None:
        """From now on, and after a restart."""
        desk = self._desk(action.operator)
        if set(action.queues) - self.utility.queues.keys():
            raise Impossible("no_queue")
        self.watch.records.move_queues(desk.operator, action.queues)
        desk.queues = action.queues
        self._settle()

    def alarm(self, action: Alarm) -> None:
        self._desk(action.operator).alarm = action.on

    def accounts(self, action: Accounts) -> None:
        self.know_telephones()

    def know_telephones(self) -> None:
        """Operators' accounts, and their telephones, as they are now. Raises NoLink, Refused."""
        state = self.watch.state
        before = {desk.interface: desk.member_of for desk in state.desks.values()}
        state.take_over(self.watch.records.desks())
        if write_operators(self.settings, self.watch.records.telephones()):
            self.ami.do("Reload", Module="res_pjsip.so")
        for interface in before.keys() - {desk.interface for desk in state.desks.values()}:
            for queue in before[interface]:
                self.members.remove(interface, queue)
        self._settle()

    def pause_recording(self, action: PauseRecording) -> None:
        desk = self._desk(action.operator)
        if desk.call and not desk.call.ended:
            pauses.pause(self.watch, desk.call, action.on)

    def transfer(self, action: Transfer) -> None:
        self.talks.transfer(action)

    def consult(self, action: Consult) -> None:
        self.talks.consult(action)

    def end_consult(self, action: EndConsult) -> None:
        self.talks.end_consult(action)

    def supervise(self, action: Supervise) -> None:
        self.talks.supervise(action)

    def _settle(self) -> None:
        self.members.settle(datetime.now(UTC))

    def _desk(self, operator: int) -> Desk:
        desk = self.watch.state.desks.get(operator)
        if desk is None:
            raise Impossible("no_operator")
        return desk

    def _do(self, desk: Desk, doing: Presence, reason: str = "") -> None:
        self.watch.do(desk, doing, self.watch.at({}), reason=reason)

    def _note(self, desk: Desk, call: Call, kind: Kind) -> None:
        """What happens once in an operator's part of a call, of which there may be several."""
        part = f"{call.answered:%Y%m%dT%H%M%S%f}" if call.answered else ""
        event = Event(
            call.id, self.watch.at({}), kind, desk.operator, call.queue, {}, Seen.CONSOLE,
            f"{kind}:{call.id}:{desk.operator}:{part}",
        )  # fmt: skip
        self.watch.records.note(event)


WISHES: Mapping[type[Any], Callable[[Wishes, Any], None]] = {
    Ready: Wishes.ready,
    Away: Wishes.away,
    SignOff: Wishes.sign_off,
    Closed: Wishes.closed,
    Found: Wishes.found,
    Transfer: Wishes.transfer,
    Consult: Wishes.consult,
    EndConsult: Wishes.end_consult,
    Supervise: Wishes.supervise,
    MoveQueues: Wishes.move_queues,
    Alarm: Wishes.alarm,
    PauseRecording: Wishes.pause_recording,
    Accounts: Wishes.accounts,
}
