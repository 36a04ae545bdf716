"""Kazakh. A noun after a numeral stays singular; case endings go on the last word of a number.

Numerals are num2words'; it has no ordinals and no cases, so those are written out here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal

from num2words import num2words

from ivr.prompts.languages.grammar import Noun, Words, fraction

ON_MONTH = (
    "қаңтарда", "ақпанда", "наурызда", "сәуірде", "мамырда", "маусымда",
    "шілдеде", "тамызда", "қыркүйекте", "қазанда", "қарашада", "желтоқсанда",
)  # fmt: skip
UNTIL_MONTH = (
    "қаңтарға", "ақпанға", "наурызға", "сәуірге", "мамырға", "маусымға",
    "шілдеге", "тамызға", "қыркүйекке", "қазанға", "қарашаға", "желтоқсанға",
)  # fmt: skip
FROM_WEEKDAY = (
    "дүйсенбіден", "сейсенбіден", "сәрсенбіден", "бейсенбіден",
    "жұмадан", "сенбіден", "жексенбіден",
)  # fmt: skip
TO_WEEKDAY = (
    "дүйсенбіге дейін", "сейсенбіге дейін", "сәрсенбіге дейін", "бейсенбіге дейін",
    "жұмаға дейін", "сенбіге дейін", "жексенбіге дейін",
)  # fmt: skip
ON_WEEKDAY = (
    "дүйсенбі күні", "сейсенбі күні", "сәрсенбі күні", "бейсенбі күні",
    "жұма күні", "сенбі күні", "жексенбі күні",
)  # fmt: skip

# The words a number below sixty can end in: accusative, ablative, dative, ordinal; and the
# ablative and dative with a possessive, as in "from the fifteenth (day) of the month".
ENDINGS: Mapping[str, tuple[str, str, str, str, str, str]] = {
    "нөл": ("нөлді", "нөлден", "нөлге", "нөлінші", "нөлінен", "нөліне"),
    "бір": ("бірді", "бірден", "бірге", "бірінші", "бірінен", "біріне"),
    "екі": ("екіні", "екіден", "екіге", "екінші", "екісінен", "екісіне"),
    "үш": ("үшті", "үштен", "үшке", "үшінші", "үшінен", "үшіне"),
    "төрт": ("төртті", "төрттен", "төртке", "төртінші", "төртінен", "төртіне"),
    "бес": ("бесті", "бестен", "беске", "бесінші", "бесінен", "бесіне"),
    "алты": ("алтыны", "алтыдан", "алтыға", "алтыншы", "алтысынан", "алтысына"),
    "жеті": ("жетіні", "жетіден", "жетіге", "жетінші", "жетісінен", "жетісіне"),
    "сегіз": ("сегізді", "сегізден", "сегізге", "сегізінші", "сегізінен", "сегізіне"),
    "тоғыз": ("тоғызды", "тоғыздан", "тоғызға", "тоғызыншы", "тоғызынан", "тоғызына"),
    "он": ("онды", "оннан", "онға", "оныншы", "онынан", "онына"),
    "жиырма": ("жиырманы", "жиырмадан", "жиырмаға", "жиырмасыншы", "жиырмасынан", "жиырмасына"),
    "отыз": ("отызды", "отыздан", "отызға", "отызыншы", "отызынан", "отызына"),
    "қырық": ("қырықты", "қырықтан", "қырыққа", "қырқыншы", "қырқынан", "қырқына"),
    "елу": ("елуді", "елуден", "елуге", "елуінші", "елуінен", "елуіне"),
}
ACCUSATIVE, ABLATIVE, DATIVE, ORDINAL, FROM_DAY, UNTIL_DAY = range(6)
PARTS = {1: "оннан", 2: "жүзден", 3: "мыңнан"}
KEYS = {"*": "жұлдызшаны", "#": "тор белгісін"}


class Kazakh:
    """Kazakh grammar of values; see `Language`."""

    code = "kk"
    digits: Sequence[str] = (
        "нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз",
    )  # fmt: skip
    plus = "плюс"
    point = "үтір"

    def cardinal(self, number: int, form: str = "") -> Words:
        return str(num2words(number, lang="kz")).split()

    def quantity(self, amount: Decimal, noun: Noun, form: str = "") -> Words:
        """1.25: бір бүтін жүзден жиырма бес."""
        whole, decimals = fraction(amount)
        words = self.cardinal(whole)
        if decimals:
            words += ["бүтін", PARTS[len(decimals)], *self.cardinal(int(decimals))]
        return [*words, noun.forms["other"]]

    def _ending(self, number: int, ending: int) -> Words:
        *words, last = self.cardinal(number)
        return [*words, ENDINGS[last][ending]]

    def calendar_date(self, day: date, form: str = "") -> Words:
        months = UNTIL_MONTH if form == "until" else ON_MONTH
        return [*self._ending(day.day, ORDINAL), months[day.month - 1]]

    def day(self, number: int, form: str) -> Words:
        return self._ending(number, FROM_DAY if form == "from" else UNTIL_DAY)

    def clock(self, moment: time, form: str = "") -> Words:
        """The hour and the minutes as bare numbers; the ending is on the last."""
        endings = {"from": ABLATIVE, "until": DATIVE}
        words = self.cardinal(moment.hour)
        if moment.minute:
            words += ["нөл"] * (moment.minute < 10) + self.cardinal(moment.minute)
        if form:
            words[-1] = ENDINGS[words[-1]][endings[form]]
        return words

    def hours(self, first: int, last: int, opens: time, closes: time) -> Words:
        if (first, last) == (0, 6):
            days = ["күн сайын"]
        elif first == last:
            days = [ON_WEEKDAY[first]]
        else:
            days = [FROM_WEEKDAY[first], TO_WEEKDAY[last]]
        return [*days, "сағат", *self.clock(opens, "from"), *self.clock(closes, "until"), "дейін"]

    def key(self, key: str) -> str:
        return KEYS.get(key) or ENDINGS[self.digits[int(key)]][ACCUSATIVE]

    def meter(self, service: str, place: str, serial_tail: str) -> Words:
        words = [word for word in (place, service) if word]
        if serial_tail:
            digits = [self.digits[int(digit)] for digit in serial_tail]
            words = ["зауыттық нөмірінің соңғы цифрлары", *digits, "болатын", *words]
        return words


KAZAKH = Kazakh()
