"""Waiting for an operator: told one's place now and then, free to be called back instead.

The waiting itself is the telephone system's; this is what is said before it and in between. Each
time is a part of the call with a journal of its own.
"""

from ivr.dialogues.callback import promise_callback
from ivr.engine.call import Call
from ivr.engine.channel import NeedsOperator
from ivr.engine.outcomes import EMERGENCY, Goodbye, Outcome, Transfer, Wait
from ivr.grammars.choices import OneOf, WhileWaiting
from models.office import Office
from models.records import InQueue

CALL_ME_BACK, STAY = 0, 1
CHOICE = WhileWaiting(OneOf(1, ("callback",)), STAY)


def waiting(call: Call) -> Outcome:
    """Take or keep the place in the queue (C9).

    Who is in danger waits without a word, and where nobody is goes to the emergency service (C12).
    """
    place = call.do(Office.place_in_queue, call.reason)
    if call.reason == EMERGENCY:
        return Transfer(EMERGENCY) if call.nobody else _wait(call, place)
    try:
        if wants_to_be_called_back(call, place):
            call.do(Office.leave_queue)
            promise_callback(call, call.reason)
            call.say("goodbye")
            return Goodbye()
    except NeedsOperator:  # a person is what the caller waits for
        pass
    return _wait(call, place)


def wants_to_be_called_back(call: Call, place: InQueue) -> bool:
    """Not asked of who is next or can be answered at once, and would lose the turn meanwhile."""
    if call.nobody or not place.staffed or place.waited >= call.utility.waiting.longest:
        call.say("callback_offer")
        return True
    if place.place <= max(1, place.free):
        return False
    call.say("queue_place", ahead=place.place - 1, minutes=place.minutes)
    return call.ask("stay_or_callback", CHOICE) == CALL_ME_BACK


def _wait(call: Call, place: InQueue) -> Wait:
    seconds = call.utility.waiting.tell_every
    return Wait(place.queue, place.priority, min(seconds, place.overflow_in or seconds))
