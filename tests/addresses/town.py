"""A small register of addresses, with what makes them hard, and a caller who says one."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Engine, insert

from config.utility import Language
from ivr.engine.channel import By, Heard
from ivr.grammars.address import SpokenAddress
from models.addresses.houses import key_of
from models.addresses.register import find
from models.addresses.said import Said
from models.importing.store import street_ids
from models.records import AddressFound, Place
from models.tables import AddressRow, StreetAliasRow

# locality, street, its houses; each has flats 1 to 3, but the ones with a star none
REGISTER = """
Ижевск|ул. Ленина|1 5 10 12 12а 20 25 25/10 40 101
Ижевск|пер. Ленина|3 25
Ижевск|ул. Пушкинская|5 7к1 7к2 120 125 268
Ижевск|ул. Пушкина|5* 9*
Ижевск|ул. К. Маркса|11/2 11к2 23
Ижевск|Карла Либкнехта ул.|23 24
Ижевск|ул. 9 Мая|10 19
Ижевск|ул. 40 лет Победы|12 50
Ижевск|ул. Победы|12
Ижевск|пр-т Победы|14
Ижевск|мкр. 8|5 8 20
Ижевск|8-я Подлесная|8
Ижевск|ул. Удмуртская|255 255А 255 корп. 1
Ижевск|ул. Новоажимова|13 13стр1
Ижевск|ул. Розыбакиева|72
Ижевск|ул. Толстого|5
Ижевск|ул. Сорокина|40
Ижевск|Набережная ул.|6 8
Ижевск|ул. Максима Горького|92 92б
Завьялово|ул. Ленина|5* 7*
Завьялово|ул. Садовая|1* 2а*
Якшур||4* 12*
"""
OLD_NAMES = {"ул. Удмуртская": ["ул. Клубная"], "ул. 9 Мая": ["Вторая Загородная улица"]}


def build(engine: Engine, register: str = REGISTER) -> None:
    """Put it into an empty database."""
    with engine.begin() as connection:
        for line in register.strip().splitlines():
            locality, street, houses = line.split("|")
            id_ = street_ids(connection, {(locality, street)})[locality, street]
            for old in OLD_NAMES.get(street, ()):
                connection.execute(insert(StreetAliasRow), {"street_id": id_, "name": old})
            rows = [
                {
                    "locality": locality,
                    "street": street,
                    "house": house,
                    "flat": flat,
                    "street_id": id_,
                    "house_key": key_of(house),
                    "flat_key": flat,
                }
                for written in houses_of(houses)
                for house in [written.rstrip("*")]
                for flat in ([""] if written.endswith("*") else ["1", "2", "3"])
            ]
            connection.execute(insert(AddressRow), rows)


@cache
def houses_of(text: str) -> Sequence[str]:
    """ "255 корп. 1" is one house."""
    return [one.replace("_", " ") for one in text.replace(" корп. ", "_корп._").split()]


def said(words: str, language: Language = "ru") -> Said | None:
    """What the grammar makes of words."""
    return SpokenAddress().parse(Heard(words, By.SPEECH), language)


def found(engine: Engine, words: str, language: Language = "ru") -> AddressFound:
    """What the register makes of them; nothing where the grammar asks again."""
    understood = said(words, language)
    if understood is None:
        return AddressFound([])
    with engine.connect() as connection:
        return find(connection, understood)


def brief(place: Place) -> str:
    """Завьялово, улица Ленина, 5-2."""
    where = ", ".join(filter(None, (place.locality, place.street, place.house)))
    return f"{where}-{place.flat}" if place.flat else where
