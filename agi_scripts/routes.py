"""What an AGI script name asks for: `hotline`, or `hotline/ended` once that was hung up."""

from dataclasses import dataclass

from ivr.routes import ROUTES, Dialogue

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
