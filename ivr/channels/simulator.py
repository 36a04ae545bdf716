"""A scripted caller: a conversation without a telephone, for tests.

Here: what a caller's line of a transcript means. Not here: files, and what is said to a caller.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ivr.engine.channel import By, Grammar, Hangup, Heard
from ivr.engine.prompt import Prompt

HANGS_UP = "(hangs up)"
SILENCE = "(silence)"
PAUSE = "…"  # in mid-answer
_INTO_THE_PROMPT = "< "  # before what a caller does while the prompt still plays
_PARTS = re.compile(r'"(?P<words>[^"]*)"|(?P<keys>[^\s"]+)')

Wording = Callable[[Prompt], str]


@dataclass(frozen=True)
class Part:
    """Words said in one go, or keys pressed one after another."""

    text: str
    by: By


@dataclass(frozen=True)
class Deed:
    """What a caller does at a question; no parts is silence."""

    parts: Sequence[Part] = ()
    hangs_up: bool = False  # in the middle of the last part, if that is words
    barges_in: bool = False

    @property
    def speaks(self) -> bool:
        return any(part.by is By.SPEECH for part in self.parts)

    def heard(self) -> Heard:
        """What a channel hears of it. Raises Hangup."""
        if self.hangs_up:
            raise Hangup
        if self.speaks:
            return Heard(" ".join(word for part in self.parts for word in _words(part)), By.SPEECH)
        keys = "".join(part.text for part in self.parts)
        return Heard(keyed(keys), By.KEYS) if keys else Heard("", By.SILENCE)


def deed_of(line: str) -> Deed:
    """A caller's line of a transcript: keys, "words", or both, or one of the two in brackets.

    A line of the script begins with `< ` where the caller does not wait for the prompt's end; in
    a transcript that makes `<<`.
    """
    does = line.removeprefix(_INTO_THE_PROMPT)
    told = does.removesuffix(HANGS_UP).removesuffix(SILENCE)
    parts = [
        Part(found["words"], By.SPEECH) if found["keys"] is None else Part(found["keys"], By.KEYS)
        for found in _PARTS.finditer(told)
    ]
    return Deed(parts, does.endswith(HANGS_UP), barges_in=does != line)


def heard_from(line: str) -> Heard:
    """What a channel hears when the caller does this. Raises Hangup."""
    return deed_of(line).heard()


def written(line: str) -> str:
    """A line of the script as a line of the transcript."""
    return f"<{line}" if line.startswith(_INTO_THE_PROMPT) else f"< {line}"


def keyed(line: str) -> str:
    """The keys as a telephone system reports them: `#` ends an entry and is only seen alone."""
    return line if line == "#" else line.partition("#")[0]


def _words(part: Part) -> Sequence[str]:
    """The words of an answer by voice and keys: each key is one, but for the closing `#`."""
    if part.by is By.KEYS:
        return list(part.text.partition("#")[0])
    return part.text.replace(PAUSE, " ").split()


class ScriptedCaller:
    """Answers from a script and writes down the whole conversation."""

    def __init__(self, script: Iterator[str], wording: Wording) -> None:
        self.transcript: list[str] = []
        self._script = script
        self._wording = wording

    def play(self, prompts: Sequence[Prompt]) -> None:
        self.transcript += [f"> {self._wording(prompt)}" for prompt in prompts]

    def record(self) -> None:
        """Nothing is: there is no sound."""

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        self.play(prompts)
        line = next(self._script)
        self.transcript.append(written(line))
        return heard_from(line)
