"""The clocks of a call against the norms (N1-N5): what is timed, how long it took, its colour.

Pure: the stages come from `models.rules.stays`, the present from whoever asks. Lengths are whole
milliseconds, norms whole seconds, as the standards state them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from config.utility import Norm, Norms

MILLISECOND = timedelta(milliseconds=1)
NEAR = 0.75  # of the limit, where the standard gives one figure as mean and limit


class Clock(StrEnum):
    """What is timed.

    INFORMATION is the whole talk, from the operator's first word to the last: the search at its
    beginning, holds and specialists are the caller's time and lie within it. HOLD, CONNECTING and
    SPECIALIST are counted apart as well and never at the same time: while a specialist is asked or
    speaks, that is what the caller waits for, held or not.
    """

    WAITING = "waiting"  # for an operator (N1)
    SEARCH = "search"  # until the customer's data are on the screen (N2)
    INFORMATION = "information"  # the talk (N3)
    HOLD = "hold"
    CONNECTING = "connecting"  # to a specialist (N5)
    SPECIALIST = "specialist"  # the specialist's information (N5)
    WRAP_UP = "wrap_up"  # (N4)


class Colour(StrEnum):
    """How a length of time stands to its norm."""

    NONE = "none"  # there is no norm
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of time under one clock; it runs while `end` is empty.

    `carried` is what the clock showed when it began: a caller who comes back to the queue goes on
    waiting. A stage that is not `complete` was cut short, so its length says nothing of a norm.
    """

    clock: Clock
    begin: datetime
    end: datetime | None
    operator: int | None = None
    carried: int = 0  # milliseconds
    complete: bool = True

    def length(self, now: datetime) -> int:
        """Milliseconds on the clock; never negative, whatever the time of day is said to be."""
        return self.carried + max(0, milliseconds(self.begin, self.end or now))


def milliseconds(begin: datetime, end: datetime) -> int:
    """Whole milliseconds from one moment to another."""
    return (end - begin) // MILLISECOND


def norm_of(clock: Clock, norms: Norms, handling: Norm | None = None) -> Norm | None:
    """The norm; that of the talk is its topic's `handling` (N3). A hold has none."""
    return {
        Clock.WAITING: norms.answer,
        Clock.SEARCH: norms.search,
        Clock.INFORMATION: handling,
        Clock.CONNECTING: norms.specialist_connect,
        Clock.SPECIALIST: norms.specialist_information,
        Clock.WRAP_UP: norms.wrap_up,
    }.get(clock)


def amber_after(norm: Norm) -> float:
    """Seconds after which a clock warns: the mean, or three quarters where it is the limit."""
    return norm.mean if norm.mean < norm.limit else NEAR * norm.limit


def colour_of(length: int, norm: Norm | None) -> Colour:
    """The colour of a clock that shows `length` milliseconds."""
    if norm is None:
        return Colour.NONE
    if length > norm.limit * 1000:
        return Colour.RED
    return Colour.AMBER if length > amber_after(norm) * 1000 else Colour.GREEN


def within(length: int, norm: Norm) -> bool:
    """Whether the norm's limit was kept."""
    return length <= norm.limit * 1000
