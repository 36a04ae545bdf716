"""Which speech models there are, by the setting, and what a model's directory says of itself."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from config.settings import Settings, WrongSetting
from config.utility import Language

BUNDLED = Path(__file__).parents[1] / "ivr" / "speech"  # who listens to callers brings one along
USUAL_RATE = 16_000  # samples per second of models that do not say

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


def rate_of(directory: Path) -> int:
    """Samples per second that a model was trained on."""
    for features in ("mfcc.conf", "fbank.conf"):
        path = directory / "conf" / features
        text = path.read_text() if path.exists() else ""
        if found := re.search(r"--sample-frequency=(\d+)", text):
            return int(found[1])
    return USUAL_RATE


def takes_grammars(directory: Path) -> bool:
    """Whether a model can be told what to listen for; the largest ones cannot."""
    return (directory / "graph/HCLr.fst").exists()


def _one(entry: str) -> tuple[Language, Path]:
    named, _, where = (part.strip() for part in entry.partition("="))
    language = next((one for one in get_args(Language) if one == named), None)
    if not language or not where:
        raise WrongSetting(f"TEPLOFON_SPEECH_MODELS: {entry!r} is not language=directory")
    path = Path(where) if "/" in where else BUNDLED / where
    if not path.is_dir():
        raise WrongSetting(f"TEPLOFON_SPEECH_MODELS: there is no directory {path}")
    return language, path
