"""Addresses of a made-up town, spoken by an independent library: each comes back, or is asked."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from num2words import num2words
from sqlalchemy import Engine

from models.database import open_database
from tests.addresses.town import brief, build, found
from tests.blank import blank

STREETS = {
    "ул. Ленина": "ленина",
    "пр-т Победы": "победы",
    "ул. Карла Маркса": "карла маркса",
    "ул. 9 Мая": "девятого мая",
    "мкр. 8": "восьмой микрорайон",
    "ул. Пушкинская": "пушкинская",
    "пер. Северный": "северный",
    "ул. 40 лет Октября": "сорок лет октября",
}
WRITTEN = {"ул.": "улица", "пр-т": "проспект", "пер.": "переулок", "мкр.": "микрорайон"}
ENDINGS = ["", "а", "б", "/2", " корп. 1", "к3", "а/1", "стр2"]
HOUSES = [f"{number}{ENDINGS[number % len(ENDINGS)]}" for number in range(1, 160, 3)]
SPOKEN = {"а": "а", "б": "бэ", "/": "дробь", "корп.": "корпус", "к": "корпус", "стр": "строение"}
FORMS = [
    "{street} {house} {flat}",
    "{street} дом {house} квартира {flat}",
    "{street} {house} квартира {flat}",
    "квартира {flat} {street} дом {house}",
    "дом {house} по {street} квартира {flat}",
    "{street} {nth} дом, квартира {flat}",
]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_database(blank(tmp_path_factory.mktemp("made-up") / "town.db"))
    houses = " ".join(house.replace(" ", "_") for house in HOUSES)
    build(engine, "\n".join(f"Город|{street}|{houses}" for street in STREETS))
    yield engine
    engine.dispose()


def say(number: str, ordinal: bool = False) -> str:
    words = num2words(int(number), lang="ru", to="ordinal" if ordinal else "cardinal")
    return str(words)


def spoken_house(house: str, ordinal: bool = False) -> str:
    """12а: двенадцать а."""
    parts = re.findall(r"\d+|корп\.|стр|[а-я]|/", house)
    first = say(parts[0], ordinal)
    return " ".join([first, *(say(one) if one.isdecimal() else SPOKEN[one] for one in parts[1:])])


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    street=st.sampled_from(list(STREETS)),
    house=st.sampled_from(HOUSES),
    flat=st.integers(1, 320),
    form=st.sampled_from(FORMS),
)
def test_it_comes_back_or_is_asked(
    made_up: Engine, street: str, house: str, flat: int, form: str
) -> None:
    words = form.format(
        street=STREETS[street],
        house=spoken_house(house),
        flat=say(str(flat)),
        nth=spoken_house(house, ordinal=house.isdecimal()),
    )

    answer = found(made_up, words)

    kind, _, name = street.partition(" ")
    wanted = f"{WRITTEN[kind]} {name}, {house}-{flat}"
    assert answer.more or wanted in [brief(place) for place in answer.places], words
