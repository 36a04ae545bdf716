"""A caller reached through Asterisk: prompts are sound files, answers are keys."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from asterisk.agi import AGIError, AGIHangup, AGISIGPIPEHangup

from ivr.channels.agi import Agi
from ivr.engine.channel import (
    LONGER_PAUSE,
    By,
    Disconnected,
    Grammar,
    Hangup,
    Heard,
    longer_answers,
)
from ivr.engine.prompt import Prompt

MOST_SOUNDS = 1800  # characters of file names in one command; AGI takes lines of 2,048
LONGEST_TURN = 150  # seconds of one command; then the dialplan takes us for dead
RECORD = "teplofon-record"  # the dialplan's subroutine
KEYS = "TEPLOFON_KEYS"  # the channel variable they arrive in

Sounds = Callable[[Prompt], Sequence[str]]


class AsteriskChannel:
    """One call on an Asterisk."""

    def __init__(self, agi: Agi, sounds: Sounds) -> None:
        self._agi = agi
        self._sounds = sounds

    def play(self, prompts: Sequence[Prompt]) -> None:
        """Say it all, not to be interrupted. Raises Hangup."""
        self.show_life()
        for names in self._batches(prompts):
            self._command("EXEC", "Playback", f'"{names}"')

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        """Say the prompts until a key is pressed, then take the keys.

        The waits are TIMEOUT(response) and TIMEOUT(digit) of the channel, and shorter where the
        first key may be all. Raises Hangup, AGIError.
        """
        self.show_life()
        *before, last = self._batches(prompts)
        for names in before:
            self._command("EXEC", "Playback", f'"{names}"')
        heard = self._read(f"{last},{grammar.max_keys}")
        if most := longer_answers(grammar).get(heard.text):
            rest = self._read(f",{most - 1},,1,{LONGER_PAUSE}")
            return Heard(heard.text + rest.text.removesuffix("#"), By.KEYS)
        return heard

    def record(self) -> None:
        """By the dialplan, which does it once (P1). Raises Hangup.

        A call whose recording cannot begin goes on: the archive finds that it is missing.
        """
        self._command("GOSUB", RECORD, "s", 1)

    def show_life(self) -> None:
        """Have the dialplan wait for us anew: it leaves a server that stalls (config/asterisk)."""
        self._command("SET", "VARIABLE", "TIMEOUT(absolute)", LONGEST_TURN)

    def _read(self, arguments: str) -> Heard:
        self._command("EXEC", "Read", f'"{KEYS},{arguments}"')
        _, note = self._command("GET", "FULL VARIABLE", f'"${{READSTATUS}}:${{{KEYS}}}"')
        return _heard(note)

    def _batches(self, prompts: Sequence[Prompt]) -> list[str]:
        """File names joined by `&`, in as few commands as will take them."""
        batches = [""]
        for prompt in prompts:
            for name in self._sounds(prompt):
                if len(batches[-1]) + len(name) > MOST_SOUNDS:
                    batches.append("")
                batches[-1] += f"&{name}" if batches[-1] else name
        return batches

    def _command(self, *words: object) -> tuple[str, str]:
        with leaving():
            reply = self._agi.command(" ".join(map(str, words[:2])), *words[2:])
        return reply.result, reply.note


@contextmanager
def leaving() -> Iterator[None]:
    """What AGI tells of a caller who has gone, in the words of a channel."""
    try:
        yield
    except AGISIGPIPEHangup:
        raise Disconnected from None
    except AGIHangup:
        raise Hangup from None


def _heard(answer: str) -> Heard:
    """What Read says of its keys: OK (`#` may have ended them), TIMEOUT, or a fault of ours."""
    status, _, keys = answer.partition(":")
    if status not in ("OK", "TIMEOUT"):
        raise AGIError(f"Read ended with {status!r}")
    if keys:
        return Heard(keys, By.KEYS)
    return Heard("", By.SILENCE) if status == "TIMEOUT" else Heard("#", By.KEYS)
