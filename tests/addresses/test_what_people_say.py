"""What people say, and which of the register's addresses it can mean (C3), on both databases."""

import pytest
from num2words import num2words
from sqlalchemy import Engine

from config.utility import Language
from models.addresses.register import MOST_PLACES
from models.database import open_database
from tests.addresses.town import brief, build, found
from tests.blank import blank

LENINA_25 = "Ижевск, улица Ленина, 25"
LANE_25 = "Ижевск, переулок Ленина, 25"
PUSHKINSKAYA = "Ижевск, улица Пушкинская"
UDMURTSKAYA_255 = "Ижевск, улица Удмуртская, 255"

ONE = {
    # order and marks
    "улица Ленина двадцать пять": LENINA_25,
    "двадцать пятый дом по улице Ленина": LENINA_25,
    "улица Ленина, дом двадцать пять, квартира десять": f"{LENINA_25}-10",
    "квартира три дом сорок улица Ленина": "Ижевск, улица Ленина, 40-3",
    "Ленина сорок три": "Ижевск, улица Ленина, 40-3",  # there is no house 43
    "на улице Ленина сорок, а квартира у меня третья": "Ижевск, улица Ленина, 40-3",
    "я живу на Ленина, в доме сорок, в квартире три": "Ижевск, улица Ленина, 40-3",
    "э ну Ленина ммм сорок … квартира три пожалуйста": "Ижевск, улица Ленина, 40-3",
    "[unk] Ленина сорок [unk] три": "Ижевск, улица Ленина, 40-3",
    "Ленина сорок квартира один ноль один": "Ижевск, улица Ленина, 40-101",
    "Ленина сорок 1 2": "Ижевск, улица Ленина, 40-12",  # the flat on the keys
    # letters, buildings
    "улица Ленина двенадцать а три": "Ижевск, улица Ленина, 12а-3",
    "Ленина двенадцать три": "Ижевск, улица Ленина, 12-3",
    "улица Пушкинская дом семь корпус два квартира сто один": f"{PUSHKINSKAYA}, 7к2-101",
    "Удмуртская двести пятьдесят пять а": f"{UDMURTSKAYA_255}А",
    "Удмуртская двести пятьдесят пять корпус один, два": f"{UDMURTSKAYA_255} корп. 1-2",
    "Маркса одиннадцать дробь два квартира один": "Ижевск, улица К. Маркса, 11/2-1",
    "Маркса одиннадцать корпус два": "Ижевск, улица К. Маркса, 11к2",
    "Новоажимова тринадцать строение один три": "Ижевск, улица Новоажимова, 13стр1-3",
    "Максима Горького девяносто два бэ": "Ижевск, улица Максима Горького, 92б",
    # one number is one number
    "Пушкинская сто двадцать пять": f"{PUSHKINSKAYA}, 125",
    "Пушкинская сто двадцать пять пять": f"{PUSHKINSKAYA}, 125-5",
    # shortened, inflected, sounding alike
    "Маркса двадцать три": "Ижевск, улица К. Маркса, 23",
    "Карла Маркса двадцать три": "Ижевск, улица К. Маркса, 23",
    "Либкнехта двадцать три": "Ижевск, Карла Либкнехта улица, 23",
    "на Удмуртской двести пятьдесят пять": UDMURTSKAYA_255,
    "разбакиева семьдесят два": "Ижевск, улица Розыбакиева, 72",
    "новаажимова тринадцать": "Ижевск, улица Новоажимова, 13",
    "Пушкина девять": "Ижевск, улица Пушкина, 9",
    "Пушкина семь корпус один": f"{PUSHKINSKAYA}, 7к1",  # the slip of a recogniser
    # numbers in names
    "Девятого Мая девятнадцать квартира один": "Ижевск, улица 9 Мая, 19-1",
    "Сорок лет Победы двенадцать три": "Ижевск, улица 40 лет Победы, 12-3",
    "Победы двенадцать": "Ижевск, улица Победы, 12",
    "восьмой микрорайон дом восемь квартира восемь": "Ижевск, микрорайон 8, 8-8",
    "микрорайон восемь дом пять": "Ижевск, микрорайон 8, 5",
    "Восьмая Подлесная восемь два": "Ижевск, 8-я Подлесная, 8-2",
    "Набережная восемь": "Ижевск, Набережная улица, 8",
    "набережная улица восемь два": "Ижевск, Набережная улица, 8-2",
    "Сорокина сорок три": "Ижевск, улица Сорокина, 40-3",
    # kinds, localities, old names
    "переулок Ленина двадцать пять": LANE_25,
    "проспект Победы четырнадцать": "Ижевск, проспект Победы, 14",
    "проспект Победы двенадцать": "Ижевск, улица Победы, 12",  # people mistake the kind
    "Завьялово улица Ленина дом пять": "Завьялово, улица Ленина, 5",
    "Якшур двенадцать": "Якшур, 12",
    "Клубная двести пятьдесят пять": UDMURTSKAYA_255,
    "Вторая Загородная десять один": "Ижевск, улица 9 Мая, 10-1",
}  # fmt: skip

