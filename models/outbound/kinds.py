"""What an attempt is, how it can end, and why none is made. Plain values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

OWN = "asterisk"  # the carrier whose callers wait in our own queues


class Outcome(StrEnum):
    """How an attempt has ended."""

    TALKED = "talked"  # customer and operator: the promise is kept
    ANSWERED = "answered"  # by somebody or a machine, who has not talked to an operator
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"  # the network could not bring the call there
    REFUSED = "refused"  # the carrier did not place it: no telephone has rung
    UNKNOWN = "unknown"  # whoever placed it has died, and nobody told


# What may turn out to have been a talk: the news of its end came first.
UNSURE = (Outcome.ANSWERED, Outcome.UNKNOWN)
# What counts towards the attempts of the profile: a telephone may have rung.
COUNTED = tuple(one for one in Outcome if one not in (Outcome.TALKED, Outcome.REFUSED))


class Refusal(StrEnum):
    """Why a call is not placed."""

    PREFIX = "prefix"  # of the number: not on the allow-list
    HOURS = "hours"  # customers are not called now
    PER_HOUR = "per_hour"  # the cap of calls in an hour is reached
    AT_ONCE = "at_once"  # the cap of calls at once
    PER_NUMBER = "per_number"  # the cap of calls to one number in a day
    ON_CALL = "on_call"  # the number is in a call already, with us or from us
    TAKEN = "taken"  # a person has it or another of this number, or another process has it
    TALKED = "talked"  # with an operator since it was promised: whether it is wanted, people ask


# Not told of: what is over by itself in a moment.
PASSING = frozenset({Refusal.ON_CALL, Refusal.TAKEN})


@dataclass(frozen=True)
class Attempt:
    """A call that is to be placed, and is written down already."""

    id: int
    callback: int
    number: str  # E.164, on the allow-list: a plus and digits, nothing else
    key: str  # 32 letters and digits, for a carrier that takes its id of a call from us
    placed_at: datetime
