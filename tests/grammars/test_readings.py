"""Readings as people say them, and what could mean several things."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.utility import Language
from ivr.grammars.numbers import Register, Shown
from ivr.grammars.spoken.languages import LEXICONS
from tests.grammars.hearing import LANGUAGES, heard, read


@pytest.mark.parametrize(
    ("language", "words", "value"),
    [
        ("ru", "сто двадцать три", "123"),
        ("ru", "Сто двадцать три.", "123"),
        ("ru", "тысяча", "1000"),
        ("ru", "тысяча двести", "1200"),
        ("ru", "одна тысяча два", "1002"),
        ("ru", "полторы тысячи", "1500"),
        ("ru", "ноль", "0"),
        ("ru", "нуль целых", None),
        ("ru", "сто двадцать три целых пять десятых", "123.5"),
        ("ru", "сто двадцать три целых и пять десятых кубометра", "123.5"),
        ("ru", "сто двадцать три целых пять", "123.5"),
        ("ru", "сто двадцать три пять десятых", "123.5"),
        ("ru", "сто двадцать три запятая пять", "123.5"),
        ("ru", "сто двадцать три точка пять", "123.5"),
        ("ru", "сто двадцать три запятая ноль пять", "123.05"),
        ("ru", "сто двадцать три запятая двадцать пять", "123.25"),
        ("ru", "сто двадцать три запятая сто двадцать пять", "123.125"),
        ("ru", "сто двадцать три и пять", "123.5"),
        ("ru", "сто двадцать три с половиной", "123.5"),
        ("ru", "полтора куба", "1.5"),
        ("ru", "половина", "0.5"),
        ("ru", "пять десятых", "0.5"),
        ("ru", "пятьдесят сотых", "0.5"),
        ("ru", "сто двадцать три куба", "123"),
        ("ru", "сто двадцать три кубических метра", "123"),
        ("ru", "сто двадцать три куба и пять десятых", "123.5"),
        ("ru", "сто двадцать три куба пятьсот литров", "123.5"),
        ("ru", "сто двадцать три куба пять литров", "123.005"),
        ("ru", "один два три", "123"),
        ("ru", "ноль ноль один два три", "123"),
        ("ru", "ноль ноль один два три четыре пять ноль", "123.45"),
        ("ru", "ноль ноль сто двадцать три", "123"),
        ("ru", "э сто ну двадцать значит три", "123"),
        ("ru", "сейчас одну минуту сто двадцать три", "123"),
        ("ru", "сорок один, нет, сорок два", "42"),
        ("ru", "сто двадцать три * 5", "123.5"),  # keys after words, each a word of its own
        ("ru", "один два 3", "123"),
        ("ru", "1 2 3 запятая пять", "123.5"),
        ("ru", "один два три, нет, 4", None),
        ("ru", "сто два, нет, 1 2 3", "123"),
        ("ru", "123", "123"),  # of a recogniser that writes figures
        ("ru", "123,5", "123.5"),
        ("ru", "123,05 кубометра", "123.05"),
        ("ru", "1,5", "1.5"),
        ("ru", "00123450", "123.45"),
        ("en", "123.5", "123.5"),
        ("kk", "123,5", "123.5"),
        ("lv", "simts divdesmit trīs * 5", "123.5"),
        ("ru", "сорок один ой вернее сорок два", "42"),
        ("ru", "сто двадцать три то есть сто двадцать четыре", "124"),
        ("ru", "сто, нет, двести, нет, триста", "300"),
        ("kk", "жүз жиырма үш", "123"),
        ("kk", "жүз жиырма үш бүтін оннан бес", "123.5"),
        ("kk", "жүз жиырма үш үтір бес", "123.5"),
        ("kk", "екі жарым", "2.5"),
        ("kk", "жарты", "0.5"),
        ("kk", "бес мың бес жүз текше метр", "5500"),
        ("kk", "он екі куб", "12"),
        ("kk", "қырық бір жоқ қырық екі", "42"),
        ("lv", "pieci kubi", "5"),
        ("lv", "divi ar pusi", "2.5"),
        ("lv", "pusotra", "1.5"),
        ("lv", "simtu divdesmit trīs komats pieci", "123.5"),
        ("lv", "divas veselas un piecas desmitdaļas", "2.5"),
        ("lv", "divsimt pieci", "205"),
        ("lv", "četrdesmit viens nē četrdesmit divi", "42"),
        ("en", "twenty-five and a half", "25.5"),
        ("en", "one two three point five", "123.5"),
    ],
)
def test_as_people_say_it(language: Language, words: str, value: str | None) -> None:
    assert read(language, words) == (Decimal(value) if value else None)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "двадцать три сорок пять"),  # 23.45? 2345?
        ("ru", "сорок пять двести"),
        ("ru", "двадцать и пять"),  # 25, 20.5
        ("ru", "двадцать пять десятых"),  # 2.5, 20.5
        ("ru", "ноль сорок пять"),  # 45, 0.45
        ("ru", "сто двадцать три, нет, четыре"),  # 4, 124
        ("ru", "сто двадцать три запятая пять, нет, шесть"),  # 6, 123.6
        ("ru", "сто двадцать, нет"),
        ("ru", "нет, сто двадцать"),
        ("ru", "пятьсот литров"),  # half a cubic metre
        ("ru", "сто двадцать три куба двадцать пять"),  # .25, .025
        ("ru", "сто двадцать три целых"),  # cut short
        ("ru", "сто двадцать три запятая"),
        ("ru", "сто двадцать три и"),
        ("ru", "и пять"),
        ("ru", "запятая пять"),
        ("ru", "сто [unk] три"),
        ("ru", "[unk] сто двадцать три"),
        ("ru", "сто двадцать три холодная"),
        ("ru", "один два три четыре пять шесть"),  # neither the wheels nor all digits
        ("ru", "сто двадцать три запятая один два три четыре"),
        ("ru", "сто тысяч"),
        ("ru", "пять тысяч тысяч"),
        ("ru", "двадцать двадцать"),
        ("ru", "пять двадцать"),
        ("ru", "123 45"),  # 123.45, or 12345
        ("ru", "сто двадцать 3"),  # 123, or 120 and a slip
        ("ru", "сто двадцать три * пять * 2"),
        ("ru", "123.5"),  # 123.5, or 1235 as some write thousands
        ("en", "1,234"),
        ("en", "one hundred 3"),
        ("ru", "да"),
        ("ru", "сто " * 60),
        ("lv", "simts un pieci"),  # 105, 100.5
        ("kk", "бес литр"),
    ],
)
def test_what_is_ambiguous_or_no_number_is_asked_again(language: Language, words: str) -> None:
    assert read(language, words) is None


@pytest.mark.parametrize(
    ("words", "wheels", "decimals", "value"),
    [
        ("ноль сорок пять", 3, 0, "45"),
        ("сто двадцать три целых", 5, 0, "123"),
        ("сто двадцать три запятая пять", 5, 0, None),
        ("сто двадцать три запятая двадцать пять", 5, 1, None),
        ("пятьдесят сотых", 5, 1, None),
        ("сто двадцать три", 2, 0, None),
        ("девяносто девять", 2, 0, "99"),
    ],
)
def test_what_fits_the_register(words: str, wheels: int, decimals: int, value: str | None) -> None:
    assert read("ru", words, wheels, decimals) == (Decimal(value) if value else None)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "пропустить"),
        ("ru", "ну дальше пожалуйста"),
        ("kk", "өткізіп жіберіңіз"),
        ("lv", "izlaist lūdzu"),
        ("en", "skip this meter"),
    ],
)
def test_passing_over_a_meter(language: Language, words: str) -> None:
    assert heard(Register(5, 3, may_skip=True), language, words) == Shown(None)
    assert heard(Register(5, 3), language, words) is None


NUMBER_WORDS = {
    language: sorted(one for one in LEXICONS[language].numbers if " " not in one)
    for language in LANGUAGES
}


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_whatever_is_said_fits_the_register(language: Language, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(NUMBER_WORDS[language]), max_size=12))
    value = read(language, " ".join(words), wheels=4, decimals=2)
    assert value is None or (0 <= value < 10_000 and value == round(value, 2))


@given(st.text())
@example("\u0301")
@example('"')
def test_any_text_at_all(text: str) -> None:
    value = read("ru", text)
    assert value is None or value < 100_000


@given(
    words=st.lists(st.sampled_from(NUMBER_WORDS["ru"]), min_size=1, max_size=8),
    place=st.integers(0, 8),
)
def test_a_hesitation_changes_nothing_and_a_foreign_word_everything(
    words: list[str], place: int
) -> None:
    said = read("ru", " ".join(words))
    assert read("ru", " ".join([*words[:place], "э", *words[place:]])) == said
    assert read("ru", " ".join([*words[:place], "[unk]", *words[place:]])) is None
