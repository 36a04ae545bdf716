"""A caller who has hung up: nothing can be said any more, and nothing will be heard."""

from collections.abc import Sequence

from ivr.engine.channel import Grammar, Hangup, Heard
from ivr.engine.prompt import Prompt


class Gone:
    """Brings a dialogue to its end from the question it had reached."""

    def play(self, prompts: Sequence[Prompt]) -> None:
        raise Hangup

    def record(self) -> None:
        raise Hangup

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        raise Hangup
