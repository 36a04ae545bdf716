"""Where a call can be, and the addresses that say so.

An address of an answer holds the number of answers before it: so a request that comes twice, or
late, is known for what it is. None holds a number or a word of a caller's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ivr.engine.call import Call
from ivr.engine.outcomes import Outcome

FIRST = 0  # the part that a call begins with; then 1, 2 ... of waiting for an operator, and
SURVEY = 900  # the one after a talk
BACK = "called-back"  # the route of a call that we made: all of its parts have one dialogue
PREFIX = "twilio-"  # of the keys of calls

Dialogue = Callable[[Call], Outcome]
Dialogues = Mapping[str, Dialogue]  # by name: `ivr.routes`, which channels do not know


@dataclass(frozen=True)
class Place:
    """A point of a call: its route, a part of it, and how many answers that has had."""

    route: str
    part: int = FIRST
    answers: int = 0

    @property
    def dialogue(self) -> str:
        """The name of the part's dialogue."""
        if self.part == SURVEY:
            return "survey"
        return self.route if self.part == FIRST or self.route == BACK else "waiting"

    @property
    def answered(self) -> "Place":
        """Once the question asked here has its answer."""
        return replace(self, answers=self.answers + 1)

    @property
    def waiting(self) -> "Place":
        """The next part: the caller waits, for nobody has answered."""
        return Place(self.route, self.part + 1)

    @property
    def path(self) -> str:
        """Its address, below the public one."""
        return f"/call/{self.route}/{self.part}/{self.answers}"

    @property
    def path_after(self) -> str:
        """The address asked when the operators are done with the caller, or do not answer."""
        return f"/call/{self.route}/{self.part}/after"

    @property
    def path_answered(self) -> str:
        """The address told when one of the operators' telephones is answered."""
        return f"/call/{self.route}/{self.part}/answered"


def key_of(route: str, sid: str) -> str:
    """What a call is called in the database."""
    return f"{PREFIX}{route}-{sid}"


def route_of(key: str) -> str:
    """The route in a call's key."""
    return key.removeprefix(PREFIX).rpartition("-")[0]
