"""Which dialogue answers which AGI request: `hotline`, and `hotline/ended` when it was hung up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.dialogues.hotline import hotline
from ivr.engine.call import Call
from ivr.engine.outcomes import Outcome

Dialogue = Callable[[Call], Outcome]

ROUTES: Mapping[str, Dialogue] = {"hotline": hotline}
ENDED = "/ended"


@dataclass(frozen=True)
class Route:
    """A dialogue to hold, or, where the caller has gone, to bring to its end."""

    dialogue: Dialogue
    caller_gone: bool


def route(name: str) -> Route | None:
    """What an AGI script name asks for; None if there is no such thing."""
    dialogue = ROUTES.get(name.removesuffix(ENDED))
    return Route(dialogue, name.endswith(ENDED)) if dialogue else None
