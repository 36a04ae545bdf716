"""A promise to call back (C9): what an operator who cannot be reached becomes."""

from ivr.engine.call import ATTEMPTS, Call
from ivr.engine.channel import NeedsOperator
from ivr.grammars.choices import YesNo
from ivr.grammars.numbers import Digits
from models.office import Office
from models.rules.hours import due_after
from models.rules.phones import to_e164

SHORTEST, LONGEST = 5, 15  # digits of a telephone number, with or without its country


def promise_callback(call: Call, reason: str) -> None:
    """Agree on a number, register the request, say by when we shall call."""
    number = number_to_call(call)
    due = due_after(call.utility, call.began, call.utility.callbacks.within_minutes)
    request = call.do(Office.request_callback, number, reason, due)
    by = request.due.astimezone(call.utility.zone)
    call.say("callback_saved", number=request.receipt, by_date=by.date(), by_time=by.time())


def number_to_call(call: Call) -> str:
    """The number the call came from if the caller agrees, else one that is given."""
    hint = call.do(Office.caller_number)
    if hint and call.ask("callback_confirm_number", YesNo(), number=hint):
        return hint
    for attempt in range(1, ATTEMPTS + 1):
        given = call.ask("callback_ask_number", Digits(SHORTEST, LONGEST))
        number = to_e164(given, call.utility.region)
        if number is None:
            call.say("callback_number_wrong")
        elif call.ask("callback_confirm_number", YesNo(), number=number):
            return number
        call.ask_more_clearly(attempt)
    raise NeedsOperator("no_number")
