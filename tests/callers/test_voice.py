"""The clock of a caller's telephone, when the process it is in stands still."""

import asyncio
import time

import pytest

from ivr.callers.mouth import Mouth
from ivr.callers.voice import BEHIND, Voice


@pytest.mark.parametrize(("stall", "skips"), [(BEHIND / 2, False), (BEHIND + 0.6, True)])
def test_what_a_stall_keeps_from_being_sent_is_known(stall: float, skips: bool) -> None:
    """A short one is caught up with."""

    async def talk() -> float:
        voice = Voice(lambda *_: None, Mouth())
        await voice.listen("127.0.0.1")
        voice.far = ("127.0.0.1", voice.port)
        voice.start()
        await asyncio.sleep(0.1)
        time.sleep(stall)
        await asyncio.sleep(0.1)
        voice.close()
        return voice.skipped

    assert (asyncio.run(talk()) > 0.4) is skips
