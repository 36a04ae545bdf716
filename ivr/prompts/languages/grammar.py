"""What every language must be able to say, and what several of them share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Protocol

from babel import Locale

Words = list[str]


@dataclass(frozen=True)
class Noun:
    """A noun that is counted: its gender and its forms by CLDR plural category.

    `accusative` is the singular after "one" where it differs (Russian: одну цифру).
    """

    forms: Mapping[str, str]
    gender: str = "m"
    accusative: str = ""


class Language(Protocol):
    """One language's grammar. `form` names what the sentence needs; "" is the plain form."""

    @property
    def code(self) -> str: ...

    @property
    def digits(self) -> Sequence[str]:
        """The names of 0 to 9."""

    @property
    def plus(self) -> str: ...

    @property
    def point(self) -> str:
        """How the decimal mark is called when digits are spelled."""

    def cardinal(self, number: int, form: str = "") -> Words:
        """0 to 999,999,999; `form` is a gender (m, f, n)."""

    def quantity(self, amount: Decimal, noun: Noun, form: str = "") -> Words:
        """An amount of up to three decimals with its noun; `form`: "" or accusative."""

    def calendar_date(self, day: date, form: str = "") -> Words:
        """Day and month; `form`: "" (when?) or until (after the word for "until")."""

    def day(self, number: int, form: str) -> Words:
        """A day of the month, 1 to 31; `form`: from or until (with "from" itself in Russian)."""

    def clock(self, moment: time, form: str = "") -> Words:
        """To the minute; `form`: "", from or until (as after those words)."""

    def hours(self, first: int, last: int, opens: time, closes: time) -> Words:
        """Weekdays from first to last (Monday is 0) with opening and closing time."""

    def key(self, key: str) -> str:
        """A telephone key as said after "press"."""

    def meter(self, service: str, place: str, serial_tail: str) -> Words:
        """A meter as a sentence names it; place and serial tail may be empty."""


@cache
def plural_form(language: str) -> object:
    return Locale.parse(language).plural_form


def categories(language: str) -> set[str]:
    """The plural categories a language has."""
    return {str(name) for name in getattr(plural_form(language), "tags", ())} | {"other"}


def plural(language: str, amount: Decimal | int) -> str:
    """The CLDR plural category of an amount, e.g. one, few, many."""
    rule = plural_form(language)
    assert callable(rule)
    return str(rule(amount))


def fraction(amount: Decimal) -> tuple[int, str]:
    """Whole part, and the digits after the decimal mark without trailing zeros."""
    whole, _, digits = f"{amount:f}".partition(".")
    return int(whole), digits.rstrip("0")


def spelled(language: Language, amount: Decimal) -> Words:
    """An amount digit by digit, a short pause after each: one, two, point, five."""
    names = [
        language.point if sign == "." else language.digits[int(sign)] for sign in f"{amount:f}"
    ]
    return [word for name in names for word in (name, ",")][:-1]
