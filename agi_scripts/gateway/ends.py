"""A channel has ended: the caller's, the operator's or a specialist's; in a talk, or as it rang."""

from datetime import datetime

from agi_scripts.gateway.ami import Message
from agi_scripts.gateway.queueing import give_up
from agi_scripts.gateway.state import Call, Desk
from agi_scripts.gateway.talking import operator_left
from agi_scripts.gateway.watch import Watch
from models.events.kinds import Kind, Presence

GOODBYE = ("0", "16")  # causes with which a telephone is hung up; the dialplan has them as well


def hung_up(watch: Watch, message: Message) -> None:
    state, unique = watch.state, message["Uniqueid"]
    waiting = state.waiting.get(unique)
    if desk := state.with_call(unique):
        _leg_ended(watch, desk, message)
    elif call := state.handed_on.get(unique):
        watch.note(message, call, Kind.SPECIALIST_LEFT, unique)
    elif call := waiting or watch.call_of(message):
        watch.note(message, call, Kind.HUNG_UP, unique)
    if call := waiting or watch.call_of(message):
        give_up(watch, call, watch.at(message))
    for desk in state.desks.values():
        if desk.ringing == unique:
            _rings_no_more(watch, desk, watch.at(message))
    state.waiting.pop(unique, None)
    state.handed_on.pop(unique, None)


def _leg_ended(watch: Watch, desk: Desk, message: Message) -> None:
    unique, at, call = message["Uniqueid"], watch.at(message), desk.call
    assert call
    if call.specialist_leg and unique == call.specialist_leg.unique:
        watch.note(message, call, Kind.SPECIALIST_LEFT, unique, desk)
        call.specialist, call.specialist_leg = "", None
    elif unique == call.caller.unique:
        watch.note(message, call, Kind.HUNG_UP, unique)
        call.caller_gone = True
        if call.answered is None:
            _rings_no_more(watch, desk, at)
        elif call.is_without_operator:
            operator_left(watch, desk, call, message, unique)
    elif call.ended is None and _comes_back(message, call):
        watch.note(message, call, Kind.HELD, unique, desk)
        call.operator_leg, call.held = None, call.held or at
    elif call.ended is None:
        operator_left(watch, desk, call, message, unique)


def _comes_back(message: Message, call: Call) -> bool:
    """Whether the operator's telephone vanished (a page loaded anew, a browser that died).

    The dialplan keeps the caller with music until it is there again.
    """
    kept = not call.caller_gone and not call.specialist and not call.together
    return kept and message.get("Cause", "16") not in GOODBYE


def _rings_no_more(watch: Watch, desk: Desk, at: datetime) -> None:
    """The caller gave up: ready again, or away as was asked for meanwhile."""
    if desk.doing is Presence.RINGING:
        doing = Presence.READY if desk.leave is None else Presence.AWAY
        watch.do(desk, doing, at, None, desk.leave or "")
        desk.call = None
        if desk.leave is not None:
            watch.members.pause(desk, True, desk.leave)
            desk.leave = None
    desk.ringing = ""
