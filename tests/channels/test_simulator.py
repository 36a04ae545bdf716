"""What the lines of a transcript mean."""

import pytest

from ivr.channels.simulator import Deed, Part, deed_of, heard_from, written
from ivr.engine.channel import By, Hangup, Heard


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("123*5#", Heard("123*5", By.KEYS)),
        ("#", Heard("#", By.KEYS)),
        ("(silence)", Heard("", By.SILENCE)),
        ('"сто двадцать три"', Heard("сто двадцать три", By.SPEECH)),
        ('"сто двадцать … три"', Heard("сто двадцать три", By.SPEECH)),
        ('"один два три" 45678#', Heard("один два три 4 5 6 7 8", By.SPEECH)),
        ('"сто двадцать" *5#', Heard("сто двадцать * 5", By.SPEECH)),
        ('"один два" #', Heard("один два", By.SPEECH)),
        ('12 "три"', Heard("1 2 три", By.SPEECH)),
    ],
)
def test_what_is_heard(line: str, heard: Heard) -> None:
    """The same whether or not the caller waits for the end of the prompt."""
    assert heard_from(line) == heard
    assert heard_from(f"< {line}") == heard
    assert deed_of(f"< {line}").barges_in
    assert not deed_of(line).barges_in


@pytest.mark.parametrize("line", ["(hangs up)", '"сто двадцать" (hangs up)', "12 (hangs up)"])
def test_hanging_up(line: str) -> None:
    for does in (line, f"< {line}"):
        with pytest.raises(Hangup):
            heard_from(does)


def test_what_is_done_before_hanging_up() -> None:
    assert deed_of('"сто" 20 (hangs up)') == Deed(
        [Part("сто", By.SPEECH), Part("20", By.KEYS)], hangs_up=True
    )


def test_a_line_comes_back_as_it_was_written() -> None:
    assert written("12#") == "< 12#"
    assert written('< "да"') == '<< "да"'
