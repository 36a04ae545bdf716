"""Russian grammar, by examples checked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.engine.prompt import Prompt
from tests.prompts.saying import PROJECT, pieces, said


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "ноль кубометров"),
        ("1", "один кубометр"),
        ("2", "два кубометра"),
        ("5", "пять кубометров"),
        ("11", "одиннадцать кубометров"),
        ("12", "двенадцать кубометров"),
        ("21", "двадцать один кубометр"),
        ("22", "двадцать два кубометра"),
        ("111", "сто одиннадцать кубометров"),
        ("1000", "тысяча кубометров"),
        ("1001", "тысяча один кубометр"),
        ("2000", "две тысячи кубометров"),
        ("5000", "пять тысяч кубометров"),
        ("21000", "двадцать одна тысяча кубометров"),
        ("999999", "девятьсот девяносто девять тысяч девятьсот девяносто девять кубометров"),
        ("0.5", "ноль целых пять десятых кубометра"),
        ("0.1", "ноль целых одна десятая кубометра"),
        ("1.02", "одна целая две сотых кубометра"),
        ("1.20", "одна целая две десятых кубометра"),
        ("2.21", "две целых двадцать одна сотая кубометра"),
        ("11.11", "одиннадцать целых одиннадцать сотых кубометра"),
        ("21.001", "двадцать одна целая одна тысячная кубометра"),
        ("1123.5", "тысяча сто двадцать три целых пять десятых кубометра"),
        ("0.125", "ноль целых сто двадцать пять тысячных кубометра"),
        ("7.000", "семь кубометров"),
    ],
)
def test_volume(value: str, words: str) -> None:
    assert said("ru", "volume", value) == words
    assert said("ru", "volume", Decimal(value)) == words


@pytest.mark.parametrize(
    ("format_", "value", "words"),
    [
        ("heat", "1", "одна гигакалория"),
        ("heat", "2", "две гигакалории"),
        ("heat", "21", "двадцать одна гигакалория"),
        ("heat", "5", "пять гигакалорий"),
        ("heat", "0.372", "ноль целых триста семьдесят две тысячных гигакалории"),
        ("count digit accusative", 1, "одну цифру"),
        ("count digit accusative", 21, "двадцать одну цифру"),
        ("count digit accusative", 4, "четыре цифры"),
        ("count digit accusative", 10, "десять цифр"),
        ("count day", 1, "один день"),
        ("count day", 3, "три дня"),
        ("count minute", 31, "тридцать одна минута"),
        ("count minute accusative", 1, "одну минуту"),
        ("count attempt", 2, "две попытки"),
        ("count meter", 5, "пять счётчиков"),
        ("number", 101, "сто один"),
        ("number f", 101, "сто одна"),
        ("number n", 1, "одно"),
        ("decimal_digits", "123.5", "один, два, три, запятая, пять"),
        ("decimal_digits", "0.05", "ноль, запятая, ноль, пять"),
        ("digits", "12345678", "один два три, четыре пять шесть, семь восемь"),
        ("digits", "427", "четыре два семь"),
        ("digits", "1234", "один два, три четыре"),
        ("digits", "+7912000", "плюс семь, девять один два, ноль ноль ноль"),
        ("date", "2026-11-21", "двадцать первого ноября"),
        ("date", "2026-03-03", "третьего марта"),
        ("day from", 15, "с пятнадцатого"),
        ("day from", 2, "со второго"),
        ("day from", 22, "с двадцать второго"),
        ("day until", 25, "двадцать пятое"),
        ("day until", 3, "третье"),
        ("time", "08:45", "восемь часов сорок пять минут"),
        ("time", "21:01", "двадцать один час одна минута"),
        ("time", "22:00", "двадцать два часа"),
        ("time until", "17:00:00", "семнадцати часов"),
        ("time until", "01:21", "одного часа двадцати одной минуты"),
        ("time until", "16:45", "шестнадцати часов сорока пяти минут"),
        ("money RUB", "1", "один рубль"),
        ("money RUB", "1234.52", "тысяча двести тридцать четыре рубля пятьдесят две копейки"),
        ("money RUB", "21.01", "двадцать один рубль одна копейка"),
        ("money KZT", "500", "пятьсот тенге"),
        ("key", "*", "звёздочку"),
        ("key", 1, "один"),
        ("term place", "kitchen", "на кухне"),
    ],
)  # fmt: skip
def test_values(format_: str, value: object, words: str) -> None:
    assert said("ru", format_, value) == words


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [[0, 4, "08:00", "16:45"]],
            "с понедельника по пятницу с восьми часов до шестнадцати часов сорока пяти минут",
        ),
        (
            [[0, 3, "08:00", "17:00"], [4, 4, "08:00", "16:00"]],
            "с понедельника по четверг с восьми часов до семнадцати часов, "
            "в пятницу с восьми часов до шестнадцати часов",
        ),
        ([[0, 6, "00:00", "23:00"]], "ежедневно с ноля часов до двадцати трёх часов"),
        (
            [[1, 1, "09:30", "13:00"]],
            "во вторник с девяти часов тридцати минут до тринадцати часов",
        ),
        ([[2, 6, "02:00", "03:00"]], "со среды по воскресенье с двух часов до трёх часов"),
    ],
)
def test_opening_hours(rows: object, words: str) -> None:
    assert said("ru", "schedule", rows) == words


def test_a_meter_is_named_by_service_place_and_the_end_of_its_number() -> None:
    meter = {"service": "hot_water", "place": "kitchen", "serial_tail": ""}
    assert said("ru", "meter", meter) == "горячей воды на кухне"
    meter = {"service": "heat", "serial_tail": "427"}
    assert (
        said("ru", "meter", meter)
        == "тепловой энергии, заводской номер оканчивается на четыре два семь"
    )


@given(st.integers(0, 999_999))
def test_agreement_with_any_number(number: int) -> None:
    """The rule of the school grammar, told apart from CLDR's."""
    if number % 100 in range(11, 15) or number % 10 in (0, 5, 6, 7, 8, 9):
        noun = "гигакалорий"
    else:
        noun = "гигакалория" if number % 10 == 1 else "гигакалории"
    words = pieces("ru", "heat", number)
    assert words[-1] == noun
    assert not {"один", "два"} & set(words)


def test_prompts_read_naturally() -> None:
    asked = Prompt("ask_account", {"length": 10}, "ru")
    assert PROJECT.wording(asked) == "Введите десять цифр номера лицевого счёта."
    window = Prompt("window_closed", {"first": 15, "last": 25}, "ru")
    assert PROJECT.wording(window) == (
        "Показания принимаются с пятнадцатого по двадцать пятое число каждого месяца."
    )
    values = {"number": "4071", "by_date": "2026-11-23", "by_time": "10:00:00"}
    assert PROJECT.wording(Prompt("callback_saved", values, "ru")).endswith(
        "Мы перезвоним до десяти часов двадцать третьего ноября."
    )
