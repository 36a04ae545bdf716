"""A message in one form: lower case, one alphabet to a word, only numbers that count. Pure."""

import re
import unicodedata

from models.addresses.names import KIND_OF
from models.search.typed import MARK_OF
from models.search.words import folded
from models.sms.words import ACCOUNT, AGREES, PLACES, SERVICES, SILENT

LONGEST = 640  # characters; four messages in Cyrillic joined
# Latin letters typed for the Cyrillic ones they look like.
_ALIKE = str.maketrans("abcehkmoptxyi", "авсенкмортхуі")
_LATIN = frozenset("abcehkmoptxyi")
_OF_PLACES = MARK_OF.keys() | KIND_OF.keys()
_KNOWN = _OF_PLACES | SERVICES.keys() | PLACES.keys() | SILENT | ACCOUNT | AGREES

_UNITS = re.compile(
    r"(?<=[\d\s])(?:[мm]\s?3|куб(?:\.?\s?[мm]|ометр\w*|а|ов|ы)?\.?|гкал|gcal|kubi|kubikmetri)(?!\w)"
)
_DATE = re.compile(r"(?<![\d.,])\d{1,2}\.\d{1,2}\.(?:20)?\d\d(?:\s?г(?:ода|\.)?)?(?![\d.,])")
_MONTHS = "январ|феврал|март|апрел|май|мая|июн|июл|август|сентябр|октябр|ноябр|декабр"
_MONTH = re.compile(rf"\bза\s+(?:{_MONTHS})\w{{0,2}}(?:\s+20\d\d)?(?:\s*г(?:ода|\.|\b))?")
_PHONE = re.compile(
    r"(?<!\d)(?:\+\d[\d\s()-]{9,15}\d|8\d{10}|8[\s-]?\(?\d{3}\)?[\s-]\d{3}-\d\d-\d\d)(?!\d)"
)
_ZERO = re.compile(r"(?<![^\W\d_])[oо]+(?=\d)|(?<=\d)[oо]+(?![^\W\d_])")
# Numbers that only say which meter it is: "1) 123", "ГВС1: 123", "сч. №12345 - 123".
_LISTED = re.compile(r"(?<![\d.,])\d\)(?=\s*\d)")
_WHICH = re.compile(
    r"(гвс|хвс|счетчика?|прибора?|ипу|сч)"
    r"(?:\.?\s*#\s*\d+|\.?\s?-?[1-9](?=\s*[-:=–—]\s*\d)|[1-9](?=\s+\d))"
)
_PERSONAL = re.compile(r"\b(?:л|l)\s?[/\\.]\s?[сcs]\b\.?")  # л/с, лицевой счёт
# "25 үй 10 пәтер": in Kazakh what a number is may be said behind it.
_BEHIND = re.compile(r"(\d+[^\W\d_]?)\s*-?\s*(үй|пәтер)\b")
_FIRST_MARK = re.compile(r"\d[^\W\d_]?\s*-?\s*(?:үй|пәтер)\b|(?:үй|пәтер)\b")
_WORD = re.compile(r"[^\W\d_]+")


def clean(text: str) -> str:
    """The message without units, dates, telephone numbers and letters of a wrong alphabet."""
    plain = folded("".join(filter(_shown, text)).replace("№", "#"))
    plain = unicodedata.normalize("NFKC", plain)
    for noise in (_PHONE, _DATE, _MONTH):
        plain = noise.sub(" ", plain)
    plain = _WORD.sub(_in_one_alphabet, _ZERO.sub(_zeros, plain))
    plain = _PERSONAL.sub(" лс ", _UNITS.sub(" ", plain))
    if (first := _FIRST_MARK.search(plain)) and first[0][0].isdecimal():
        plain = _BEHIND.sub(r" \2 \1", plain)
    return " ".join(_WHICH.sub(r"\1 ", _LISTED.sub(" ", plain)).split())


def _shown(letter: str) -> bool:
    """Whether it can be seen or separates: no joiners, marks of direction, NUL."""
    return letter.isspace() or unicodedata.category(letter)[0] != "C"


def _zeros(found: re.Match[str]) -> str:
    return "0" * len(found[0])


def _in_one_alphabet(found: re.Match[str]) -> str:
    """The word in Cyrillic if some of it is, or if it is a word we know once it is."""
    word = found[0]
    latin = {letter for letter in word if letter.isascii()}
    if not latin or not latin <= _LATIN:
        return word
    cyrillic = word.translate(_ALIKE)
    mixed = len(latin) < len(set(word))
    return cyrillic if mixed or (cyrillic in _KNOWN and word not in _KNOWN) else word
