"""The words a billing system uses for kinds of customers, services and places.

Words are compared without regard to case, punctuation, ё, and Latin letters that look Cyrillic.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from models.records import Customer, Service

T = TypeVar("T")

_LOOK_ALIKE = str.maketrans("аеорсухкмтвніјѕё", "aeopcyxkmtbhijse")
_CYRILLIC = str.maketrans("aeopcyxkmtABEKMHOPCTYX", "аеорсухкмтАВЕКМНОРСТУХ")

CUSTOMERS: Mapping[Customer, tuple[str, ...]] = {
    Customer.INDIVIDUAL: (
        "физическое лицо", "физлицо", "физ. лицо", "ф/л", "фл", "население", "гражданин",
        "individual", "person", "жеке тұлға", "тұрғын", "fiziska persona", "iedzīvotājs",
    ),
    Customer.LEGAL: (
        "юридическое лицо", "юрлицо", "юр. лицо", "ю/л", "юл", "организация", "предприятие", "ИП",
        "legal", "legal entity", "company", "заңды тұлға", "ұйым", "juridiska persona", "uzņēmums",
    ),
}  # fmt: skip

SERVICES: Mapping[Service, tuple[str, ...]] = {
    Service.HOT_WATER: (
        "горячая вода", "гвс", "горячее водоснабжение", "ипу гвс", "гв", "hot water", "hot_water",
        "ыстық су", "karstais ūdens", "siltais ūdens",
    ),
    Service.COLD_WATER: (
        "холодная вода", "хвс", "холодное водоснабжение", "ипу хвс", "хв", "cold water",
        "cold_water", "суық су", "салқын су", "aukstais ūdens",
    ),
    Service.HEAT: (
        "отопление", "тепло", "тепловая энергия", "теплоснабжение", "тэ", "цо", "путэ", "heat",
        "heating", "жылу", "жылу энергиясы", "siltumenerģija", "apkure", "siltums",
    ),
}  # fmt: skip

# The places that the voice menus can name (terms of the prompt catalogue).
PLACES: Mapping[str, tuple[str, ...]] = {
    "kitchen": ("кухня", "на кухне", "кух", "kitchen", "ас үй", "асүй", "virtuve"),
    "bathroom": (
        "ванная", "ванная комната", "ванна", "в ванной", "санузел", "с/у", "bathroom",
        "жуынатын бөлме", "ванна бөлмесі", "vannas istaba", "vanna",
    ),
    "toilet": ("туалет", "в туалете", "уборная", "toilet", "дәретхана", "tualete"),
    "corridor": ("коридор", "в коридоре", "прихожая", "corridor", "hall", "дәліз", "gaitenis"),
    "basement": ("подвал", "в подвале", "basement", "жертөле", "pagrabs"),
    "room": ("комната", "в комнате", "room", "бөлме", "istaba"),
}  # fmt: skip


@lru_cache(maxsize=4096)
def fold(words: str) -> str:
    """What is left of words for comparing: letters and digits, look-alikes made one."""
    kept = "".join(letter for letter in words.casefold() if letter.isalnum())
    return kept.translate(_LOOK_ALIKE)


def index(table: Mapping[T, Iterable[str]]) -> dict[str, T]:
    """The table turned round: folded words to what they mean."""
    return {fold(words): meaning for meaning, names in table.items() for words in names}


def in_one_alphabet(words: str) -> str:
    """Latin letters that crept into Cyrillic words replaced by the Cyrillic ones they look like."""
    if words.isascii():
        return words
    return " ".join(_one_word(word) for word in words.split(" "))


def _one_word(word: str) -> str:
    mixed = any("а" <= letter <= "ё" for letter in word.lower())
    return word.translate(_CYRILLIC) if mixed else word


CUSTOMER_OF = index(CUSTOMERS)
SERVICE_OF = index(SERVICES)
PLACE_OF = index(PLACES)
