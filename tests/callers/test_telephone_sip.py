"""The SIP of a telephone, and of hold and transfer, against a far end that does what these do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from ivr.callers import sip
from ivr.callers.caller import calling
from ivr.callers.failures import Busy, FarEndHungUp, TookTooLong
from ivr.callers.identity import Identity, identity_of
from ivr.callers.message import Message
from ivr.callers.sdp import agreed, describe, direction
from ivr.callers.telephone import CallIn, Telephone, registered
from tests.callers.far_end import FarEnd, listening


class Registrar(FarEnd):
    """Takes every registration, and calls who registered."""

    def tell(self, method: str, body: str = "", sequence: int = 1, who: str = "<sip:7@x>") -> None:
        headers = [
            ("Via", f"SIP/2.0/UDP {self.where};branch=z9hG4bK{sequence}{method[:1]}"),
            ("From", f"{who};tag=theirs"),
            ("To", "<sip:desk-201@x>"),
            ("Call-ID", "the-call"),
            ("CSeq", f"{sequence} {method}"),
            self.contact,
        ]
        start = f"{method} sip:desk-201@x SIP/2.0"
        self.sip.sendto(Message(start, headers, body).encode(), self.caller)

    def invites(self, who: str = "<sip:7@x>") -> None:
        self.tell("INVITE", self.description(), who=who)

    def description(self, way: str = "sendrecv") -> str:
        return describe("127.0.0.1", self.rtp.get_extra_info("sockname")[1], way)

    def answered(self, method: str) -> list[int]:
        return [answer.status for answer in self.answers if answer.method == method]

    async def has(self, count: int, method: str = "INVITE") -> list[int]:
        """The statuses of so many answers to a method, once they came."""
        async with asyncio.timeout(3):
            while len(self.answered(method)) < count:
                await asyncio.sleep(0.01)
        return self.answered(method)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sip, "T1", 0.05)
    monkeypatch.setattr(sip, "GIVE_UP", 0.4)


@asynccontextmanager
async def desk() -> AsyncIterator[tuple[Registrar, Telephone]]:
    async with (
        listening(registrar := Registrar()),
        registered(registrar.address, "desk-201", "x") as telephone,
    ):
        assert registrar.came("REGISTER")[0].get("contact").startswith("<sip:desk-201@127.0.0.1:")
        yield registrar, telephone


def run(talk: Callable[[Registrar, Telephone], Awaitable[None]]) -> None:
    async def held() -> None:
        async with desk() as (registrar, telephone):
            await talk(registrar, telephone)

    asyncio.run(held())


async def picked_up(registrar: Registrar, telephone: Telephone) -> CallIn:
    registrar.invites()
    call = await telephone.rings(2)
    answering = asyncio.create_task(call.answer())
    await registrar.has(3)
    registrar.tell("ACK")
    await answering
    return call


@pytest.mark.usefixtures("impatient")
def test_an_invite_said_again_is_one_call_and_an_answer_is_repeated() -> None:
    async def talk(registrar: Registrar, telephone: Telephone) -> None:
        registrar.invites()
        call = await telephone.rings(2)
        registrar.invites()
        assert await registrar.has(3) == [100, 180, 180]
        answering = asyncio.create_task(call.answer())
        assert (await registrar.has(5))[3:5] == [200, 200]
        registrar.tell("ACK")
        await answering
        assert len(telephone.calls) == 1
        tags = {answer.get("to") for answer in registrar.answers if answer.method == "INVITE"}
        assert len(tags) == 1

    run(talk)


@pytest.mark.usefixtures("impatient")
def test_an_answer_that_nobody_notices() -> None:
    async def talk(registrar: Registrar, telephone: Telephone) -> None:
        registrar.invites()
        call = await telephone.rings(2)
        with pytest.raises(FarEndHungUp, match="no notice"):
            await call.answer()
        assert registrar.came("BYE")

    run(talk)


def test_the_call_is_taken_back() -> None:
    async def talk(registrar: Registrar, telephone: Telephone) -> None:
        registrar.invites(who='"Анна \\"A\\"" <sip:7%2B1@x>')
        call = await telephone.rings(2)
        assert call.caller == Identity("7+1", 'Анна "A"')
        registrar.tell("CANCEL")
        assert await registrar.has(3) == [100, 180, 487]
        assert registrar.answered("CANCEL") == [200]
        with pytest.raises(FarEndHungUp):
            await call.answer()
        await call.refuse()
        assert registrar.answered("INVITE") == [100, 180, 487]

    run(talk)


def test_what_comes_outside_of_a_call() -> None:
    async def talk(registrar: Registrar, telephone: Telephone) -> None:
        for method in ("OPTIONS", "NOTIFY", "BYE", "CANCEL", "SUBSCRIBE", "ACK"):
            registrar.tell(method)
        registrar.tell("INVITE", "v=0\r\n")
        assert await registrar.has(2) == [100, 488]
        await registrar.has(1, "SUBSCRIBE")
        statuses = {answer.method: answer.status for answer in registrar.answers}
        assert statuses == {
            "OPTIONS": 200, "NOTIFY": 200, "BYE": 481, "CANCEL": 481, "SUBSCRIBE": 405,
            "INVITE": 488,
        }  # fmt: skip
        assert telephone.calls == []

    run(talk)


@pytest.mark.parametrize(("way", "answer"), [("sendonly", "recvonly"), ("inactive", "inactive")])
def test_held_by_the_far_end_we_are_silent_until_it_resumes(way: str, answer: str) -> None:
    async def talk(registrar: Registrar, telephone: Telephone) -> None:
        call = await picked_up(registrar, telephone)
        registrar.tell("INVITE", registrar.description(way), sequence=2)
        await registrar.has(4)
        assert direction(registrar.answers[-1].body) == answer
        await asyncio.sleep(0.05)
        heard = len(registrar.heard)
        await call.press("1")
        assert len(registrar.heard) == heard
        registrar.tell("INVITE", registrar.description(), sequence=3)
        await registrar.has(5)
        await call.press("1")
        assert len(registrar.heard) > heard
        versions = [a.body.splitlines()[1].split()[2] for a in registrar.answers if a.body]
        assert versions == sorted(set(versions))

    run(talk)


def test_both_hold() -> None:
    assert agreed("sendonly", "sendonly") == "inactive"
    assert agreed("sendrecv", direction("c=IN IP4 0.0.0.0\r\na=sendrecv\r\n")) == "inactive"
    assert agreed("sendonly", "sendrecv") == "sendonly"


@pytest.mark.parametrize(("sender", "who"), [
    ("sip:100@x;tag=1", Identity("100", "")),
    ("<sip:100;a=b@x>;tag=1", Identity("100", "")),
    ("nonsense", Identity("", "")),
])  # fmt: skip
def test_who_calls(sender: str, who: Identity) -> None:
    assert identity_of(sender) == who


def transfer(statuses: list[str]) -> FarEnd:
    """A caller transfers a far end that reports these statuses."""

    async def held() -> FarEnd:
        async with listening(far_end := FarEnd()), calling(far_end.address, "1") as call:
            asking = asyncio.create_task(call.refer("sip:201@x", timeout=0.5))
            while not far_end.came("REFER"):
                await asyncio.sleep(0.01)
            for status in statuses:
                far_end.report(status)
            await asking
        return far_end

    return asyncio.run(held())


def test_a_transfer_is_over_when_the_far_end_says_so() -> None:
    far_end = transfer(["100 Trying", "200 OK"])
    assert far_end.came("REFER")[0].get("refer-to") == "<sip:201@x>"


def test_a_transfer_in_vain() -> None:
    with pytest.raises(Busy):
        transfer(["100 Trying", "486 Busy Here"])


def test_no_word_of_a_transfer() -> None:
    with pytest.raises(TookTooLong, match="no word of the transfer"):
        transfer(["100 Trying"])
