"""A scripted caller: a conversation without a telephone, for tests."""

from collections.abc import Callable, Iterator, Sequence

from ivr.engine.channel import By, Grammar, Hangup, Heard
from ivr.engine.prompt import Prompt

HANGS_UP = "(hangs up)"
SILENCE = "(silence)"

Wording = Callable[[Prompt], str]


def heard_from(line: str) -> Heard:
    """A caller's line of a transcript: keys, "words", or one of the two things in brackets."""
    if line == HANGS_UP:
        raise Hangup
    if line == SILENCE:
        return Heard("", By.SILENCE)
    if is_speech(line):
        return Heard(line[1:-1], By.SPEECH)
    return Heard(keyed(line), By.KEYS)


def is_speech(line: str) -> bool:
    """Whether a caller's line is words, in quotes."""
    return len(line) > 1 and line[0] == line[-1] == '"'


def keyed(line: str) -> str:
    """The keys as a telephone system reports them: `#` ends an entry and is only seen alone."""
    return line if line == "#" else line.partition("#")[0]


class ScriptedCaller:
    """Answers from a script and writes down the whole conversation."""

    def __init__(self, script: Iterator[str], wording: Wording) -> None:
        self.transcript: list[str] = []
        self._script = script
        self._wording = wording

    def play(self, prompts: Sequence[Prompt]) -> None:
        self.transcript += [f"> {self._wording(prompt)}" for prompt in prompts]

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        self.play(prompts)
        line = next(self._script)
        self.transcript.append(f"< {line}")
        return heard_from(line)
