"""Account numbers in every grouping, against a plain search through all that num2words says."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from config.utility import Language
from ivr.grammars.spoken.words import words_of
from tests.grammars.hearing import LANGUAGES, number
from tests.grammars.test_every_number import NUM2WORDS

GROUPS = st.lists(
    st.one_of(st.from_regex(r"[0-9]{1,3}", fullmatch=True), st.sampled_from(["100", "20", "0"])),
    min_size=2,
    max_size=10,
).filter(lambda groups: 5 <= len("".join(groups)) <= 10)


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("один два три 4 5 6 7 8", "12345678"),  # said, then keyed
        ("1 2 3 сорок пять шесть семь восемь", "12345678"),
        ("двенадцать 3 4 5 6 7 8", "12345678"),
        ("один два, нет, 1 2 3 4 5 6 7 8", "12345678"),
        ("двадцать 3 4 5 6 7 8", "20345678"),  # a key is never part of "двадцать три"
        ("дважды 5 1 2 3 4 5 6", "55123456"),
        ("12345678", "12345678"),  # of a recogniser that writes figures
        ("123 45 678", "12345678"),
        ("007 12345", "00712345"),
        ("1 2 3 4 * 5 6 7 8", None),
        ("1,2,3,4,5,6,7,8", None),
        ("один два три 4 5 6 7", None),
        ("один два три 4 5 6 7 8 9", None),
    ],
)
def test_figures_among_words(words: str, digits: str | None) -> None:
    assert number("ru", words, 8) == digits


@cache
def below_thousand(language: Language) -> Mapping[str, str]:
    """What is said for each number, and the number."""
    said = {_words(language, value): str(value) for value in range(1000)}
    for words, digits in list(said.items()):
        said |= dict.fromkeys(_also(language, words), digits)
    return said


def _also(language: Language, words: str) -> list[str]:
    """How people say it too, which num2words does not."""
    match language:
        case "kk":
            return ["бір " + words] if words.startswith("жүз") else []
        case "lv" if words.startswith("simt"):
            rest = words.partition(" ")[2]
            hundred = ("simts", "simtu", "viens simts", "viens simtu")
            return [f"{one} {rest}".strip() for one in hundred]
        case "lv":
            return [words.replace(" simti", " simtu")]
        case "en":
            return [words.replace(" and ", " ")]
        case _:
            return []


def _words(language: Language, value: int) -> str:
    return " ".join(words_of(num2words(value, lang=NUM2WORDS[language])))


def spoken(language: Language, groups: Sequence[str]) -> str:
    """Each group as a number, its leading zeros before it."""
    words = []
    for group in groups:
        significant = group.lstrip("0")
        words += [_words(language, 0)] * (len(group) - len(significant))
        words += [_words(language, int(significant))] if significant else []
    return " ".join(words)


def divisions(said: Mapping[str, str], words: Sequence[str]) -> Iterator[str]:
    """The digits of every division of the words into numbers below a thousand."""
    if not words:
        yield ""
    for end in range(1, min(len(words), 6) + 1):
        if (digits := said.get(" ".join(words[:end]))) is not None:
            yield from (digits + rest for rest in divisions(said, words[end:]))


@pytest.mark.parametrize("language", LANGUAGES)
@given(groups=GROUPS)
def test_any_grouping(language: Language, groups: list[str]) -> None:
    """The number comes back, or nothing where another number of that length sounds the same."""
    wanted = "".join(groups)
    said = spoken(language, groups)
    possible = set(divisions(below_thousand(language), said.split()))
    alike = {digits for digits in possible if len(digits) == len(wanted)}
    assert wanted in alike
    assert number(language, said, len(wanted)) == (wanted if alike == {wanted} else None)


@pytest.mark.parametrize("language", LANGUAGES)
@given(digits=st.from_regex(r"[0-9]{5,10}", fullmatch=True))
def test_digit_by_digit(language: Language, digits: str) -> None:
    """Never ambiguous: this is how a number is asked for the second time."""
    assert number(language, spoken(language, list(digits)), len(digits)) == digits


@pytest.mark.parametrize("language", LANGUAGES)
@given(digits=st.from_regex(r"[0-9]{5,10}", fullmatch=True), extra=st.integers(1, 3))
def test_of_another_length(language: Language, digits: str, extra: int) -> None:
    said = spoken(language, list(digits))
    assert number(language, said, len(digits) + extra) is None
    assert number(language, said, len(digits) - extra) is None


@pytest.mark.parametrize(
    ("language", "words", "digits"),
    [
        ("ru", "двадцать три сорок пять", "2345"),
        ("ru", "сто двадцать три четыреста пять", "123405"),
        ("ru", "три семёрки", "777"),
        ("ru", "ноль ноль семь", "007"),
        ("ru", "нуль нолик семёрка", "007"),
        ("ru", "два нуля двойка пятёрка", "0025"),
        ("ru", "один пять нолей шестнадцать", "10000016"),
        ("ru", "сто два нуля", "10000"),
        ("ru", "две двойки дважды три", "2233"),
        ("ru", "сто двадцать три тысячи четыреста пять", "123405"),
        ("ru", "один ноль, э, ноль ноль, сейчас, ноль ноль один шесть", "10000016"),
        ("ru", "Двадцать три, сорок пять.", "2345"),
        ("ru", "один два три четыре, нет, пять", "1235"),
        ("ru", "одиннадцать двенадцать то есть тринадцать", "1113"),
        ("ru", "ой двадцать три сорок пять", None),
        ("ru", "двадцать три сорок пять нет", None),
        ("ru", "двадцать три [unk] пять", None),
        ("ru", "двадцать три дом пять", None),
        ("ru", "один нуля", None),
        ("ru", "десять нулей", None),
        ("ru", "да", None),
        ("ru", "", None),
        ("ru", "э ну", None),
        ("kk", "жиырма үш қырық бес", "2345"),
        ("kk", "үш рет жеті", "777"),
        ("kk", "екі нөл", "20"),
        ("kk", "жүз жиырма үш төрт жүз бес", "123405"),
        ("kk", "бір екі үш төрт жоқ бес", "1235"),
        ("lv", "divdesmit trīs četrdesmit pieci", "2345"),
        ("lv", "trīs septītnieki", "777"),
        ("lv", "divas nulles", "00"),
        ("lv", "simtu divdesmit trīs četrsimt pieci", "123405"),
        ("lv", "viens divi trīs četri nē pieci", "1235"),
        ("en", "double seven oh five", "7705"),
        ("en", "three sevens triple zero", "777000"),
    ],
)
def test_as_people_say_it(language: Language, words: str, digits: str | None) -> None:
    assert number(language, words, len(digits or "1234")) == digits


def test_two_numbers_of_one_length_are_asked_again() -> None:
    """20, 3, 45 and 23, 40, 5."""
    assert number("ru", "двадцать три сорок пять", 5) is None
