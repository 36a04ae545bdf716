"""English, as spoken in Europe: metres, hash, the twenty-first of November."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

from babel.dates import get_day_names, get_month_names
from num2words import num2words

from ivr.prompts.languages.grammar import Noun, Words, fraction, plural

PARTS_OF_DAY = ("in the morning", "in the morning", "in the afternoon", "in the evening")
KEYS = {"*": "star", "#": "hash"}


class English:
    """English grammar of values; see `Language`."""

    code = "en"
    digits: Sequence[str] = (
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    )  # fmt: skip
    plus = "plus"
    point = "point"

    def cardinal(self, number: int, form: str = "") -> Words:
        return str(num2words(number, lang="en")).replace(",", "").split()

    def quantity(self, amount: Decimal, noun: Noun, form: str = "") -> Words:
        whole, decimals = fraction(amount)
        words = self.cardinal(whole)
        if decimals:
            words += [self.point, *(self.digits[int(digit)] for digit in decimals)]
        return [*words, noun.forms["other" if decimals else plural("en", whole)]]

    def _ordinal(self, number: int) -> str:
        return str(num2words(number, lang="en", to="ordinal"))

    def calendar_date(self, day: date, form: str = "") -> Words:
        return ["the", self._ordinal(day.day), "of", get_month_names(locale="en")[day.month]]

    def day(self, number: int, form: str) -> Words:
        return [self._ordinal(number)]

    def clock(self, moment: time, form: str = "") -> Words:
        """On the twelve-hour clock; noon and midnight by name."""
        if not moment.minute and moment.hour in (0, 12):
            return ["noon" if moment.hour else "midnight"]
        words = self.cardinal(moment.hour % 12 or 12)
        if moment.minute:
            words += ["oh"] * (moment.minute < 10) + self.cardinal(moment.minute)
        return [*words, PARTS_OF_DAY[moment.hour // 6]]

    def hours(self, first: int, last: int, opens: time, closes: time) -> Words:
        names = get_day_names(locale="en")
        if (first, last) == (0, 6):
            days = ["every day"]
        elif first == last:
            days = ["on", names[first]]
        else:
            days = ["from", names[first], "to", names[last]]
        return [*days, "from", *self.clock(opens), "to", *self.clock(closes)]

    def key(self, key: str) -> str:
        return KEYS.get(key) or self.digits[int(key)]

    def meter(self, service: str, place: str, serial_tail: str) -> Words:
        words = [word for word in (service, place) if word]
        if serial_tail:
            words += [",", "serial number ending in"]
            words += [self.digits[int(digit)] for digit in serial_tail]
        return words


ENGLISH = English()
