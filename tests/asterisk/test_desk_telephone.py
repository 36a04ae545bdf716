"""A telephone on an operator's desk: made known while Asterisk runs, registered, rung."""

import asyncio

import pytest

from config.asterisk.operators import telephone_password, write_operators
from config.asterisk.process import AsteriskProcess
from config.settings import Settings, address
from ivr.callers.telephone import registered

pytestmark = pytest.mark.asterisk
RING = "channel originate PJSIP/desk-boris application Playback teplofon/prompt"


def test_it_registers_rings_and_is_talked_to(
    running: AsteriskProcess, asterisk_settings: Settings
) -> None:
    assert write_operators(asterisk_settings, [("boris", "desk")])
    running.cli("module reload res_pjsip.so")
    password = telephone_password(asterisk_settings, "boris")

    async def work() -> int:
        far = address(asterisk_settings.sip_bind)
        async with registered(far, "desk-boris", password) as telephone:
            await asyncio.to_thread(running.cli, RING)
            call = await telephone.rings()
            await call.answer()
            await call.ended()
            return len(call.received)

    assert asyncio.run(work()) > 20
