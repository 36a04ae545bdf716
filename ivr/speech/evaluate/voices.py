"""Utterances made for an evaluation: of a human voice's single words, and of a synthesiser.

The human voice is that of Debian's Russian Asterisk sounds, unpacked privately: ten digits and the
numbers below 200, each recorded once. Yes, no and decimals are not among them: espeak-ng says them,
in voices of which the bundled model has learnt nothing. Neither shows how real callers speak.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import cycle, product
from pathlib import Path
from random import Random

from config.debian import unpack
from config.speech_tools import espeak
from ivr.prompts.sounds.audio import read_wav, samples_of, silence
from ivr.prompts.sounds.synthesiser import run
from ivr.speech.evaluate.sayings import (
    NO,
    OPERATOR,
    READINGS,
    YES,
    account_in,
    cardinal,
    one_by_one,
    reading_in,
)
from ivr.speech.evaluate.utterances import Utterance

HUMAN = ("asterisk-sounds-ru", ("asterisk-core-sounds-ru-wav",), "sid")
WITHOUT = ("asterisk", "asterisk-config")
WORDS = "usr/share/asterisk/sounds/ru_RU_f_IvrvoiceRU/digits"
SEED = 2026
BEFORE, AFTER = 0.3, 1.2  # seconds of silence around an utterance
SYNTHETIC = ("f4", "m6")
# Words a minute, and espeak-ng's own scale of pitch.
MANNERS = tuple(product((120, 140, 160, 180, 200), (30, 40, 50, 60, 70)))
FILES = {"сто": "hundred", **{cardinal(n): str(n) for n in (*range(20), *range(20, 100, 10))}}


def human(cache: Path, count: int = 60) -> Iterator[Utterance]:
    """`count` account numbers, readings below 200, and whole registers. Raises NotAvailable."""
    name, packages, suite = HUMAN
    words = unpack(name, packages, cache, suite, WITHOUT).path / WORDS
    chance = Random(SEED)
    for place in range(count):
        text = one_by_one(f"{chance.randrange(10**8):08d}")
        yield _joined(f"human-account-{place}", text, "account:8", words, chance)
    for place in range(count):
        text = cardinal(chance.randrange(200))
        yield _joined(f"human-reading-{place}", text, "reading:5.3", words, chance)
    for place in range(count):
        yield _joined(f"human-zeros-{place}", _zeros(chance), "reading:5.3", words, chance)


def _zeros(chance: Random) -> str:
    """All digits of a register, where digits repeat themselves: recognisers lose such ones."""
    return one_by_one(f"{chance.randrange(1000):05d}{chance.randrange(10)}00")


def _joined(name: str, text: str, question: str, words: Path, chance: Random) -> Utterance:
    """Single words with 50 to 300 ms between them."""
    samples = silence(BEFORE)
    for word in text.split():
        samples += samples_of(words / f"{FILES[word]}.wav") + silence(chance.uniform(0.05, 0.3))
    return Utterance(name, "human", "quiet", text, question, samples + silence(AFTER))


def synthetic(cache: Path, count: int = 60) -> Iterator[Utterance]:
    """For each voice `count` accounts and readings; yes, no, the menu. Raises NotAvailable."""
    program = espeak(cache)
    for voice in SYNTHETIC:
        chance = Random(f"{SEED} {voice}")
        spoken = zip(_said(count, chance), cycle(MANNERS), strict=False)
        for place, ((text, question), manner) in enumerate(spoken):
            speak = _speaker(program, voice, *manner)
            name = f"{voice}-{question.partition(':')[0]}-{place}"
            samples = silence(BEFORE) + speak(text) + silence(AFTER)
            yield Utterance(name, f"espeak-ng {voice}", "quiet", text, question, samples)


def _said(count: int, chance: Random) -> Iterator[tuple[str, str]]:
    for _ in range(count):
        yield account_in(f"{chance.randrange(10**8):08d}", chance), "account:8"
        value = Decimal(chance.randrange(20_000, 900_000)) / 1000
        shown = round(value, chance.choice((0, 0, 1, 2, 3)))
        yield reading_in(shown, 5, 3, chance), "reading:5.3"
        yield _zeros(chance), "reading:5.3"
    for _ in MANNERS:  # as their number and that of the answers share no factor: each in each
        yield from ((answer, "yes_no") for answer in (*YES, *NO))
        yield from ((answer, "menu") for answer in (*READINGS, OPERATOR))


def _speaker(program: Sequence[str], voice: str, speed: int, pitch: int) -> Callable[[str], bytes]:
    options = ["-v", f"ru+{voice}", "-s", str(speed), "-p", str(pitch), "--stdin", "--stdout"]

    def speak(text: str) -> bytes:
        return read_wav(run([*program, *options], text.encode()))

    return speak
