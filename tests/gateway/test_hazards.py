"""What happens to the calls and their log when a process, the link or the database fails."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import select
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from config.settings import address
from ivr.callers.caller import calling
from ivr.callers.failures import Declined
from ivr.callers.identity import Identity
from ivr.callers.telephone import Telephone
from models.events.kinds import Kind, Presence
from models.events.tables import CallEventRow
from models.floor import (
    Away,
    Consult,
    EndConsult,
    MoveQueues,
    Ready,
    Supervise,
    Transfer,
)
from tests.gateway.office import Office, agree, answered, apart, connected, office, told
from tests.gateway.proxy import Proxy
from tests.gateway.tones import ANNA, hears

pytestmark = [pytest.mark.asterisk, pytest.mark.xdist_group("gateway")]
EVIL = "x\r\nAction: Originate\r\nChannel: PJSIP/201"


@pytest.fixture(scope="module")
def hall() -> Iterator[Office]:
    with office(utility="tests/gateway/queues.toml") as one:
        yield one


@pytest.fixture(autouse=True)
def nothing_is_left(hall: Office) -> Iterator[None]:
    yield
    assert hall.nobody_waits()
    hall.console.until(lambda floor: not floor.waiting)


@pytest.mark.parametrize("breaks", ["cut", "killed"])
def test_nothing_is_lost_while_nobody_listens(hall: Office, breaks: str) -> None:
    """Calls come, are refused, answered, ended and abandoned meanwhile; then all is there, once."""
    proxy = Proxy(address(hall.settings.ami))
    if breaks == "cut":
        hall.gateway.kill()
        hall.meet(replace(hall.settings, ami=proxy.address))

    def break_off() -> None:
        proxy.cut() if breaks == "cut" else hall.gateway.kill()

    def mend() -> None:
        proxy.mend() if breaks == "cut" else hall.meet()

    try:
        asyncio.run(_unheard(hall, break_off, mend))
    finally:
        if breaks == "cut":
            hall.gateway.kill()
            hall.meet(hall.settings)
        proxy.close()


async def _unheard(hall: Office, break_off: Callable[[], None], mend: Callable[[], None]) -> None:
    async with hall.at_desk("anna") as annas, hall.at_desk("boris", ready=False) as boriss:
        async with hall.calls() as first:
            talk = await answered(annas)
            await hall.does("anna", Presence.TALKING)
            assert await hall.wish(Ready(hall.ids["boris"])) == ""
            one = hall.newest_call()
            await apart(break_off)
            await asyncio.sleep(0.5)
            await first.hang_up()
            await talk.ended()
        async with hall.calls() as second:
            refused = await boriss.rings()
            two = hall.newest_call()
            await asyncio.sleep(0.5)
            await refused.refuse(486)
            await asyncio.sleep(1)
            assert len(annas.calls) + len(boriss.calls) == 2  # anna's contact is open (C14)
        await asyncio.sleep(1)
        await apart(mend)
        await hall.does("anna", Presence.WRAP_UP)
        await hall.shows("boris", lambda boris: boris.reason == "not_taken")
        await agree(hall, one, Kind.HUNG_UP, first.trace["ended"])
        await agree(hall, one, Kind.OPERATOR_LEFT, talk.trace["ended"])
        await agree(hall, two, Kind.RANG, refused.trace["rang"])
        await agree(hall, two, Kind.NOT_TAKEN, refused.trace["ended"])
        await agree(hall, two, Kind.ABANDONED, second.trace["ended"])
        await agree(hall, two, Kind.HUNG_UP, second.trace["ended"])
        assert await hall.wish(Ready(hall.ids["boris"])) == ""
        await apart(break_off)
        async with hall.calls() as third:
            late = await answered(boriss)
            await asyncio.sleep(0.5)
            three = hall.newest_call()
            await apart(mend)
            await hall.does("boris", Presence.TALKING)
            await agree(hall, three, Kind.ANSWERED, late.trace["answered"])
            await third.hang_up()
        await hall.does("boris", Presence.WRAP_UP)
        for call in (one, two, three):
            assert set(Counter(hall.kinds(call)).values()) == {1}, hall.kinds(call)
    assert hall.contacts(one) == [(hall.ids["anna"], True)]
    assert hall.contacts(two) == []
    assert hall.contacts(three) == [(hall.ids["boris"], True)]


@told
async def test_the_gateway_dies_in_mid_call(hall: Office) -> None:
    async with hall.at_desk("anna") as telephone:
        async with hall.calls() as caller:
            await answered(telephone)
            shown = await hall.does("anna", Presence.TALKING)
            hall.gateway.kill()
            await hears(caller, ANNA)
            await apart(hall.meet)
            again = await hall.does("anna", Presence.TALKING)
            assert again.call == shown.call
        await hall.does("anna", Presence.WRAP_UP)
        async with hall.calls():
            await hall.waits(1)
            await asyncio.sleep(2)
            assert len(telephone.calls) == 1
            await hall.closes("anna")
            await answered(telephone)
            await hall.does("anna", Presence.TALKING)


@told
async def test_asterisk_is_restarted_in_mid_shift(hall: Office) -> None:
    asterisk = hall.hotline.station.asterisk
    async with hall.at_desk("anna") as annas, hall.at_desk("boris") as boriss, hall.calls() as gone:
        talking = await first_to_ring(annas, boriss)
        login, other = ("anna", "boris") if talking is annas else ("boris", "anna")
        await hall.does(login, Presence.TALKING)
        call = hall.newest_call()
        await asyncio.sleep(2)  # Asterisk writes its registrations down each second
        died = time.time()
        os.kill(asterisk.pid, signal.SIGKILL)
        await apart(asterisk.wait)
        await apart(asterisk.start)
        await hall.does(login, Presence.WRAP_UP)
        ended = await hall.tells(call, Kind.HUNG_UP)
        assert abs(ended[0].at.timestamp() - died) < 1
        assert Kind.OPERATOR_LEFT in hall.kinds(call)
        with suppress(Declined):  # nobody knows the call any more
            await gone.hang_up()
        for telephone in (annas, boriss):
            for old in telephone.calls:
                old.vanish()
        async with hall.calls():
            await answered(boriss if talking is annas else annas)
            await hall.does(other, Presence.TALKING)
            assert hall.console.operator(login).doing is Presence.WRAP_UP


async def first_to_ring(*telephones: Telephone) -> Telephone:
    """The one that rings, and is answered."""
    for _ in range(200):
        for one in telephones:
            if one.calls:
                await answered(one)
                return one
        await asyncio.sleep(0.05)
    raise AssertionError("none rings")


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
        await hall.does("anna", Presence.TALKING)


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


def test_nothing_is_told_twice(hall: Office) -> None:
    with hall.engine.connect() as db:
        marks = list(db.execute(select(CallEventRow.mark)).scalars())
        once = select(CallEventRow.call_id, CallEventRow.kind, CallEventRow.at)
        rows = [tuple(row) for row in db.execute(once)]
    assert len(marks) > 20
    assert len(set(rows)) == len(rows)
