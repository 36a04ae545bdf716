"""The SIP of a call, against a far end that does what far ends do."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from ivr.callers import sip
from ivr.callers.caller import Call, calling
from ivr.callers.failures import Busy, Declined, FarEndHungUp, NoAnswer, TookTooLong
from ivr.callers.identity import Identity
from ivr.callers.message import Message
from ivr.callers.sdp import describe
from tests.callers.far_end import FarEnd, listening

pytestmark = pytest.mark.slow

Talk = Callable[[Call, FarEnd], Awaitable[None]]


def hold(far_end: FarEnd, talk: Talk, within: float = 5.0, who: Identity | None = None) -> None:
    async def held() -> None:
        async with listening(far_end):
            async with calling(
                far_end.address, "1000", identity=who or Identity(), answer_within=within
            ) as call:
                await talk(call, far_end)
            await asyncio.sleep(0.05)

    asyncio.run(held())


async def nothing(call: Call, far_end: FarEnd) -> None:
    await asyncio.sleep(0.05)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half seconds of the standard take a twentieth."""
    monkeypatch.setattr(sip, "T1", 0.05)
    monkeypatch.setattr(sip, "GIVE_UP", 0.4)


def test_a_call_is_answered_acknowledged_and_ended() -> None:
    far_end = FarEnd()
    hold(far_end, nothing)
    assert [request.method for request in far_end.requests] == ["INVITE", "ACK", "BYE"]
    invite, ack, bye = far_end.requests
    assert invite.start.startswith("INVITE sip:1000@127.0.0.1:")
    assert bye.start.endswith(";x=1 SIP/2.0")  # the far end's Contact
    assert ack.get("cseq") == "1 ACK"
    assert bye.get("cseq") == "2 BYE"
    assert bye.get("to").endswith(";tag=far")
    assert len({message.get("call-id") for message in far_end.requests}) == 1


@pytest.mark.parametrize(("status", "kind"), [("486 Busy Here", Busy), ("600 Busy", Busy)])
def test_busy(status: str, kind: type[Declined]) -> None:
    far_end = FarEnd("100 Trying", status)
    with pytest.raises(kind, match=status):
        hold(far_end, nothing)
    assert [request.method for request in far_end.requests] == ["INVITE", "ACK"]
    assert far_end.came("ACK")[0].get("via") == far_end.came("INVITE")[0].get("via")


@pytest.mark.parametrize("status", ["302 Moved", "404 Not Found", "503 Down", "603 Decline"])
def test_declined(status: str) -> None:
    with pytest.raises(Declined, match=status) as caught:
        hold(FarEnd(status), nothing)
    assert str(caught.value.code) == status[:3]
    assert not isinstance(caught.value, Busy)


def test_nobody_listens() -> None:
    async def call() -> None:
        async with calling(("127.0.0.1", 9), "1000"):
            pass

    began = time.monotonic()
    with pytest.raises(NoAnswer, match=r"nobody listens at 127\.0\.0\.1:9"):
        asyncio.run(call())
    assert time.monotonic() - began < 1


def test_it_rings_too_long_and_is_cancelled() -> None:
    far_end = FarEnd("100 Trying", "180 Ringing")
    with pytest.raises(NoAnswer, match=r"within 0\.2 s"):
        hold(far_end, nothing, within=0.2)
    assert [request.method for request in far_end.requests] == ["INVITE", "CANCEL", "ACK"]
    branches = {request.get("via") for request in far_end.requests}
    assert len(branches) == 1


def test_an_answer_quicker_than_the_cancel_is_hung_up() -> None:
    class Quick(FarEnd):
        def respond(self, request: Message, status: str) -> None:
            super().respond(request, status.replace("487 Request Terminated", "200 OK"))

    far_end = Quick("100 Trying")
    with pytest.raises(NoAnswer):
        hold(far_end, nothing, within=0.2)
    assert [r.method for r in far_end.requests] == ["INVITE", "CANCEL", "ACK", "BYE"]


@pytest.mark.usefixtures("impatient")
def test_requests_are_repeated_until_noticed() -> None:
    far_end = FarEnd()
    far_end.deaf_to = {"INVITE": 2, "BYE": 2}
    hold(far_end, nothing)
    assert len(far_end.came("INVITE")) == 3
    assert len(far_end.came("BYE")) == 3


@pytest.mark.usefixtures("impatient")
def test_nobody_notices_the_call() -> None:
    far_end = FarEnd()
    far_end.deaf_to = {"INVITE": 99}
    with pytest.raises(NoAnswer):
        hold(far_end, nothing, within=0.3)
    assert {request.method for request in far_end.requests} == {"INVITE"}


