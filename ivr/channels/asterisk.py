"""A caller reached through Asterisk: prompts are sound files, answers are keys."""

from collections.abc import Callable, Sequence

from asterisk.agi import AGIHangup, AGISIGPIPEHangup

from ivr.channels.agi import Agi
from ivr.engine.channel import By, Disconnected, Grammar, Hangup, Heard
from ivr.engine.prompt import Prompt

MOST_SOUNDS = 1800  # characters of file names in one command; AGI takes lines of 2,048
CHANNEL_TIMEOUTS = 0  # GET DATA then waits as TIMEOUT(response) and TIMEOUT(digit) say

Sounds = Callable[[Prompt], Sequence[str]]


class AsteriskChannel:
    """One call on an Asterisk."""

    def __init__(self, agi: Agi, sounds: Sounds) -> None:
        self._agi = agi
        self._sounds = sounds

    def play(self, prompts: Sequence[Prompt]) -> None:
        """Say it all, not to be interrupted. Raises Hangup."""
        for names in self._batches(prompts):
            self._command("EXEC", "Playback", f'"{names}"')

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        """Say the prompts until a key is pressed, then take the keys. Raises Hangup."""
        *before, last = self._batches(prompts)
        for names in before:
            self._command("EXEC", "Playback", f'"{names}"')
        result, note = self._command("GET", "DATA", f'"{last}"', CHANNEL_TIMEOUTS, grammar.max_keys)
        if result:
            return Heard(result, By.KEYS)
        return Heard("", By.SILENCE) if note == "timeout" else Heard("#", By.KEYS)

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
        try:
            reply = self._agi.command(" ".join(map(str, words[:2])), *words[2:])
        except AGISIGPIPEHangup:
            raise Disconnected from None
        except AGIHangup:
            raise Hangup from None
        return reply.result, reply.note
