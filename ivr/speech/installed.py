"""Which speech models there are, by the setting."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from config.settings import Settings, WrongSetting
from config.utility import Language

BUNDLED = Path(__file__).parent

# Of the Vosk project's models, none of which was tried here. The large ones (ru-0.42, kz-0.15)
# have a fixed graph, which cannot be told what to listen for at a question.
ADVICE: Mapping[Language, str] = {
    "ru": "for production: vosk-model-small-ru-0.22 (45 MB, 16 kHz); evaluate it on your own calls",
    "kk": "for production: vosk-model-small-kz-0.15 (42 MB, 16 kHz); evaluate it on your own calls",
    "lv": "no Vosk model of Latvian is known to us: keypad only, or another recogniser",
    "en": "for production: vosk-model-small-en-us-0.15 (40 MB, 16 kHz)",
}


def models_of(settings: Settings) -> dict[Language, Path]:
    """Language to model directory. A name without a slash is a model that comes with Teplofon.

    Raises WrongSetting.
    """
    if not settings.speech_models.strip():
        return {}
    return dict(_one(entry) for entry in settings.speech_models.split(","))


def _one(entry: str) -> tuple[Language, Path]:
    named, _, where = (part.strip() for part in entry.partition("="))
    language = next((one for one in get_args(Language) if one == named), None)
    if not language or not where:
        raise WrongSetting(f"TEPLOFON_SPEECH_MODELS: {entry!r} is not language=directory")
    path = Path(where) if "/" in where else BUNDLED / where
    if not path.is_dir():
        raise WrongSetting(f"TEPLOFON_SPEECH_MODELS: there is no directory {path}")
    return language, path
