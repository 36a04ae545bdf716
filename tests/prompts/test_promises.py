"""What a prompt tells a caller to say must be understood when it is said."""

import re

import pytest

from config.utility import Language
from ivr.dialogues.waiting import CALL_ME_BACK, CHOICE
from ivr.engine.channel import By, Grammar, Heard
from ivr.grammars.address import DigitsOrAddress, Instead
from ivr.grammars.choices import OneOf, YesNo
from ivr.grammars.commands import Command, command_in
from ivr.grammars.numbers import Digits, Register, Shown
from ivr.grammars.spoken.languages import LEXICONS
from tests.grammars.hearing import LANGUAGES
from tests.prompts.saying import PROJECT

MENU = OneOf(3, ("readings", "hours", "callback"))
GRAMMARS: dict[str, Grammar[object]] = {
    "main_menu": MENU,
    "closed_menu": MENU,
    "ask_account_or_address": DigitsOrAddress(Digits(8, 8)),
    "ask_reading_or_skip": Register(5, 3, may_skip=True),
    "stay_or_callback": CHOICE,
}
AGREEMENT = (True, False)
# What the words in quotes mean, in the order in which they are told; other prompts quote none.
PROMISED: dict[str, tuple[object, ...]] = {
    "main_menu": (0, 1, 2, Command.OPERATOR, Command.REPEAT),
    "closed_menu": (0, 1, 2, Command.REPEAT),
    "ask_account_or_address": (Instead.ADDRESS,),
    "ask_reading_or_skip": (Shown(None),),
    "stay_or_callback": (CALL_ME_BACK,),
    "account_read_back": AGREEMENT,
    "confirm_high_use": AGREEMENT,
    "read_back": AGREEMENT,
    "read_back_heat": AGREEMENT,
    "read_back_digits": AGREEMENT,
    "callback_confirm_number": AGREEMENT,
    "called_back_ready": (True,),
    "survey_callback": AGREEMENT,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(PROJECT.voice.keys() - {"language_option"}))
def test_a_word_to_say_is_not_promised_in_vain(key: str, language: Language) -> None:
    said = [Heard(word, By.SPEECH) for word in quoted(key, language)]
    assert tuple(meaning(key, language, heard) for heard in said) == PROMISED.get(key, ())


def meaning(key: str, language: Language, heard: Heard) -> object:
    answer = GRAMMARS.get(key, YesNo()).parse(heard, language)
    return command_in(heard, language, of_one_key=False) if answer is None else answer


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked_in", LANGUAGES)
def test_a_language_by_the_name_that_its_option_tells(
    asked_in: Language, language: Language
) -> None:
    languages = tuple(LEXICONS)
    (name,) = quoted("language_option", language)
    heard = Heard(name, By.SPEECH)
    assert OneOf(len(languages), languages).parse(heard, asked_in) == languages.index(language)


def quoted(key: str, language: Language) -> list[str]:
    parts = (part for part in PROJECT.voice[key][language] if isinstance(part, str))
    return [word for part in parts for word in re.findall("[«“](.+?)[»”]", part)]
