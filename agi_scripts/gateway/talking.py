"""An operator's talk with a caller: from the answer, over hold, to the operator's leaving."""

from agi_scripts.gateway.ami import Message
from agi_scripts.gateway.state import Call, Desk, Leg
from agi_scripts.gateway.watch import Watch
from models.events.kinds import Kind, Presence


def answered(watch: Watch, message: Message) -> None:
    desk, call = watch.state.at(message["Interface"]), watch.call_of(message)
    if not desk or not call:
        return
    at, leg = watch.at(message), message["DestUniqueid"]
    event = watch.event(call, at, Kind.ANSWERED, leg, desk)
    watch.records.answered(event, desk.operator, call.queue)
    call.answered, call.operator_leg = at, Leg(message["DestChannel"], leg)
    desk.call = call
    watch.state.waiting.pop(call.caller.unique, None)
    watch.do(desk, Presence.TALKING, at, call.id)


def held(watch: Watch, message: Message) -> None:
    desk = watch.whose_leg(message)
    if desk and desk.call:
        watch.note(message, desk.call, Kind.HELD, message["Timestamp"], desk)
        desk.call.held = watch.at(message)


def resumed(watch: Watch, message: Message) -> None:
    desk = watch.whose_leg(message)
    if desk and desk.call and desk.call.held:
        watch.note(message, desk.call, Kind.RESUMED, message["Timestamp"], desk)
        desk.call.held = None


def came_back(watch: Watch, message: Message) -> None:
    """The operator's telephone has the caller again, who was kept meanwhile."""
    desk = watch.state.of_channel(message.get("DestChannel", ""))
    call = desk.call if desk else None
    if not desk or not call or not call.is_without_operator:
        return
    if call.caller.unique == message.get("Uniqueid") and message["DialStatus"] == "ANSWER":
        leg = message["DestUniqueid"]
        watch.note(message, call, Kind.RESUMED, leg, desk)
        call.operator_leg, call.held = Leg(message["DestChannel"], leg), None


def operator_left(watch: Watch, desk: Desk, call: Call, message: Message, what: str) -> None:
    """The talk is over for this operator, who wraps up."""
    at = watch.at(message)
    watch.note(message, call, Kind.OPERATOR_LEFT, what, desk)
    watch.members.pause(desk, True, "wrap-up")  # put down at once, it is before the dialplan has
    signed_off = desk.doing is Presence.OFFLINE
    watch.do(desk, Presence.OFFLINE if signed_off else Presence.WRAP_UP, at, call.id)
    call.ended, call.held, call.supervised = at, None, ()
