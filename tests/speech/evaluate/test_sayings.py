"""What simulated callers say means what they mean, or is asked again; never anything else."""

from decimal import Decimal
from random import Random

import pytest

from ivr.engine.channel import By, Heard
from ivr.grammars.choices import YesNo
from ivr.grammars.numbers import Digits, Register, Shown
from ivr.speech.evaluate.sayings import NO, YES, account_in, reading_in, slowly

REGISTER = Register(5, 3)
LOTS = range(1500)


def understood(text: str) -> Decimal | None:
    shown = REGISTER.parse(Heard(text, By.SPEECH), "ru")
    return shown.value if isinstance(shown, Shown) else None


@pytest.mark.parametrize("say", [reading_in, slowly])
def test_readings(say: object) -> None:
    assert callable(say)
    chance, right = Random(1), 0
    for _ in LOTS:
        value = round(Decimal(chance.randrange(99_999_999)) / 1000, chance.randrange(4))
        text = say(value, 5, 3, chance)
        assert understood(text) in (value, None), text
        right += understood(text) == value
    assert right > 0.95 * len(LOTS)


def test_account_numbers() -> None:
    chance, right = Random(1), 0
    for _ in LOTS:
        number = f"{chance.randrange(10**8):08d}"
        text = account_in(number, chance)
        heard = Digits(8, 8).parse(Heard(text, By.SPEECH), "ru")
        assert heard in (number, None), text
        right += heard == number
    assert right > 0.9 * len(LOTS)


def test_yes_and_no() -> None:
    assert {YesNo().parse(Heard(text, By.SPEECH), "ru") for text in YES} == {True}
    assert {YesNo().parse(Heard(text, By.SPEECH), "ru") for text in NO} == {False}
