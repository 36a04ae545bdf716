"""The steps of `teplofon call`: a few words, each with what follows its colon, done one by one.

wait:1.5        wait for 1.5 seconds
sound           wait until something is heard
prompt          wait until a prompt was heard and then 0.6 seconds of silence
prompt:2        the same with 2 seconds of silence, for prompts with pauses in them
hears:a,b       wait until the clips a and b were heard to their end, and no others
press:12#       press keys
say:сто … три   say words, … is a pause of 0.8 seconds; say:lv:trīs in another language than Russian
play:FILE.wav   say what is in a file (mono or stereo, 16 bit)
hangup          hang up
bye             wait until the far end hangs up
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ivr.callers.caller import Call
from ivr.callers.failures import CallFailed, FarEndHungUp
from ivr.callers.rtp import KEYS
from ivr.callers.speech import Speaker
from ivr.prompts.sounds.audio import BadSound, read_wav
from ivr.prompts.sounds.synthesiser import VOICES

PROMPT_IS_OVER = 0.6  # seconds of silence


class WrongStep(ValueError):
    """A step cannot be done; the message says which, and what would do."""


class StepFailed(CallFailed):
    """The call did not go as a step says; the message names it."""


@dataclass(frozen=True)
class Step:
    """One step: its verb and what follows the colon, checked."""

    verb: str
    what: str = ""

    def __str__(self) -> str:
        return f"{self.verb}:{self.what}" if self.what else self.verb


def parse(text: str) -> Step:
    """A step as typed. Raises WrongStep."""
    verb, _, what = text.partition(":")
    if verb not in _VERBS:
        raise WrongStep(f"there is no step {verb!r}: there are {', '.join(_VERBS)}")
    if problem := _VERBS[verb].problem(what):
        raise WrongStep(f"{text!r}: {problem}")
    return Step(verb, what)


async def run(call: Call, steps: Iterable[Step]) -> None:
    """Do the steps in order. Raises StepFailed at the first that could not be done."""
    for step in steps:
        try:
            await _VERBS[step.verb].do(call, step.what)
        except CallFailed as error:
            raise StepFailed(f"{step}: {error}") from error


async def _wait(call: Call, what: str) -> None:
    await asyncio.sleep(float(what))
    if call.is_over:
        raise FarEndHungUp("the far end hung up during a wait")


async def _sound(call: Call, what: str) -> None:
    await call.sound()


async def _prompt(call: Call, what: str) -> None:
    await call.sound()
    await call.silence(float(what or PROMPT_IS_OVER))


async def _hears(call: Call, what: str) -> None:
    await call.hears(what.split(","))


async def _press(call: Call, what: str) -> None:
    await call.press(what)


async def _say(call: Call, what: str) -> None:
    language, _, words = what.rpartition(":")
    speaker = Speaker(language or "ru")
    await call.say(await asyncio.to_thread(speaker.says, words))


async def _play(call: Call, what: str) -> None:
    await call.say(read_wav(Path(what).read_bytes()))


async def _hangup(call: Call, what: str) -> None:
    await call.hang_up()


async def _bye(call: Call, what: str) -> None:
    await call.ended()


def _nothing(what: str) -> str:
    return "nothing follows this step" if what else ""


def _seconds(what: str) -> str:
    try:
        return "" if 0 <= float(what) < 3600 else "seconds, below 3600"
    except ValueError:
        return "a number of seconds must follow"


def _seconds_if_any(what: str) -> str:
    return _seconds(what) if what else ""


def _keys(what: str) -> str:
    return "" if what and set(what) <= set(KEYS) else f"keys must follow: {KEYS}"


def _words(what: str) -> str:
    language, colon, words = what.rpartition(":")
    if colon and language not in VOICES:
        return f"there is no voice for the language {language!r}: there are {', '.join(VOICES)}"
    return "" if words.strip() else "words must follow"


def _wav_file(what: str) -> str:
    try:
        read_wav(Path(what).read_bytes())
    except (OSError, BadSound) as error:
        return f"a wav file must follow: {error}"
    return ""


def _names(what: str) -> str:
    return "" if what else "names of clips must follow"


@dataclass(frozen=True)
class _Verb:
    do: Callable[[Call, str], Awaitable[None]]
    problem: Callable[[str], str]  # with what follows the colon, or nothing


_VERBS = {
    "wait": _Verb(_wait, _seconds),
    "sound": _Verb(_sound, _nothing),
    "prompt": _Verb(_prompt, _seconds_if_any),
    "hears": _Verb(_hears, _names),
    "press": _Verb(_press, _keys),
    "say": _Verb(_say, _words),
    "play": _Verb(_play, _wav_file),
    "hangup": _Verb(_hangup, _nothing),
    "bye": _Verb(_bye, _nothing),
}
