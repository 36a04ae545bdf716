"""Which synthesiser speaks a language, as the setting `voice` says."""

import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from config.settings import PREFIX, Settings, WrongSetting
from ivr.prompts.sounds.rhvoice import SPEAKERS, RHVoice, rhvoice
from ivr.prompts.sounds.synthesiser import Synthesiser, espeak

log = logging.getLogger(__name__)
WHATEVER_IS_THERE = "auto"  # RHVoice for Russian where it is installed
RUSSIAN = dict.fromkeys((WHATEVER_IS_THERE, "rhvoice"), SPEAKERS[0])
RUSSIAN |= {f"rhvoice-{speaker}": speaker for speaker in SPEAKERS}


@dataclass(frozen=True)
class Voices:
    """The voices in force: of the setting, out of what is installed."""

    setting: str
    cache: Path

    @classmethod
    def of(cls, settings: Settings) -> "Voices":
        """Raises WrongSetting."""
        if settings.voice not in ("espeak", *RUSSIAN):
            offered = ", ".join(("espeak", *RUSSIAN))
            raise WrongSetting(f"{PREFIX}VOICE: there is no {settings.voice!r}, only {offered}")
        return cls(settings.voice, settings.cache)

    def speaking(self, language: str) -> Synthesiser:
        """The synthesiser for a language. Raises CannotSpeak, NotAvailable."""
        if language == "ru" and self._russian:
            return self._russian
        return espeak(language, self.cache)

    @cached_property
    def _russian(self) -> RHVoice | None:
        if self.setting not in RUSSIAN:
            return None
        found = rhvoice(RUSSIAN[self.setting], self.cache)
        if not found and self.setting != WHATEVER_IS_THERE:
            log.warning("RHVoice is not installed, espeak-ng speaks instead")
        return found
