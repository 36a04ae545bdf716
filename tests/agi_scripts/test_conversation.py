"""How the dialplan is told of the end of a call."""

import pytest

from agi_scripts.conversation import word_for
from ivr.engine.outcomes import EMERGENCY, Fault, Goodbye, HungUp, Outcome, Transfer


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Goodbye(), "goodbye"),
        (Transfer("asked"), "transfer"),
        (Transfer(EMERGENCY), "emergency"),  # C12
        (Fault(), "fault"),
        (HungUp(), "hungup"),
    ],
)
def test_every_end_has_its_word(outcome: Outcome, word: str) -> None:
    assert word_for(outcome) == word
