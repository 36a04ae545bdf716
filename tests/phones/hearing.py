"""What the recognisers here can hear of a conversation."""

from collections.abc import Iterable
from dataclasses import fields
from functools import cache

from config.settings import Settings
from config.speech_models import models_of
from config.utility import Language
from ivr.engine.channel import By
from ivr.grammars.spoken.languages import LEXICONS
from ivr.grammars.spoken.words import words_of
from ivr.speech.vosk_model import VoskModel
from tests.phones.real_asterisk import Exchange


def not_heard(exchanges: Iterable[Exchange], speech: bool) -> str:
    """Why a conversation cannot be held by voice; empty if it can.

    A word that no grammar understands either is meant not to be understood.
    """
    models = models_of(Settings()) if speech else {}
    for exchange in exchanges:
        language = next((one for one in LEXICONS if one == exchange.spoken_in), None)
        if language is None or not exchange.does:
            continue
        if language not in models:
            return f"no speech model for this language here: {language}"
        said = " ".join(part.text for part in exchange.does.parts if part.by is By.SPEECH)
        if lacking := [word for word in words_of(said) if _is_lacking(language, word)]:
            return f"the bundled model does not know: {', '.join(lacking)}"
    return ""


@cache
def _is_lacking(language: Language, word: str) -> bool:
    return word in _meant(language) and _model(language).spelling(word) is None


@cache
def _model(language: Language) -> VoskModel:
    return VoskModel(models_of(Settings())[language])


@cache
def _meant(language: Language) -> frozenset[str]:
    """Every word of a lexicon."""
    lexicon = LEXICONS[language]
    phrases: list[str] = []
    for field in fields(lexicon):
        value = getattr(lexicon, field.name)
        phrases += value
        if field.name == "entries":
            phrases += [phrase for names in value.values() for phrase in names]
    return frozenset(word for phrase in phrases for word in phrase.split())
