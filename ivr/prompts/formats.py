"""The formats a slot may have: a value as a dialogue gives it, checked, then spoken in pieces.

Values arrive as Python values or, out of a call's journal, in their plain JSON form; both are
taken. How a language says them is in `languages/`. What cannot be said raises `CannotSay`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from ivr.prompts.languages import Language
from ivr.prompts.languages.grammar import Words, spelled
from ivr.prompts.terms import Terms
from models.addresses.houses import parts_of
from models.addresses.said import Mark

BIGGEST = 999_999_999
COUNTRY_CODES = ("7", "371")  # said apart from the number that follows
BIGGEST_IN_AN_ADDRESS = 9999  # a longer number is spelled
CURRENCIES = {"RUB": ("rouble", "kopeck"), "KZT": ("tenge", "tiyn"), "EUR": ("euro", "cent")}


class CannotSay(ValueError):
    """A prompt has no wording: its key, one of its values or its language; the message says."""


@dataclass(frozen=True)
class Voice:
    """What a format speaks with: the grammar of a language, its terms, the slot's details."""

    language: Language
    terms: Terms
    details: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        return self.details[-1] if self.details else ""

    def term(self, kind: str, name: object) -> str:
        return self.terms.word(kind, str(name), self.language.code)


# --- from what was given to a value of the right type -------------------------------------------


