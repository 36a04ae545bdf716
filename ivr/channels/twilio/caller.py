"""The caller, for the length of one request: one answer at most, and what is to be heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from ivr.channels.twilio.requests import Told
from ivr.engine.channel import Grammar, Heard, Suspended
from ivr.engine.outcomes import Outcome
from ivr.engine.prompt import Prompt


class Deed(Enum):
    """What is done besides speaking."""

    RECORD = auto()  # from here on


Said = tuple[Prompt, ...]


@dataclass(frozen=True)
class Turn:
    """What follows on an answer: things done, then a question or the end of a part."""

    done: Sequence[Said | Deed]
    asked: Suspended | None
    outcome: Outcome | None


class OneAnswer:
    """Gives the one answer of a request, then suspends the dialogue."""

    def __init__(self) -> None:
        self.done: list[Said | Deed] = []
        self.told: Told | None = None
        self.on_record: Callable[[], None] = _nothing

    def play(self, prompts: Sequence[Prompt]) -> None:
        self.done.append(tuple(prompts))

    def record(self) -> None:
        """Keep what is said from now on (P1), where the profile lets it be kept at Twilio."""
        self.done.append(Deed.RECORD)
        self.on_record()

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        """The answer, once. Raises Suspended."""
        if self.told is None:
            raise Suspended(prompts, grammar)
        told, self.told = self.told, None
        return told.heard(grammar)


def _nothing() -> None:
    """Done again from the journal, a recording begins nothing."""
