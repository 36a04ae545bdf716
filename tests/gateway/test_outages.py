"""What happens to the calls and their log when a process or the link dies."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from agi_scripts.gateway.traces import LEGS, QUEUE_LOG
from config.settings import address
from ivr.callers.caller import Call
from ivr.callers.failures import Declined
from ivr.callers.telephone import Telephone
from models.events.kinds import Kind, Presence
from models.events.tables import CallEventRow
from models.floor import Ready, Transfer
from tests.gateway.office import Office, agree, answered, apart, told, until
from tests.gateway.proxy import Proxy
from tests.gateway.tones import ANNA, SPECIALIST, hears


@pytest.fixture(autouse=True)
def nothing_is_told_twice(hall: Office) -> Iterator[None]:
    """After each story."""
    yield
    once = select(CallEventRow.call_id, CallEventRow.kind, CallEventRow.at)
    with hall.engine.connect() as db:
        rows = [tuple(row) for row in db.execute(once)]
    assert rows
    assert len(set(rows)) == len(rows)


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
        await apart(hall.crash)
        await apart(asterisk.start)
        await hall.does(login, Presence.WRAP_UP)
        for kind in (Kind.HUNG_UP, Kind.OPERATOR_LEFT):
            (ended,) = await hall.tells(call, kind)
            assert abs(ended.at.timestamp() - died) < 1
        await forget(gone, annas, boriss)
        async with hall.calls():
            await answered(boriss if talking is annas else annas)
            await hall.does(other, Presence.TALKING)
            assert hall.console.operator(login).doing is Presence.WRAP_UP


async def forget(caller: Call, *telephones: Telephone) -> None:
    """Asterisk knows their calls no more."""
    with suppress(Declined):
        await caller.hang_up()
    for telephone in telephones:
        for old in telephone.calls:
            old.vanish()


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
async def test_asterisk_dies_in_mid_call_while_nobody_listens(hall: Office) -> None:
    """As after a power cut: all that is known is when Asterisk was started again."""
    asterisk = hall.hotline.station.asterisk
    async with hall.at_desk("anna") as telephone, hall.calls() as gone:
        await answered(telephone)
        await hall.does("anna", Presence.TALKING)
        call = hall.newest_call()
        await asyncio.sleep(2)  # Asterisk writes its registrations down each second
        hall.gateway.kill()
        await apart(hall.crash)
        again = time.time()
        await apart(asterisk.start)
        await asyncio.sleep(2)  # the gateway comes later still
        await apart(hall.meet)
        shown = await hall.does("anna", Presence.WRAP_UP)
        for kind in (Kind.HUNG_UP, Kind.OPERATOR_LEFT):
            (ended,) = await hall.tells(call, kind)
            assert abs(ended.at.timestamp() - again) < 1.5  # in whole seconds
        assert shown.call
        assert shown.call.ended == ended.at
        await forget(gone, telephone)
        await hall.closes("anna")
        await hall.does("anna", Presence.READY)


@told
async def test_asterisk_dies_when_the_contact_has_its_outcome(hall: Office) -> None:
    """Who writes it while still talking has no open contact: the talk ends all the same."""
    asterisk = hall.hotline.station.asterisk
    async with hall.at_desk("anna") as telephone, hall.calls() as gone:
        await answered(telephone)
        await hall.does("anna", Presence.TALKING)
        call = hall.newest_call()
        await apart(lambda: hall.close_contact("anna"))
        hall.gateway.kill()
        await apart(hall.meet)
        assert (await hall.does("anna", Presence.TALKING)).call
        await asyncio.sleep(2)
        await apart(hall.crash)
        await apart(asterisk.start)
        await hall.does("anna", Presence.WRAP_UP)
        assert len(await hall.tells(call, Kind.OPERATOR_LEFT)) == 1
        await forget(gone, telephone)


@told
async def test_hold_while_nobody_listens(hall: Office) -> None:
    """Its moments are written down nowhere: what is certain of it counts, and it ends."""
    async with hall.at_desk("anna") as telephone, hall.calls() as caller:
        talk = await answered(telephone)
        await hall.does("anna", Presence.TALKING)
        call = hall.newest_call()
        await talk.hold()
        held = (await hall.tells(call, Kind.HELD))[0]
        hall.gateway.kill()
        await apart(hall.meet)  # still held
        shown = await hall.does("anna", Presence.TALKING)
        assert shown.call
        assert shown.call.held == held.at
        hall.gateway.kill()
        await talk.resume()
        await apart(hall.meet)
        await hall.shows("anna", lambda one: one.call and not one.call.held)
        (resumed,) = await hall.tells(call, Kind.RESUMED)
        assert held.at <= resumed.at <= talk.trace["resumed"].at
        hall.gateway.kill()
        await talk.hold()
        silent = datetime.now(UTC)
        await apart(hall.meet)
        await hall.shows("anna", lambda one: one.call and one.call.held)
        assert (await hall.tells(call, Kind.HELD, 2))[1].at > silent
        heard = datetime.now(UTC)
        await talk.resume()
        assert (await hall.tells(call, Kind.RESUMED, 2))[1].at > heard
        await caller.hang_up()
    assert hall.kinds(call).count(Kind.HELD) == hall.kinds(call).count(Kind.RESUMED) == 2


@told
async def test_a_specialist_while_nobody_listens(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        await answered(annas)
        await hall.does("anna", Presence.TALKING)
        call = hall.newest_call()
        assert await hall.wish(Transfer(anna, "head")) == ""
        ringing = await heads.rings()
        hall.gateway.kill()
        await ringing.answer()
        await hears(caller, SPECIALIST)
        await ringing.hang_up()
        await caller.ended()
        await apart(hall.meet)
        await hall.does("anna", Presence.WRAP_UP)
        await agree(hall, call, Kind.SPECIALIST_ANSWERED, ringing.trace["answered"])
        await agree(hall, call, Kind.SPECIALIST_LEFT, ringing.trace["ended"])
    assert set(Counter(hall.kinds(call)).values()) == {1}, hall.kinds(call)


@told
async def test_traces_of_yesterday_are_put_away(hall: Office) -> None:
    """And what happens afterwards is written, and read again, as before."""
    logs = Path(hall.settings.asterisk_dir) / "log"
    old = f"{time.time() - 2 * 86400:.0f}|79120000000.1|NONE|NONE|DID|"
    for name, line in ((QUEUE_LOG, old), (LEGS, f"HANGUP,{old.partition('|')[0]}.5,1.1,1.1,X")):
        path = logs / name
        path.write_text(f"{line}\n{path.read_text()}")
    async with hall.at_desk("anna") as telephone, hall.calls() as caller:
        talk = await answered(telephone)
        await hall.does("anna", Presence.TALKING)
        call = hall.newest_call()
        hall.gateway.kill()
        await apart(hall.meet)
        await until((logs / QUEUE_LOG).exists)
        assert old in (logs / f"{QUEUE_LOG}.1").read_text()
        assert old not in (logs / QUEUE_LOG).read_text()
        hall.gateway.kill()
        await caller.hang_up()
        await talk.ended()
        await until((logs / LEGS).exists)
        await until(lambda: "COMPLETECALLER" in (logs / QUEUE_LOG).read_text())
        await apart(hall.meet)
        await hall.does("anna", Presence.WRAP_UP)
        await agree(hall, call, Kind.HUNG_UP, caller.trace["ended"])
        await agree(hall, call, Kind.OPERATOR_LEFT, talk.trace["ended"])
