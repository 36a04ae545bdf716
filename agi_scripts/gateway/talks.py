"""What becomes of a talk by an operator's or a supervisor's wish: transfer, consult, supervision.

Channels are moved by AMI's Redirect to contexts of our dialplan, which go on by themselves if this
process dies: nobody is left in silence for it.
"""

from dataclasses import dataclass
from typing import Any

from agi_scripts.gateway.ami import Ami
from agi_scripts.gateway.state import Call, Desk
from agi_scripts.gateway.watch import Watch
from config.utility import Utility
from models.events.kinds import Kind, Seen
from models.events.log import Event
from models.floor import Consult, EndConsult, Supervise, Transfer

SPY = {"listen": "qE", "whisper": "qEw", "join": "qEB"}  # ChanSpy's options
WAITING_PLACE = ("teplofon-hotline", "wait")  # where a caller with QUEUE_PRIO waits in a queue


class Impossible(Exception):
    """Why a wish cannot be carried out: a key of the console's texts."""


@dataclass(frozen=True)
class Talks:
    """Wishes about a talk. All raise Impossible, NoLink and Refused."""

    utility: Utility
    watch: Watch
    ami: Ami

    def transfer(self, action: Transfer) -> None:
        """To a queue with the place kept, or to a specialist; who does not answer: back again."""
        desk, call = self.in_talk(action.operator)
        caller = _alive(call)
        if action.to in self.utility.queues:
            self._set(caller, "TEPLOFON_QUEUE", action.to)
            self._set(caller, "TEPLOFON_WAIT", str(self.utility.waiting.tell_every))
            self._redirect(caller, *WAITING_PLACE)
        elif specialist := self.utility.specialists.get(action.to):
            self._set(caller, "TEPLOFON_QUEUE", call.queue)
            self._redirect(caller, "teplofon-transfer", specialist.extension)
            self.note(call, Kind.SPECIALIST_ASKED, desk, specialist=action.to)
        else:
            raise Impossible("nobody_there")
        self.note(call, Kind.TRANSFERRED, desk, to=action.to)

    def consult(self, action: Consult) -> None:
        desk, call = self.in_talk(action.operator)
        specialist = self.utility.specialists.get(action.specialist)
        if specialist is None or call.operator_leg is None:
            raise Impossible("nobody_there")
        if call.specialist:
            raise Impossible("in_a_consultation")
        caller, operator = _alive(call), call.operator_leg.channel
        self._set(operator, "TEPLOFON_HELD", caller)
        self._set(caller, "TEPLOFON_ASKS", operator)
        self._set(caller, "TEPLOFON_QUEUE", call.queue)
        asks = ("teplofon-consult", specialist.extension)
        self._redirect_two(operator, asks, caller, ("teplofon-held", "s"))
        call.specialist, call.held = action.specialist, None
        self.note(call, Kind.SPECIALIST_ASKED, desk, specialist=action.specialist)

    def end_consult(self, action: EndConsult) -> None:
        desk, call = self.in_talk(action.operator)
        if not call.operator_leg or not call.specialist:
            raise Impossible("no_consultation")
        if call.together:
            self._end_conference(desk, call, action.how)
        elif action.how == "back":
            self._redirect(call.operator_leg.channel, "teplofon-consult", "back")
        elif call.specialist_leg is None:
            raise Impossible("specialist_not_there")
        elif action.how == "transfer":
            self._hand_over(desk, call, call.operator_leg.channel, call.specialist_leg.channel)
        else:
            self._confer(call, call.operator_leg.channel, call.specialist_leg.channel)

    def supervise(self, action: Supervise) -> None:
        """The supervisor's telephone rings, and then hears the operator's call."""
        _, call = self.in_talk(action.operator)
        supervisor = self.watch.state.desks.get(action.supervisor)
        if supervisor is None or not supervisor.registered:
            raise Impossible("telephone_away")
        if call.operator_leg is None or action.how not in SPY:
            raise Impossible("nobody_there")
        supervisor.spying = (action.operator, action.how)
        self.ami.do(
            "Originate",
            Channel=supervisor.interface,
            Application="ChanSpy",
            Data=f"{call.operator_leg.channel},{SPY[action.how]}",
            Async="true",
        )

    def in_talk(self, operator: int) -> tuple[Desk, Call]:
        """The operator's desk and the call there. Raises Impossible."""
        desk = self.watch.state.desks.get(operator)
        if desk is None:
            raise Impossible("no_operator")
        if desk.call is None or desk.call.answered is None or desk.call.ended:
            raise Impossible("no_call")
        return desk, desk.call

    def note(self, call: Call, kind: Kind, desk: Desk, **detail: Any) -> None:
        """An event of the console's making, now."""
        at = self.watch.at({})
        mark = f"{kind}:{call.id}:{at:%Y%m%dT%H%M%S%f}"
        event = Event(call.id, at, kind, desk.operator, call.queue, detail, Seen.CONSOLE, mark)
        self.watch.records.note(event)

    def _hand_over(self, desk: Desk, call: Call, operator: str, specialist: str) -> None:
        """The specialist goes to the caller in the operator's stead."""
        self._set(specialist, "TEPLOFON_HELD", _alive(call))
        instead, gone = ("teplofon-consult", "instead"), ("teplofon-consult", "gone")
        self._redirect_two(specialist, instead, operator, gone)
        self._let_go(desk, call)

    def _confer(self, call: Call, operator: str, specialist: str) -> None:
        caller, room = _alive(call), str(call.id)
        staff = ("teplofon-conference", room)
        self._redirect_two(specialist, staff, operator, staff)
        self._redirect(caller, "teplofon-conference-caller", room)
        call.together = True

    def _end_conference(self, desk: Desk, call: Call, how: str) -> None:
        """One of the two leaves the caller to the other."""
        if call.operator_leg is None or call.specialist_leg is None:
            raise Impossible("specialist_not_there")
        if how == "back":
            self.ami.do("Hangup", Channel=call.specialist_leg.channel)
        elif how == "transfer":
            self.ami.do("Hangup", Channel=call.operator_leg.channel)
            self._let_go(desk, call)
        else:
            raise Impossible("in_a_consultation")

    def _let_go(self, desk: Desk, call: Call) -> None:
        """The specialist goes on with the caller."""
        if call.specialist_leg:
            self.watch.state.handed_on[call.specialist_leg.unique] = call
        self.note(call, Kind.TRANSFERRED, desk, to=call.specialist)

    def _redirect(self, channel: str, context: str, extension: str) -> None:
        self.ami.do("Redirect", Channel=channel, Context=context, Exten=extension, Priority=1)

    def _redirect_two(
        self, one: str, to: tuple[str, str], other: str, where: tuple[str, str]
    ) -> None:
        """Both out of their bridge at once: it would end the one that is left."""
        self.ami.do(
            "Redirect",
            Channel=one,
            Context=to[0],
            Exten=to[1],
            Priority=1,
            ExtraChannel=other,
            ExtraContext=where[0],
            ExtraExten=where[1],
            ExtraPriority=1,
        )

    def _set(self, channel: str, name: str, value: str) -> None:
        self.ami.do("Setvar", Channel=channel, Variable=name, Value=value)


def _alive(call: Call) -> str:
    """The caller's channel."""
    if call.caller_gone or not call.caller.channel:
        raise Impossible("nobody_there")
    return call.caller.channel
