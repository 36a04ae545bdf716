"""What the calls and their log stand: processes that hang, and people who mean no good."""

import asyncio
import os
import signal
import time
from collections import Counter

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from config.settings import address
from ivr.callers.caller import calling
from ivr.callers.identity import Identity
from models.events.kinds import Kind, Presence
from models.floor import (
    Away,
    Consult,
    EndConsult,
    MoveQueues,
    Ready,
    Supervise,
    Transfer,
)
from tests.gateway.console import connected
from tests.gateway.office import Office, agree, answered, apart, told

EVIL = "x\r\nAction: Originate\r\nChannel: PJSIP/201"


@told
async def test_asterisk_is_frozen(hall: Office) -> None:
    pid = hall.hotline.station.asterisk.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        await apart(lambda: hall.console.until(lambda floor: not floor.link))
        assert await hall.wish(Ready(hall.ids["anna"])) == "no_link"
    finally:
        os.kill(pid, signal.SIGCONT)
    await apart(lambda: hall.console.until(lambda floor: floor.link))


@told
async def test_the_database_is_locked(hall: Office) -> None:
    async with hall.at_desk("anna") as telephone, hall.calls() as caller:
        ringing = await telephone.rings()
        await hall.does("anna", Presence.RINGING)
        call = hall.newest_call()
        with hall.engine.begin():  # nobody else writes meanwhile
            await ringing.answer()
            await asyncio.sleep(6)
        await hall.does("anna", Presence.TALKING)
        await agree(hall, call, Kind.ANSWERED, ringing.trace["answered"])
        await caller.hang_up()
        await hall.does("anna", Presence.WRAP_UP)
    assert set(Counter(hall.kinds(call)).values()) == {1}


@told
async def test_a_hostile_name(hall: Office) -> None:
    who = Identity("79121234567", '<script>"\\${CHANNEL(name)};|,\x01\x7f')
    far = address(hall.settings.sip_bind)
    async with hall.at_desk("anna") as telephone, calling(far, "121", identity=who):
        await answered(telephone)
        shown = await hall.does("anna", Presence.TALKING)
        assert shown.call and shown.call.call == hall.newest_call()


@told
async def test_an_action_hidden_in_a_wish(hall: Office) -> None:
    anna, boris = hall.ids["anna"], hall.ids["boris"]
    async with hall.at_desk("anna") as telephone, hall.specialist() as specialist:
        assert await hall.wish(Away(anna, EVIL)) == "fault"
        async with hall.calls():
            talk = await answered(telephone)
            await hall.does("anna", Presence.TALKING)
            for wish in (
                Transfer(anna, EVIL),
                Consult(anna, EVIL),
                EndConsult(anna, EVIL),
                Supervise(boris, anna, EVIL),
                MoveQueues(anna, (EVIL,)),
            ):
                assert await hall.wish(wish) != ""
            await asyncio.sleep(0.5)
            assert not specialist.calls
            assert not talk.is_over


def test_a_wrong_token(hall: Office) -> None:
    for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer"}):
        with pytest.raises(InvalidStatus):
            connect(f"ws://{hall.settings.gateway}", additional_headers=header, proxy=None)


@pytest.mark.parametrize("said", ["", "{}", "[" * 10_000, b"\xff\xfe", '{"type":"Do","number":1}'])
def test_a_console_that_talks_nonsense(hall: Office, said: str | bytes) -> None:
    mad = connected(hall.settings)
    mad.socket.send(said)
    with pytest.raises(ConnectionClosed):
        for _ in range(100):
            mad.socket.send("{}")
            time.sleep(0.02)
    hall.console.until(lambda floor: floor.link)
    assert hall.console.wish(Ready(99)) == "no_operator"
