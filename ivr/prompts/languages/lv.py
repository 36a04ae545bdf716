"""Latvian. Numerals below a thousand are num2words'; agreement is CLDR's.

num2words has no gender, case or ordinals for Latvian; those are written out here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal

from num2words import num2words

from ivr.prompts.languages.grammar import Noun, Words, fraction, plural

IN_MONTH = (
    "janvārī", "februārī", "martā", "aprīlī", "maijā", "jūnijā",
    "jūlijā", "augustā", "septembrī", "oktobrī", "novembrī", "decembrī",
)  # fmt: skip
UNTIL_MONTH = (
    "janvārim", "februārim", "martam", "aprīlim", "maijam", "jūnijam",
    "jūlijam", "augustam", "septembrim", "oktobrim", "novembrim", "decembrim",
)  # fmt: skip
FROM_WEEKDAY = (
    "no pirmdienas", "no otrdienas", "no trešdienas", "no ceturtdienas",
    "no piektdienas", "no sestdienas", "no svētdienas",
)  # fmt: skip
TO_WEEKDAY = (
    "līdz pirmdienai", "līdz otrdienai", "līdz trešdienai", "līdz ceturtdienai",
    "līdz piektdienai", "līdz sestdienai", "līdz svētdienai",
)  # fmt: skip
ON_WEEKDAY = (
    "pirmdien", "otrdien", "trešdien", "ceturtdien", "piektdien", "sestdien", "svētdien",
)  # fmt: skip
FEMININE = {
    "viens": "viena", "divi": "divas", "četri": "četras", "pieci": "piecas", "seši": "sešas",
    "septiņi": "septiņas", "astoņi": "astoņas", "deviņi": "deviņas",
}  # fmt: skip
ORDINAL_STEMS = {
    "viens": "pirm", "divi": "otr", "trīs": "treš", "četri": "ceturt", "pieci": "piekt",
    "seši": "sest", "septiņi": "septīt", "astoņi": "astot", "deviņi": "devīt",
}  # fmt: skip
# After "no" and "līdz" in the plural: the dative, masculine for hours and feminine for minutes.
HOURS_DATIVE = {
    "viens": "vieniem", "divi": "diviem", "trīs": "trijiem", "četri": "četriem", "pieci": "pieciem",
    "seši": "sešiem", "septiņi": "septiņiem", "astoņi": "astoņiem", "deviņi": "deviņiem",
}  # fmt: skip
MINUTES_DATIVE = {
    "viena": "vienai", "divas": "divām", "trīs": "trim", "četras": "četrām", "piecas": "piecām",
    "sešas": "sešām", "septiņas": "septiņām", "astoņas": "astoņām", "deviņas": "deviņām",
}  # fmt: skip
GROUPS: Sequence[tuple[int, Mapping[str, str]]] = (
    (1_000_000, {"one": "miljons", "other": "miljoni", "zero": "miljonu"}),
    (1_000, {"one": "tūkstotis", "other": "tūkstoši", "zero": "tūkstošu"}),
)
KEYS = {"*": "zvaigznīti", "#": "restīti"}


class Latvian:
    """Latvian grammar of values; see `Language`."""

    code = "lv"
    digits: Sequence[str] = (
        "nulle", "viens", "divi", "trīs", "četri", "pieci", "seši", "septiņi", "astoņi", "deviņi",
    )  # fmt: skip
    plus = "plus"
    point = "komats"

    def cardinal(self, number: int, form: str = "") -> Words:
        words: Words = []
        rest = number
        for size, names in GROUPS:
            count, rest = divmod(rest, size)
            if count:
                words += [
                    *(self._below_1000(count) if count > 1 else []),
                    names[plural("lv", count)],
                ]
        if rest or not words:
            words += self._below_1000(rest)
        if form == "f":
            words[-1] = FEMININE.get(words[-1], words[-1])
        return words

    def _below_1000(self, number: int) -> Words:
        """A hundred alone is simts, before more it is simtu."""
        words = str(num2words(number, lang="lv")).split()
        return ["simtu", *words[1:]] if 100 < number < 200 else words

    def quantity(self, amount: Decimal, noun: Noun, form: str = "") -> Words:
        whole, decimals = fraction(amount)
        counted = noun.forms[plural("lv", amount)]
        if not decimals:
            return [*self.cardinal(whole, noun.gender), counted]
        return [*self.cardinal(whole), self.point, *self._decimals(decimals, noun.gender), counted]

    def _decimals(self, decimals: str, gender: str) -> Words:
        """Two as one number, one or three digit by digit: so does CLDR's agreement expect it."""
        if len(decimals) == 2 and decimals[0] != "0":
            return self.cardinal(int(decimals), gender)
        *words, last = (self.digits[int(digit)] for digit in decimals)
        return [*words, FEMININE.get(last, last) if gender == "f" else last]

    def _ordinal(self, number: int, ending: str) -> Words:
        """Of 1 to 31, definite: divdesmit pirm-ais."""
        *words, last = self.cardinal(number)
        return [*words, ORDINAL_STEMS.get(last, last) + ending]

    def calendar_date(self, day: date, form: str = "") -> Words:
        if form == "until":
            return [*self._ordinal(day.day, "ajam"), UNTIL_MONTH[day.month - 1]]
        return [*self._ordinal(day.day, "ajā"), IN_MONTH[day.month - 1]]

    def day(self, number: int, form: str) -> Words:
        return self._ordinal(number, "ā" if form == "from" else "ajam")

    def clock(self, moment: time, form: str = "") -> Words:
        """As on the clock, or in the dative which no and līdz take in the plural."""
        hour, minute = self.cardinal(moment.hour), self.cardinal(moment.minute, "f")
        one = plural("lv", moment.minute) == "one"
        noun = (
            "minūte" if one else "minūtes" if plural("lv", moment.minute) == "other" else "minūšu"
        )
        if form:
            hour[-1] = HOURS_DATIVE.get(hour[-1], hour[-1] + "iem") if moment.hour else hour[-1]
            minute[-1] = MINUTES_DATIVE.get(minute[-1], minute[-1])
            noun = "minūtei" if one else "minūtēm"
        return [*hour, "un", *minute, noun] if moment.minute else hour

    def hours(self, first: int, last: int, opens: time, closes: time) -> Words:
        if (first, last) == (0, 6):
            days = ["katru dienu"]
        elif first == last:
            days = [ON_WEEKDAY[first]]
        else:
            days = [FROM_WEEKDAY[first], TO_WEEKDAY[last]]
        opened = ["no pulksten", *self.clock(opens, "from")]
        return [*days, *opened, "līdz pulksten", *self.clock(closes, "until")]

    def key(self, key: str) -> str:
        return KEYS.get(key) or f"taustiņu {self.digits[int(key)]}"

    def meter(self, service: str, place: str, serial_tail: str) -> Words:
        words = [word for word in (service, place) if word]
        if serial_tail:
            words += [",", "kura numurs beidzas ar cipariem"]
            words += [self.digits[int(digit)] for digit in serial_tail]
        return words


LATVIAN = Latvian()
