"""How the tests have something heard."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from config.utility import Language
from ivr.engine.channel import By, Grammar, Heard
from ivr.grammars.numbers import Digits, Register

T = TypeVar("T")
LANGUAGES: Sequence[Language] = ("ru", "kk", "lv", "en")


def heard(grammar: Grammar[T], language: Language, words: str) -> T | None:
    """What spoken words mean."""
    return grammar.parse(Heard(words, By.SPEECH), language)


def read(language: Language, words: str, wheels: int = 5, decimals: int = 3) -> Decimal | None:
    """A spoken reading."""
    shown = heard(Register(wheels, decimals), language, words)
    return shown.value if shown else None


def number(language: Language, words: str, digits: int) -> str | None:
    """A spoken account number."""
    return heard(Digits(digits, digits), language, words)
