"""English grammar, by examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.engine.prompt import Prompt
from tests.prompts.saying import PROJECT, pieces, said


@pytest.mark.parametrize(
    ("format_", "value", "words"),
    [
        ("volume", "0", "zero cubic metres"),
        ("volume", "1", "one cubic metre"),
        ("volume", "1.0", "one cubic metre"),
        ("volume", "2", "two cubic metres"),
        ("volume", "21", "twenty-one cubic metres"),
        ("volume", "0.5", "zero point five cubic metres"),
        ("volume", "1.02", "one point zero two cubic metres"),
        ("volume", "1123.5", "one thousand one hundred and twenty-three point five cubic metres"),
        ("count digit", 10, "ten digits"),
        ("count minute", 1, "one minute"),
        ("decimal_digits", "12.5", "one, two, point, five"),
        ("date", "2026-11-21", "the twenty-first of November"),
        ("day from", 15, "fifteenth"),
        ("time", "00:00", "midnight"),
        ("time", "12:00", "noon"),
        ("time", "12:30", "twelve thirty in the afternoon"),
        ("time", "08:00", "eight in the morning"),
        ("time until", "16:45", "four forty-five in the afternoon"),
        ("time", "21:05", "nine oh five in the evening"),
        ("key", "#", "hash"),
        ("money EUR", "1.50", "one euro fifty cents"),
    ],
)
def test_values(format_: str, value: object, words: str) -> None:
    assert said("en", format_, value) == words


def test_opening_hours() -> None:
    rows = [[0, 4, "08:00", "16:45"], [5, 5, "09:00", "13:00"]]
    assert said("en", "schedule", rows) == (
        "from Monday to Friday from eight in the morning to four forty-five in the afternoon, "
        "on Saturday from nine in the morning to one in the afternoon"
    )


def test_prompts_read_naturally() -> None:
    asked = Prompt("ask_account", {"length": 8}, "en")
    assert PROJECT.wording(asked) == "Please enter the eight digits of your account number."


@given(st.integers(0, 999_999))
def test_agreement_with_any_number(number: int) -> None:
    assert pieces("en", "count day", number)[-1] == ("day" if number == 1 else "days")
