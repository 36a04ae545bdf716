"""Speech synthesisers: a text in a language becomes samples of telephone sound.

espeak-ng speaks every language and is always there; RHVoice speaks Russian far more naturally
where it has been installed (see `ivr.prompts.sounds.rhvoice`).
"""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from config import speech_tools
from ivr.prompts.sounds.audio import read_wav

VOICES = {"ru": "ru", "kk": "kk", "lv": "lv", "en": "en-gb"}
SPEED = 170  # words a minute: a little slower than usual, for a bad line
PITCH = 45  # of 0 to 99; a little under the usual keeps consonants clear at 8 kHz
WAIT = 30  # seconds for one piece; a synthesiser needs a fraction of one


class CannotSpeak(Exception):
    """A synthesiser is missing or failed; the message says what to do."""


class Synthesiser(Protocol):
    """A voice. `identity` names it with its version and parameters: another one sounds else."""

    @property
    def identity(self) -> str: ...

    def speak(self, text: str) -> bytes:
        """Samples of telephone sound, as spoken. Raises CannotSpeak."""


@dataclass(frozen=True)
class Espeak:
    """espeak-ng in one language."""

    command: Sequence[str]
    voice: str
    version: str

    @property
    def identity(self) -> str:
        return f"espeak-ng {self.version} {self.voice} {SPEED} {PITCH}"

    def speak(self, text: str) -> bytes:
        options = ["-v", self.voice, "-s", str(SPEED), "-p", str(PITCH), "-b", "1", "-z"]
        return read_wav(run([*self.command, *options, "--stdin", "--stdout"], text.encode()))


@cache
def espeak(language: str, cache_dir: Path) -> Espeak:
    """espeak-ng: the machine's own, or unpacked privately.

    Raises CannotSpeak for a language it is not set up for; NotAvailable if it cannot be had.
    """
    if language not in VOICES:
        raise CannotSpeak(f"there is no voice for the language {language!r}")
    command = speech_tools.espeak(cache_dir)
    found = re.search(r"\d[\d.]*\d", run([*command, "--version"]).decode())
    return Espeak(command, VOICES[language], found[0] if found else "unknown")


def run(
    command: Sequence[str], given: bytes = b"", environment: Mapping[str, str] | None = None
) -> bytes:
    """What a program writes to stdout. Raises CannotSpeak."""
    env = {**os.environ, **(environment or {})}
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, timeout=WAIT, check=True, env=env
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotSpeak(f"{command[0]} does not speak: {error}") from error
    return done.stdout