def whole(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise CannotSay("a whole number is expected")
    number = int(given)
    if not 0 <= number <= BIGGEST:
        raise CannotSay(f"a number from 0 to {BIGGEST} is expected")
    return number


def amount(given: object) -> Decimal:
    """Up to three decimals, not negative, trailing zeros after the decimal mark dropped."""
    if isinstance(given, bool) or not isinstance(given, int | str | Decimal):
        raise CannotSay("a decimal number is expected")
    value = Decimal(given)
    if not value.is_finite() or not 0 <= value <= BIGGEST or value != round(value, 3):
        raise CannotSay(f"a number from 0 to {BIGGEST} with up to three decimals is expected")
    return value.normalize() if value % 1 else value.quantize(Decimal(1))


def sum_of_money(given: object) -> Decimal:
    value = amount(given)
    if value != round(value, 2):
        raise CannotSay("a sum has no more than two decimals")
    return value


def plain(given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise CannotSay("a text is expected")
    return given


def identifier(given: object) -> str:
    text = plain(given)
    if not text.removeprefix("+").isdecimal() or not text.isascii():
        raise CannotSay("digits are expected")
    return text


def day(given: object) -> date:
    return given if isinstance(given, date) else date.fromisoformat(plain(given))


def day_of_month(given: object) -> int:
    number = whole(given)
    if not 1 <= number <= 31:
        raise CannotSay("a day of the month is expected")
    return number


def moment(given: object) -> time:
    return given if isinstance(given, time) else time.fromisoformat(plain(given))


def phone_key(given: object) -> str:
    key = str(given)
    if len(key) != 1 or key not in "0123456789*#":
        raise CannotSay("a telephone key is expected")
    return key


Hours = tuple[int, int, time, time]


def schedule(given: object) -> list[Hours]:
    """Rows of first weekday, last weekday (Monday is 0), opening and closing time."""
    if not isinstance(given, list | tuple) or not given:
        raise CannotSay("opening hours are expected")
    return [_hours(row) for row in given]


def _hours(row: object) -> Hours:
    if not isinstance(row, list | tuple) or len(row) != 4:
        raise CannotSay("opening hours are first weekday, last weekday, opens, closes")
    first, last = whole(row[0]), whole(row[1])
    if not first <= last <= 6:
        raise CannotSay("weekdays are 0 to 6, Monday to Sunday, the first not after the last")
    return first, last, moment(row[2]), moment(row[3])


def meter(given: object) -> Mapping[str, str]:
    if not isinstance(given, Mapping) or not given.get("service"):
        raise CannotSay("a meter with a service is expected")
    if given.get("serial_tail"):
        identifier(given["serial_tail"])
    return {str(name): str(value) for name, value in given.items() if value}


def address(given: object) -> Mapping[str, str]:
    """A house with its street or locality, perhaps a flat."""
    if not isinstance(given, Mapping) or not given.get("house"):
        raise CannotSay("an address with a house is expected")
    if not (given.get("street") or given.get("locality")):
        raise CannotSay("an address with a street or a locality is expected")
    return {str(name): str(value) for name, value in given.items() if value}


# --- from a value to pieces ---------------------------------------------------------------------


def say_digits(voice: Voice, number: str) -> Words:
    """Digit by digit in groups of three or two, a short pause between groups."""
    names, digits = voice.language.digits, number.removeprefix("+")
    words = [voice.language.plus] if digits != number else []
    code = next((code for code in COUNTRY_CODES if words and digits.startswith(code)), "")
    for group in filter(None, (code, *_groups(digits.removeprefix(code)))):
        words += [*(names[int(digit)] for digit in group), ","]
    return words[:-1]


def _groups(digits: str) -> list[str]:
    """By three, and the last four by two rather than leave one digit alone."""
    if len(digits) <= 3:
        return [digits]
    size = 2 if len(digits) == 4 else 3
    return [digits[:size], *_groups(digits[size:])]


def say_number(voice: Voice, number: int) -> Words:
    return voice.language.cardinal(number, voice.form)


def say_measure(unit: str) -> Callable[[Voice, Decimal], Words]:
    def say(voice: Voice, value: Decimal) -> Words:
        noun = voice.terms.noun(unit, voice.language.code)
        return voice.language.quantity(value, noun, voice.form)

    return say


def say_count(voice: Voice, number: int) -> Words:
    noun = voice.terms.noun(voice.details[0], voice.language.code)
    form = voice.details[1] if len(voice.details) > 1 else ""
    return voice.language.quantity(Decimal(number), noun, form)


def say_schedule(voice: Voice, rows: Iterable[Hours]) -> Words:
    words = [word for row in rows for word in (*voice.language.hours(*row), ",")]
    return words[:-1]


def say_meter(voice: Voice, record: Mapping[str, str]) -> Words:
    place = record.get("place", "")
    return voice.language.meter(
        voice.term("service", record["service"]),
        voice.term("place", place) if place else "",
        record.get("serial_tail", ""),
    )


def say_address(voice: Voice, place: Mapping[str, str]) -> Words:
    """Locality and street as the register has them, then the numbers: дом, корпус, квартира."""
    words: Words = []
    for name in ("locality", "street"):
        if name in place:
            words += [place[name], ","]
    words += [voice.term("part", Mark.HOUSE), *_numbers(voice, place["house"])]
    if flat := place.get("flat"):
        words += [",", voice.term("part", Mark.FLAT), *_numbers(voice, flat)]
    return words


def _numbers(voice: Voice, written: str) -> Words:
    """Numbers and letters; a number behind the first by what it is called, else by a pause."""
    words: Words = []
    for mark, part in parts_of(written):
        if mark and mark is not Mark.LETTER and words:
            words += [*([","] if mark is not Mark.SLASH else []), voice.term("part", mark)]
        elif words and part.isdecimal():
            words.append(",")
        words += _number_or_letter(voice, part)
    return words or [written]


def _number_or_letter(voice: Voice, part: str) -> Words:
    if not part.isdecimal():
        return [part.upper()]  # a letter, never a preposition
    if int(part) > BIGGEST_IN_AN_ADDRESS:
        return say_digits(voice, part)
    return voice.language.cardinal(int(part))


def say_money(voice: Voice, sum_: Decimal) -> Words:
    """Whole units, and hundredths where there are any; the currency is the slot's detail."""
    big, small = (voice.terms.noun(name, voice.language.code) for name in CURRENCIES[voice.form])
    words = voice.language.quantity(sum_ // 1, big)
    if hundredths := sum_ % 1 * 100 // 1:
        words += voice.language.quantity(hundredths, small)
    return words


@dataclass(frozen=True)
class Format:
    """One way of speaking a value: the check of what was given, and the speaking."""

    check: Callable[[object], Any]
    speak: Callable[[Voice, Any], Words]


FORMATS: Mapping[str, Format] = {
    "text": Format(plain, lambda _, text: [text]),
    "digits": Format(identifier, say_digits),
    "number": Format(whole, say_number),
    "count": Format(whole, say_count),
    "volume": Format(amount, say_measure("cubic_metre")),
    "heat": Format(amount, say_measure("gigacalorie")),
    "money": Format(sum_of_money, say_money),
    "decimal_digits": Format(amount, lambda voice, value: spelled(voice.language, value)),
    "date": Format(day, lambda voice, value: voice.language.calendar_date(value, voice.form)),
    "day": Format(day_of_month, lambda voice, value: voice.language.day(value, voice.form)),
    "time": Format(moment, lambda voice, value: voice.language.clock(value, voice.form)),
    "schedule": Format(schedule, say_schedule),
    "key": Format(phone_key, lambda voice, value: [voice.language.key(value)]),
    "term": Format(plain, lambda voice, name: [voice.term(voice.form, name)]),
    "meter": Format(meter, say_meter),
    "address": Format(address, say_address),
}
