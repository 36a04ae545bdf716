"""The languages of a call as Twilio calls them, where it has them."""

from collections.abc import Mapping

from config.utility import Language

# What <Gather> recognises. Its list has no Kazakh: such callers have the keypad.
HEARD: Mapping[Language, str] = {"ru": "ru-RU", "lv": "lv-LV", "en": "en-GB"}
# Voices of <Say>: language and voice. In Kazakh there is none, and our own sounds are played.
SPOKEN: Mapping[str, tuple[str, str]] = {
    "ru": ("ru-RU", "Polly.Tatyana"),
    "lv": ("lv-LV", "Google.lv-LV-Standard-A"),
    "en": ("en-GB", "Polly.Amy"),
}
