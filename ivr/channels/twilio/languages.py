"""The languages of a call as Twilio calls them, where it has them."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.utility import Language


@dataclass(frozen=True)
class Recogniser:
    """Who recognises a language: the tag of it, and a model, unless Twilio chooses one."""

    tag: str
    model: str = ""


# Of Kazakh Twilio says nothing. Google has it for this model, which Twilio lets be chosen; whether
# it serves, nobody here has tried: a profile has to ask for it.
HEARD: Mapping[Language, Recogniser] = {
    "ru": Recogniser("ru-RU"),
    "lv": Recogniser("lv-LV"),
    "en": Recogniser("en-GB"),
    "kk": Recogniser("kk-KZ", "googlev2_long"),
}
# Voices of <Say>: language and voice. In Kazakh there is none, and our own sounds are played.
SPOKEN: Mapping[str, tuple[str, str]] = {
    "ru": ("ru-RU", "Polly.Tatyana"),
    "lv": ("lv-LV", "Google.lv-LV-Standard-A"),
    "en": ("en-GB", "Polly.Amy"),
}
