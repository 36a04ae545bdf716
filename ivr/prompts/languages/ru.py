"""Russian. Numerals and ordinals in gender and case are num2words'; agreement is CLDR's."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

from num2words import num2words

from ivr.prompts.languages.grammar import Noun, Words, fraction, plural

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
SINCE_WEEKDAY = (
    "с понедельника", "со вторника", "со среды", "с четверга",
    "с пятницы", "с субботы", "с воскресенья",
)  # fmt: skip
TO_WEEKDAY = (
    "по понедельник", "по вторник", "по среду", "по четверг",
    "по пятницу", "по субботу", "по воскресенье",
)  # fmt: skip
ON_WEEKDAY = (
    "в понедельник", "во вторник", "в среду", "в четверг",
    "в пятницу", "в субботу", "в воскресенье",
)  # fmt: skip
PARTS = {1: ("десятая", "десятых"), 2: ("сотая", "сотых"), 3: ("тысячная", "тысячных")}
KEYS = {"*": "звёздочку", "#": "решётку"}


class Russian:
    """Russian grammar of values; see `Language`."""

    code = "ru"
    digits: Sequence[str] = (
        "ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять",
    )  # fmt: skip
    plus = "плюс"
    point = "запятая"

    def cardinal(self, number: int, form: str = "", case: str = "n") -> Words:
        said = num2words(number, lang="ru", gender=form or "m", case=case, animate=False)
        words = str(said).split()
        return words[1:] if 1000 <= number < 2000 else words  # тысяча сто, not одна тысяча сто

    def quantity(self, amount: Decimal, noun: Noun, form: str = "") -> Words:
        whole, decimals = fraction(amount)
        if decimals:
            return [*self._decimal(whole, decimals), noun.forms["other"]]
        category = plural("ru", whole)
        if form == "accusative" and category == "one":
            return [*self.cardinal(whole, noun.gender, "a"), noun.accusative]
        return [*self.cardinal(whole, noun.gender), noun.forms[category]]

    def _decimal(self, whole: int, decimals: str) -> Words:
        """1.25: одна целая двадцать пять сотых."""
        name = "целая" if plural("ru", whole) == "one" else "целых"
        singular, several = PARTS[len(decimals)]
        part = singular if plural("ru", int(decimals)) == "one" else several
        return [*self.cardinal(whole, "f"), name, *self.cardinal(int(decimals), "f"), part]

    def calendar_date(self, day: date, form: str = "") -> Words:
        return [*self._ordinal(day.day, "g"), MONTHS[day.month - 1]]

    def day(self, number: int, form: str) -> Words:
        """With the preposition in the case of "from"."""
        return _since(self._ordinal(number, "g")) if form == "from" else self._ordinal(number, "a")

    def _ordinal(self, number: int, case: str) -> Words:
        said = num2words(number, lang="ru", to="ordinal", gender="n", case=case, animate=False)
        return str(said).split()

    def clock(self, moment: time, form: str = "") -> Words:
        words = self._counted(moment.hour, "m", ("час", "часа", "часов"), form)
        if moment.minute:
            words += self._counted(moment.minute, "f", ("минута", "минуты", "минут"), form)
        return words

    def _counted(self, number: int, gender: str, forms: tuple[str, str, str], form: str) -> Words:
        """Nominative, or the genitive which both "с" and "до" ask for."""
        category = plural("ru", number)
        if form:
            return [*self.cardinal(number, gender, "g"), forms[1 if category == "one" else 2]]
        noun = dict(zip(("one", "few", "many"), forms, strict=True))[category]
        return [*self.cardinal(number, gender), noun]

    def hours(self, first: int, last: int, opens: time, closes: time) -> Words:
        if (first, last) == (0, 6):
            days = ["ежедневно"]
        elif first == last:
            days = [ON_WEEKDAY[first]]
        else:
            days = [SINCE_WEEKDAY[first], TO_WEEKDAY[last]]
        return [*days, *_since(self.clock(opens, "from")), "до", *self.clock(closes, "until")]

    def key(self, key: str) -> str:
        return KEYS.get(key) or self.digits[int(key)]

    def meter(self, service: str, place: str, serial_tail: str) -> Words:
        words = [word for word in (service, place) if word]
        if serial_tail:
            words += [",", "заводской номер оканчивается на"]
            words += [self.digits[int(digit)] for digit in serial_tail]
        return words


def _since(words: Words) -> Words:
    """After "с", in one piece with it: alone a synthesiser takes it for the letter's name."""
    preposition = "со" if words[0] == "второго" else "с"
    return [f"{preposition} {words[0]}", *words[1:]]


RUSSIAN = Russian()
