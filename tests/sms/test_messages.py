"""Messages as people write them: `messages.txt`, readable and writable by the call centre (M2)."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.utility import Utility
from models.sms.answers import LONGEST
from models.sms.receive import Inbound, receive
from tests.sms.town import NOW, outcomes, stored

LINES = (Path(__file__).parent / "messages.txt").read_text("utf-8").splitlines()
MESSAGES = [
    tuple(part.strip() for part in line.rsplit("|", 1))
    for line in LINES
    if line and not line.startswith("#")
]


def test_there_are_many() -> None:
    assert len(MESSAGES) >= 150


@pytest.mark.parametrize(("written", "becomes"), MESSAGES)
def test_m2_a_message_as_people_write_it(
    town: Engine, utility: Utility, written: str, becomes: str
) -> None:
    text = written.replace("⏎", "\n")
    answer = receive(town, utility, Inbound("test", "1", "+79120000000", text, NOW))
    assert answer and len(answer) <= LONGEST
    assert (stored(town) or outcomes(town)) == [becomes]
