"""Numbers said by independent speakers come back as themselves."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from num2words import num2words

from config.utility import Language
from ivr.prompts.languages import LANGUAGES as SPEAKERS
from tests.grammars.hearing import LANGUAGES, read
from tests.prompts.saying import PROJECT

NUM2WORDS = {"ru": "ru", "kk": "kz", "lv": "lv", "en": "en"}
BELOW_A_MILLION = [
    *range(2000),
    *range(2000, 1_000_000, 97),  # every pair of last digits, every thousand
    *range(0, 1_000_000, 1000),
    *range(1, 1_000_000, 1000),
]
LARGE = [1_000_000, 1_000_001, 2_000_000, 5_100_000, 21_021_021, 100_000_000, 999_999_999]
pytestmark = pytest.mark.slow
CASES = [(gender, case) for gender in "mfn" for case in "ngdaip"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_num2words(language: Language) -> None:
    said = {number: num2words(number, lang=NUM2WORDS[language]) for number in BELOW_A_MILLION}
    wrong = {
        number: words
        for number, words in said.items()
        if read(language, words, wheels=6, decimals=0) != number
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gender", ["", "f"])
def test_every_number_of_our_prompts(language: Language, gender: str) -> None:
    speaker = SPEAKERS[language]
    wrong = [
        number
        for number in [*BELOW_A_MILLION, *LARGE]
        if read(language, " ".join(speaker.cardinal(number, gender)), wheels=9) != number
    ]
    assert wrong == []


@pytest.mark.parametrize(("gender", "case"), CASES)
def test_every_russian_gender_and_case(gender: str, case: str) -> None:
    """Except the genitive of zero: "два ноля" are two digits."""
    wrong = {
        number: words
        for number in [*range(1, 1000), *range(1000, 1_000_000, 4999), *LARGE]
        if read("ru", words := _russian(number, gender, case), wheels=9) != number
    }
    assert wrong == {}


def _russian(number: int, gender: str, case: str) -> str:
    words = num2words(number, lang="ru", gender=gender, case=case, animate=False)
    return str(words)


def _decimals(wholes: tuple[int, ...]) -> Iterator[Decimal]:
    for whole in wholes:
        for thousandths in range(1000):
            yield whole + Decimal(thousandths).scaleb(-3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_decimal_of_our_prompts(language: Language) -> None:
    speaker, noun = SPEAKERS[language], PROJECT.terms.noun("cubic_metre", language)
    wrong = {}
    for value in _decimals((0, 1, 2, 20, 21, 105, 120, 1200, 30_000, 99_999)):
        words = " ".join(speaker.quantity(value, noun))
        if read(language, words) != value:
            wrong[value] = words
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_decimal_of_num2words(language: Language) -> None:
    wrong = {}
    for value in _decimals((0, 3, 40, 1101)):
        shortest = int(value) if value == int(value) else value.normalize()
        words = num2words(shortest, lang=NUM2WORDS[language])
        if read(language, words) != value:
            wrong[value] = words
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_decimal_digit_by_digit(language: Language) -> None:
    speaker = SPEAKERS[language]
    wrong = {}
    for value in _decimals((0, 7, 10, 120, 99_999)):
        text = f"{value:.3f}"
        words = [speaker.point if sign == "." else speaker.digits[int(sign)] for sign in text]
        if read(language, " ".join(words)) != value:
            wrong[value] = words
    assert wrong == {}
