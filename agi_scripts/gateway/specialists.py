"""A specialist's telephone: asked by an operator, or rung for a caller who was sent on (N5)."""

from agi_scripts.gateway.ami import Message
from agi_scripts.gateway.state import Leg
from agi_scripts.gateway.talking import came_back
from agi_scripts.gateway.watch import Watch
from config.utility import Specialist
from models.events.kinds import Kind

HANDED_ON = "teplofon-transfer"  # the dialplan's context in which a caller goes to a specialist


def telephone_of(specialist: Specialist) -> str:
    """As Asterisk calls it; the dialplan rings the same."""
    return specialist.dial or f"PJSIP/{specialist.extension}"


def dialled(watch: Watch, message: Message) -> None:
    """A telephone rings no more: it was answered, or it was not."""
    if message.get("Context") == HANDED_ON:
        _handed_on(watch, message)
    came_back(watch, message)
    desk = watch.whose_leg(message)
    if not desk or not desk.call or not desk.call.specialist:
        return
    call = desk.call
    if message["DialStatus"] == "ANSWER":
        call.specialist_leg = Leg(message["DestChannel"], message["DestUniqueid"])
        kind = Kind.SPECIALIST_ANSWERED
    else:
        call.specialist, kind = "", Kind.SPECIALIST_LEFT
    watch.note(message, call, kind, message["DestUniqueid"], desk)


def _handed_on(watch: Watch, message: Message) -> None:
    """The caller whom an operator sent on, at the specialist's."""
    call, leg = watch.call_of(message), message["DestUniqueid"]
    if call and message["DialStatus"] == "ANSWER":
        watch.state.handed_on[leg] = call
        watch.note(message, call, Kind.SPECIALIST_ANSWERED, leg)
    elif call:
        watch.note(message, call, Kind.SPECIALIST_LEFT, leg)
