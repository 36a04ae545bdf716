"""A phone that forgets everything between answers; only what is in the database survives."""

from collections.abc import Sequence

from ivr.channels.simulator import heard_from, written
from ivr.desk import Arrival, Desk
from ivr.engine.channel import Grammar, Heard, Suspended
from ivr.engine.outcomes import Outcome
from ivr.engine.prompt import Prompt
from ivr.routes import ROUTES
from ivr.talk import ending
from tests.phones.simulated import CATALOGUE
from tests.transcript import Transcript


class OneAnswer:
    """Hears the one answer it was made for, then suspends the dialogue."""

    def __init__(self, line: str | None) -> None:
        self.spoken: list[Prompt] = []
        self._line = line

    def play(self, prompts: Sequence[Prompt]) -> None:
        self.spoken += prompts

    def record(self) -> None:
        """Nothing is: there is no sound."""

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        if self._line is None:
            raise Suspended([*self.spoken, *prompts], grammar)
        line, self._line = self._line, None
        return heard_from(line)


def forgetful(desk: Desk, transcript: Transcript, script: Sequence[str]) -> list[str]:
    """Hold the conversation with a new call object for every answer."""
    said: list[str] = []
    for line in [None, *script]:
        if line is not None:
            said.append(written(line))
        prompts, outcome = take_turn(desk, transcript, line)
        voice = transcript.needs_speech
        said += [f"> {CATALOGUE.wording(prompt, voice=voice)}" for prompt in prompts]
        if outcome:
            return [*said, ending(outcome)]
    raise AssertionError("the script ended before the conversation did")


def take_turn(
    desk: Desk, transcript: Transcript, line: str | None
) -> tuple[Sequence[Prompt], Outcome | None]:
    """One answer: what is said to it, and how the call ends, if it does."""
    channel = OneAnswer(line)
    arrival = Arrival(f"forgetful-{transcript.name}", transcript.caller, "100")
    _, call = desk.open_call(arrival, channel)
    try:
        outcome = call.run(ROUTES[transcript.route])
    except Suspended as waiting:
        return waiting.prompts, None
    return channel.spoken, outcome
