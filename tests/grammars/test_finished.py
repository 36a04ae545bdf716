"""Whether a caller can be expected to go on: what a pause means depends on it."""

import pytest

from ivr.dialogues.hotline import MENU
from ivr.engine.channel import Finished, Grammar
from ivr.grammars.address import SpokenAddress
from ivr.grammars.choices import SilenceMeans, YesNo
from ivr.grammars.numbers import Digits, Register
from ivr.speech.pauses import pause_after

ACCOUNT, TELEPHONE = Digits(5, 5), Digits(5, 15)
READING, ONE_OF_SEVERAL = Register(5, 3), Register(5, 3, may_skip=True)

NO, HARDLY, MAYBE, YES = Finished.NO, Finished.HARDLY, Finished.MAYBE, Finished.YES


@pytest.mark.parametrize(
    ("grammar", "said", "finished"),
    [
        (YesNo(), "", NO),
        (YesNo(), "да", YES),
        (YesNo(), "ну", NO),
        (YesNo(), "да нет", NO),
        (MENU, "показания", YES),
        (SilenceMeans(MENU, 3), "два", YES),
        (ACCOUNT, "один два три", NO),
        (ACCOUNT, "один два три четыре пять", YES),
        (ACCOUNT, "один два три четыре пять шесть", NO),
        (ACCOUNT, "один два три двадцать", HARDLY),
        (ACCOUNT, "один два три двадцать пять", YES),
        (ACCOUNT, "один два три 4 5", YES),
        (TELEPHONE, "один два три четыре пять", MAYBE),
        (READING, "сто двадцать три", MAYBE),
        (READING, "сто двадцать", HARDLY),
        (READING, "сто двадцать три целых", NO),
        (READING, "сто двадцать три целых пять десятых", YES),
        (READING, "сто двадцать три с половиной", YES),
        (READING, "сто двадцать три куба", YES),
        (READING, "дальше", NO),
        (ONE_OF_SEVERAL, "дальше", YES),
        (SpokenAddress(), "ленина двадцать пять", NO),
        (SpokenAddress(), "ленина дом двадцать пять квартира десять", MAYBE),
    ],
)
def test_finished(grammar: Grammar[object], said: str, finished: Finished) -> None:
    assert grammar.finished(said, "ru") is finished


def test_a_command_need_not_wait_as_long_as_nothing() -> None:
    assert pause_after(ACCOUNT, "оператор", "ru") < pause_after(ACCOUNT, "один", "ru")


def test_the_surer_the_shorter() -> None:
    said = ["один два", "один два три двадцать", "один два три четыре пять"]
    pauses = [pause_after(ACCOUNT, one, "ru") for one in said]
    assert pauses == sorted(pauses, reverse=True) and len({*pauses}) == 3
