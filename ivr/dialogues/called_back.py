"""A customer whom we called as was promised (C9): who calls and why, then to an operator.

An answering machine never comes to one: whoever is there is asked for a key or a yes.
"""

from ivr.engine.call import ATTEMPTS, Call
from ivr.engine.channel import NeedsOperator
from ivr.engine.outcomes import Goodbye, Outcome, Transfer, Wait
from ivr.grammars.choices import Somebody
from models.office import Office
from models.records import InQueue
from models.rules.outbound import LONGEST_WAIT

REASON = "called_back"


def called_back(call: Call) -> Outcome:
    """Each part of the call begins here: the first one, and any after waiting in vain.

    Whom no operator can talk to soon is not kept: the place is, and we call again.
    """
    back = call.do(Office.called_back)
    if back.language in call.utility.languages:
        call.language = back.language
    if not back.told:
        introduce(call)
        if not is_somebody_there(call):
            call.say("called_back_unheard")
            return Goodbye()
        call.say("connecting")
    if not back.waits:
        return put_off(call) if call.nobody else Transfer(REASON)
    place = call.do(Office.take_kept_place)
    if call.nobody or not place.staffed or place.waited >= LONGEST_WAIT:
        return put_off(call)
    return _wait(call, place)


def put_off(call: Call) -> Outcome:
    """Nobody answers: we shall call again."""
    call.do(Office.leave_queue)
    call.say("called_back_later")
    return Goodbye()


def introduce(call: Call) -> None:
    """Who calls, that it was asked for, and that it is recorded (C1, P1)."""
    call.do(Office.note_language, call.language)
    call.say("greeting", utility=call.utility.name[call.language])
    call.say("called_back")
    call.tell("recording_notice")
    call.do(Office.note_announced)
    call.record()


def is_somebody_there(call: Call) -> bool:
    """No operator is asked to the telephone for a machine."""
    try:
        return any(call.ask("called_back_ready", Somebody()) for _ in range(ATTEMPTS))
    except NeedsOperator:  # keys were pressed, though not the right ones
        return True


def _wait(call: Call, place: InQueue) -> Wait:
    seconds = min(call.utility.waiting.tell_every, LONGEST_WAIT)
    return Wait(place.queue, place.priority, min(seconds, place.overflow_in or seconds))
