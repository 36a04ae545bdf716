"""A caller in the queue, and the operator's telephone that rings for one."""

from datetime import datetime

from agi_scripts.gateway.ami import Message
from agi_scripts.gateway.state import Call
from agi_scripts.gateway.talking import operator_left
from agi_scripts.gateway.watch import Watch
from models.events.kinds import Kind, Presence

NOT_TAKEN = "not_taken"  # a reason of being away that an operator did not choose


def joined(watch: Watch, message: Message) -> None:
    """In the queue; also again, from a talk: with an operator, or with a specialist."""
    unique, queue = message["Uniqueid"], message.get("Queue", "")
    call = watch.call_of(message)
    if unique in watch.state.waiting or not call:
        return
    if (desk := watch.state.with_call(unique)) and desk.call and desk.call.is_without_operator:
        operator_left(watch, desk, desk.call, message, f"{unique}:{queue}")
    call = call.again(queue or call.queue) if call.answered else call
    if queue:
        after = watch.records.last_leg(call.id)
        watch.records.waits_in(call.id, queue, watch.at(message), after)
    watch.state.waiting[unique] = call


def left(watch: Watch, message: Message) -> None:
    """Out of the queue: to an operator, or to hear where one stands; then it comes again."""
    watch.state.waiting.pop(message["Uniqueid"], None)


def abandoned(watch: Watch, message: Message) -> None:
    call = watch.state.waiting.get(message["Uniqueid"]) or watch.call_of(message)
    if call:
        give_up(watch, call, watch.at(message))
    watch.state.waiting.pop(message["Uniqueid"], None)


def rings(watch: Watch, message: Message) -> None:
    desk, call = watch.state.at(message["Interface"]), watch.call_of(message)
    if desk and call:
        call = call.again(message["Queue"]) if call.answered else call
        desk.call, desk.ringing = call, message["DestUniqueid"]
        watch.do(desk, Presence.RINGING, watch.at(message), call.id)
        watch.note(message, call, Kind.RANG, desk.ringing, desk)


def not_taken(watch: Watch, message: Message) -> None:
    """Asterisk pauses whoever does not take a call, and who refuses one."""
    desk, call = watch.state.at(message["Interface"]), watch.call_of(message)
    if desk and call and not call.answered:
        watch.note(message, call, Kind.NOT_TAKEN, message["DestUniqueid"], desk)
        if desk.doing in (Presence.RINGING, Presence.READY):
            watch.do(desk, Presence.AWAY, watch.at(message), reason=desk.leave or NOT_TAKEN)
            desk.leave = None
        desk.call, desk.ringing = None, ""


def give_up(watch: Watch, call: Call, at: datetime) -> None:
    """The caller is gone; it is an abandoned call only if it still waited."""
    event = watch.event(call, at, Kind.ABANDONED, call.caller.unique)
    watch.records.left(call.id, at, [event])
