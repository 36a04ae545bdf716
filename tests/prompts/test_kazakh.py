"""Kazakh grammar, by examples checked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.engine.prompt import Prompt
from tests.prompts.saying import PROJECT, pieces, said


@pytest.mark.parametrize(
    ("format_", "value", "words"),
    [
        ("volume", "0", "нөл текше метр"),
        ("volume", "1", "бір текше метр"),
        ("volume", "5", "бес текше метр"),
        ("volume", "1123", "бір мың жүз жиырма үш текше метр"),
        ("volume", "0.5", "нөл бүтін оннан бес текше метр"),
        ("volume", "1.02", "бір бүтін жүзден екі текше метр"),
        ("volume", "12.345", "он екі бүтін мыңнан үш жүз қырық бес текше метр"),
        ("count digit", 10, "он цифр"),
        ("decimal_digits", "12.5", "бір, екі, үтір, бес"),
        ("digits", "427", "төрт екі жеті"),
        ("date", "2026-11-21", "жиырма бірінші қарашада"),
        ("date until", "2026-11-20", "жиырмасыншы қарашаға"),
        ("date", "2026-09-30", "отызыншы қыркүйекте"),
        ("day from", 15, "он бесінен"),
        ("day until", 25, "жиырма бесіне"),
        ("day from", 2, "екісінен"),
        ("day until", 20, "жиырмасына"),
        ("time until", "17:00", "он жетіге"),
        ("time until", "16:45", "он алты қырық беске"),
        ("time from", "08:00", "сегізден"),
        ("time from", "09:05", "тоғыз нөл бестен"),
        ("time until", "10:30", "он отызға"),
        ("key", "1", "бірді"),
        ("key", "2", "екіні"),
        ("key", "3", "үшті"),
        ("key", "6", "алтыны"),
        ("key", "0", "нөлді"),
        ("money KZT", "1500", "бір мың бес жүз теңге"),
    ],
)
def test_values(format_: str, value: object, words: str) -> None:
    assert said("kk", format_, value) == words


def test_opening_hours() -> None:
    rows = [[0, 4, "08:00", "16:45"], [5, 5, "09:00", "13:00"]]
    assert said("kk", "schedule", rows) == (
        "дүйсенбіден жұмаға дейін сағат сегізден он алты қырық беске дейін, "
        "сенбі күні сағат тоғыздан он үшке дейін"
    )


def test_prompts_read_naturally() -> None:
    window = Prompt("window_closed", {"first": 15, "last": 25}, "kk")
    assert PROJECT.wording(window) == (
        "Көрсеткіштер әр айдың он бесінен жиырма бесіне дейін қабылданады."
    )
    option = Prompt("language_option", {"key": 2}, "kk")
    assert PROJECT.wording(option) == "Қазақ тілінде қызмет көрсету үшін екіні басыңыз."


@given(st.integers(0, 999_999))
def test_no_plural_after_a_numeral(number: int) -> None:
    assert pieces("kk", "volume", number)[-1] == "текше метр"