@pytest.mark.usefixtures("impatient")
def test_a_far_end_that_is_gone_does_not_hold_us_up() -> None:
    far_end = FarEnd()
    far_end.silent_on = {"BYE"}
    began = time.monotonic()
    hold(far_end, nothing)
    assert time.monotonic() - began < 2


def test_an_answer_said_again_is_acknowledged_again() -> None:
    async def again(call: Call, far_end: FarEnd) -> None:
        far_end.respond(far_end.came("INVITE")[0], "200 OK")
        await asyncio.sleep(0.05)

    far_end = FarEnd()
    hold(far_end, again)
    assert len(far_end.came("ACK")) == 2


def test_the_far_end_hangs_up() -> None:
    async def hung_up(call: Call, far_end: FarEnd) -> None:
        far_end.ask("BYE")
        await call.ended(2)
        assert call.ended_by_far_end
        with pytest.raises(FarEndHungUp):
            await call.press("1")
        with pytest.raises(FarEndHungUp):
            await call.sound(2)

    far_end = FarEnd()
    hold(far_end, hung_up)
    assert [answer.status for answer in far_end.answers] == [200]
    assert far_end.came("BYE") == []


def test_the_far_end_moves_its_audio_and_asks_this_and_that() -> None:
    async def moved(call: Call, far_end: FarEnd) -> None:
        loop = asyncio.get_running_loop()
        came = asyncio.Event()

        class Elsewhere(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
                came.set()

        transport, _ = await loop.create_datagram_endpoint(Elsewhere, local_addr=("127.0.0.1", 0))
        far_end.ask("INVITE", describe("127.0.0.1", transport.get_extra_info("sockname")[1]))
        await asyncio.wait_for(came.wait(), 2)
        transport.close()
        for method, body in [("UPDATE", ""), ("INVITE", "v=0\r\n"), ("OPTIONS", ""), ("REFER", "")]:
            far_end.ask(method, body)
        far_end.ask("ACK")
        await asyncio.sleep(0.1)

    far_end = FarEnd()
    hold(far_end, moved)
    assert [(a.method, a.status) for a in far_end.answers] == [
        ("INVITE", 200), ("UPDATE", 200), ("INVITE", 488), ("OPTIONS", 200), ("REFER", 405),
    ]  # fmt: skip
    assert "m=audio" in far_end.answers[0].body


GARBAGE = [
    b"", b"\0" * 200, b"SIP/2.0", b"SIP/2.0 abc x\r\n\r\n", b"\xff\xfe" * 50, b"INVITE\r\n\r\n",
    b"BYE sip:x SIP/2.0\r\nCall-ID: another\r\nCSeq: 2 BYE\r\n\r\n", b"\r\n\r\n", b"SIP/2.0 200",
]  # fmt: skip


def test_garbage_and_other_calls_change_nothing() -> None:
    async def garbage(call: Call, far_end: FarEnd) -> None:
        for datagram in GARBAGE:
            far_end.sip.sendto(datagram, far_end.caller)
        far_end.ask("BYE", call_id="another")
        mine = far_end.came("INVITE")[0].get("call-id")
        far_end.sip.sendto(f"SIP/2.0 \r\nCall-ID: {mine}\r\n\r\n".encode(), far_end.caller)
        far_end.sip.sendto(f"SIP/2.0 200 OK\r\nCall-ID: {mine}\r\n\r\n".encode(), far_end.caller)
        with pytest.raises(TookTooLong):
            await call.ended(0.2)

    far_end = FarEnd()
    hold(far_end, garbage)
    assert far_end.answers == []


@pytest.mark.parametrize("body", ["", "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 0 RTP/AVP 8\r\n"])
def test_an_answer_without_audio_is_hung_up(body: str) -> None:
    far_end = FarEnd()
    far_end.body = body
    with pytest.raises(Declined, match="no audio"):
        hold(far_end, nothing)
    assert len(far_end.came("BYE")) == 1


HOSTILE = 'x"\\ <b>${SHELL(id)}</b>\r\nVia: evil'


def test_a_hostile_caller_is_still_one_call() -> None:
    far_end = FarEnd()
    hold(far_end, nothing, who=Identity(number='7\r\nX: y"<>@', name=HOSTILE))
    sender = far_end.came("INVITE")[0].get("from")
    name, _, address = sender.partition(" <sip:")
    assert name == '"x\\"\\\\ <b>${SHELL(id)}</b> Via: evil"'
    assert address.startswith("7%0D%0AX%3A%20y%22%3C%3E%40@127.0.0.1>")
    assert len(far_end.came("INVITE")[0].all("via")) == 1
