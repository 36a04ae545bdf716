"""Calls on a real Asterisk while processes die under them: none is lost (P1).

`python -m tests.bench archive` has a thousand of them.
"""

import asyncio

import pytest

from tests.recordings.archive.reckoning import MOST, reckon
from tests.recordings.archive.storm import Storm, stormy

pytestmark = [pytest.mark.asterisk, pytest.mark.slow, pytest.mark.alone]


def test_every_announced_call_is_in_the_archive_or_it_is_said_what_is_missing() -> None:
    with stormy() as line:
        storm = Storm(line, calls=60, at_once=20)
        asyncio.run(storm.blow())
        done = reckon(storm)
    assert done.wrong == []
    assert storm.crashes and storm.done["transfers"] and storm.done["holds"]
    assert sum(done.states.values()) - done.unheard > 30
    assert max(done.missing_at_end, default=0.0) <= MOST
