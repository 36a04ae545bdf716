"""What a caller of ours says: words as telephone sound, in a voice unlike those of the prompts.

Here: the voices of callers, pauses between words, memory of what was said before. Not here: the
synthesiser itself, and sending.
"""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from config.apt import NotAvailable
from config.settings import read_settings
from ivr.callers.failures import CannotSay
from ivr.prompts.sounds import audio
from ivr.prompts.sounds.audio import BadSound
from ivr.prompts.sounds.synthesiser import CannotSpeak, espeak

PAUSE = "…"
_PAUSE = 0.8  # seconds
WOMAN, MAN = "f4", "m6"  # espeak-ng's variants; the bundled model was not trained on these two


@dataclass(frozen=True)
class Speaker:
    """Somebody who calls. What was said once is remembered by all equal speakers."""

    language: str = "ru"
    variant: str = WOMAN
    cache: Path | None = None  # where espeak-ng may have been unpacked; by default the setting's

    def says(self, words: str) -> bytes:
        """The words as samples (8 kHz, 16 bit, mono), `…` as a pause of 0.8 s; synthesised once.

        Raises CannotSay.
        """
        try:
            return _said(self, words)
        except (BadSound, CannotSpeak, NotAvailable) as error:
            raise CannotSay(str(error)) from None


@cache
def _said(speaker: Speaker, words: str) -> bytes:
    found = espeak(speaker.language, speaker.cache or read_settings().cache)
    voice = replace(found, voice=f"{found.voice}+{speaker.variant}")
    parts = [part.strip() for part in words.split(PAUSE)]
    spoken = [audio.levelled(audio.trimmed(voice.speak(part))) if part else b"" for part in parts]
    if not any(spoken):
        raise BadSound("there is nothing to say")
    return audio.silence(_PAUSE).join(spoken)
