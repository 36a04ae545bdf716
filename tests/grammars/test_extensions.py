"""A menu where who knows an extension may key it instead (C6)."""

import pytest

from ivr.engine.channel import By, Heard, longer_answers
from ivr.grammars.choices import OneOf, OrExtension, SilenceMeans

MENU = OneOf(3, ("readings", "hours", "callback"))
EITHER = OrExtension(MENU, ("110", "121", "2050"))


@pytest.mark.parametrize(
    ("keys", "means"),
    [
        ("110", "110"), ("2050", "2050"), ("1", 0), ("2", 1), ("3", 2),
        ("11", None), ("129", None), ("1210", None), ("456", None), ("#", None), ("0", None),
    ],
)  # fmt: skip
def test_an_extension_or_a_key_of_the_menu(keys: str, means: int | str | None) -> None:
    assert EITHER.parse(Heard(keys, By.KEYS), "ru") == means


def test_an_extension_is_not_said() -> None:
    for words in ("сто десять", "один один ноль", "110"):
        assert EITHER.parse(Heard(words, By.SPEECH), "ru") is None


def test_silence_still_means_something() -> None:
    either = OrExtension(SilenceMeans(MENU, 9), ("110",))
    assert either.parse(Heard("", By.SILENCE), "ru") == 9


def test_only_a_key_that_may_begin_a_number_is_waited_behind() -> None:
    """What the menu or the operator takes is an answer at once, if no extension begins so."""
    longer = longer_answers(EITHER)
    assert (longer["1"], longer["2"]) == (3, 4)
    assert not longer.keys() & {"3", "0", "*", "#"}
    assert {longer[key] for key in "456789"} == {4}  # of nobody, and heard to its end


@pytest.mark.parametrize("extensions", [(), ("1",), ("1", "7")])
def test_nothing_is_waited_for_where_one_key_is_all(extensions: tuple[str, ...]) -> None:
    either = OrExtension(MENU, extensions)
    assert longer_answers(either) == longer_answers(MENU) == {}
    assert either.parse(Heard("1", By.KEYS), "ru") == 0