TOLD_APART = {
    "Ленина двадцать пять": {LENINA_25, LANE_25},
    "Ленина двадцать пять квартира двадцать пять": {f"{LENINA_25}-25", f"{LANE_25}-25"},
    "улица Ленина двадцать пять десять": {f"{LENINA_25}-10", f"{LENINA_25}/10"},
    "улица Ленина дом пять": {"Ижевск, улица Ленина, 5", "Завьялово, улица Ленина, 5"},
    "Пушкинская семь три": {f"{PUSHKINSKAYA}, 7к1-3", f"{PUSHKINSKAYA}, 7к2-3"},
    "Маркса одиннадцать два": {"Ижевск, улица К. Маркса, 11/2", "Ижевск, улица К. Маркса, 11к2"},
}

NOT_FOUND = [
    "Ленина девяносто девять",
    "Космонавтов пять",
    "Карла двадцать три",  # two streets begin so
    "двадцать пять десять",
    "Ленина",
    "оператор",
    "Ленина двадцать пять, нет, двадцать шесть",  # corrected: asked again
    "дом " * 50 + "Ленина пять",
    "",
]


@pytest.mark.parametrize("words", ONE)
def test_one_address(town: Engine, words: str) -> None:
    assert [brief(place) for place in found(town, words).places] == [ONE[words]]


@pytest.mark.parametrize("words", TOLD_APART)
def test_several_addresses_are_told_apart_by_the_caller(town: Engine, words: str) -> None:
    assert {brief(place) for place in found(town, words).places} == TOLD_APART[words]


@pytest.mark.parametrize("words", NOT_FOUND)
def test_nothing_is_guessed(town: Engine, words: str) -> None:
    assert found(town, words).places == []


def test_only_houses_with_flats_are_asked_for_one(town: Engine) -> None:
    assert [place.flats for place in found(town, "Садовая один").places] == [False]
    assert [place.flats for place in found(town, "Маркса двадцать три").places] == [True]


@pytest.mark.parametrize("flat", [1, 3, 4, 999])
def test_whether_a_flat_exists_changes_nothing(town: Engine, flat: int) -> None:
    """C5: flats 1 to 3 exist."""
    words = f"Маркса двадцать три квартира {num2words(flat, lang='ru')}"
    places = found(town, words).places
    assert [brief(place) for place in places] == [f"Ижевск, улица К. Маркса, 23-{flat}"]


OTHER_TOWNS: dict[str, tuple[Language, str, dict[str, str]]] = {
    "Almaty in Kazakh": (
        "kk",
        "Алматы|Абай даңғылы|10 25 25а\nАлматы|Төле би көшесі|10",
        {
            "Абай даңғылы жиырма бес үй он пәтер": "Абай даңғылы, 25-10",
            "Абай жиырма бес он": "Абай даңғылы, 25-10",
            "Төле би көшесі оныншы үй үшінші пәтер": "Төле би көшесі, 10-3",
            "толе би он": "Төле би көшесі, 10",
        },
    ),
    "Ventspils in Latvian": (
        "lv",
        "Ventspils|Kuldīgas iela|5 12a 25\nVentspils|Lielais prospekts|5",
        {
            "Kuldīgas iela divdesmit pieci dzīvoklis desmit": "Kuldīgas iela, 25-10",
            "Kuldīgas ielā piektā māja": "Kuldīgas iela, 5",
            "Kuldīgas divpadsmit ā trīs": "Kuldīgas iela, 12a-3",
            "Lielais prospekts pieci": "Lielais prospekts, 5",
        },
    ),
    "Ventspils in Russian": (
        "ru",
        "Ventspils|Kuldīgas iela|5 12a 25\nVentspils|Lielais prospekts|5",
        {
            "Кулдигас двадцать пять квартира десять": "Kuldīgas iela, 25-10",
            "улица Кулдигас двенадцать а три": "Kuldīgas iela, 12a-3",
            "проспект Лиелайс пять": "Lielais prospekts, 5",
        },
    ),
    "a town in English": (
        "en",
        "Town|High Street|5 25 12a",
        {
            "twenty five High Street flat ten": "High Street, 25-10",
            "High Street twelve a three": "High Street, 12a-3",
        },
    ),
}


@pytest.mark.parametrize(
    ("name", "words"), [(name, words) for name, town in OTHER_TOWNS.items() for words in town[2]]
)
def test_other_languages(name: str, words: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    language, register, expected = OTHER_TOWNS[name]
    engine = open_database(blank(tmp_path_factory.mktemp("other") / "town.db"))
    build(engine, register)
    assert [brief(place) for place in found(engine, words, language).places] == [expected[words]]
    engine.dispose()


def test_more_than_one_question_can_tell_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    engine = open_database(blank(tmp_path_factory.mktemp("many") / "town.db"))
    build(engine, "Town|High Street|" + " ".join(f"5к{one}" for one in range(1, 8)))
    answer = found(engine, "High Street five", "en")
    assert answer.more and len(answer.places) == MOST_PLACES
    engine.dispose()


def test_a_settlement_is_a_kind_of_street(tmp_path_factory: pytest.TempPathFactory) -> None:
    """With and without ё."""
    engine = open_database(blank(tmp_path_factory.mktemp("settlement") / "town.db"))
    build(engine, "Город|пос. Южный|5\nГород|ул. Южная|5")
    for words in ("посёлок Южный пять", "в поселке Южном пять"):
        assert [brief(one) for one in found(engine, words).places] == ["посёлок Южный, 5"]
    engine.dispose()
