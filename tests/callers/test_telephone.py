"""A telephone that answers, registered at a real Asterisk, rung by our caller through it."""

import asyncio
from collections.abc import Iterator, Sequence

import pytest

from ivr.callers.caller import calling
from ivr.callers.clips import Clips
from ivr.callers.failures import (
    Busy,
    Declined,
    FarEndHungUp,
    NoAnswer,
    NotRegistered,
    TookTooLong,
    WrongPassword,
)
from ivr.callers.identity import Identity
from ivr.callers.moments import Moment, NotYet
from ivr.callers.telephone import CallIn, Taking, Telephone, answering, registered
from tests.callers.exchange import PASSWORD, Exchange, open_exchange

pytestmark = pytest.mark.asterisk


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    with open_exchange() as found:
        yield found


async def until(exchange: Exchange, number: int, state: str) -> None:
    """Asterisk tells its devices' states a moment later."""
    async with asyncio.timeout(5):
        while await asyncio.to_thread(exchange.state, number) != state:
            await asyncio.sleep(0.05)


async def taken(telephone: Telephone) -> CallIn:
    call = await telephone.rings()
    await call.answer()
    return call


async def connected(call: CallIn) -> CallIn:
    """Asterisk joins the two a moment after the answer; audio comes when it has."""
    async with asyncio.timeout(5):
        while not call.received:
            await asyncio.sleep(0.01)
    return call


def in_order(*moments: Moment) -> bool:
    return list(moments) == sorted(moments, key=lambda moment: (moment.at, moment.time))


@pytest.mark.parametrize("number", [201, 202])
def test_each_hears_the_other(
    exchange: Exchange, clips: Clips, samples: dict[str, bytes], number: int
) -> None:
    """201 is asked for its password in MD5, 202 in SHA-256."""

    async def talk() -> None:
        who = Identity("79161234567", "Анна")
        async with registered(exchange.far, f"desk-{number}", PASSWORD, clips=clips) as telephone:
            assert telephone.is_registered
            taking = asyncio.create_task(taken(telephone))
            async with calling(exchange.far, str(number), clips=clips, identity=who) as caller:
                call = await connected(await taking)
                assert call.caller == who
                await call.say(samples["greeting"])
                await caller.hears(["greeting"])
                await caller.say(samples["account"])
                await call.hears(["account"])
                await until(exchange, number, "InUse")
                await call.hang_up()
                await caller.ended(5)
                assert caller.ended_by_far_end
                assert not call.ended_by_far_end
            assert exchange.number_of_contacts() == 1
        assert exchange.number_of_contacts() == 0
        dialled, came = caller.trace, call.trace
        assert in_order(
            dialled["invited"], came["invited"], came["rang"], came["answered"],
            dialled["answered"], dialled["first audio"], came["ended"], dialled["ended"],
        )  # fmt: skip
        assert in_order(came["invited"], came["rang"], dialled["rang"])
        with pytest.raises(NotYet, match="not held"):
            came["held"]

    asyncio.run(talk())


def test_it_rings_as_long_as_it_is_told(exchange: Exchange) -> None:
    async def talk() -> None:
        takes = answering(after=1.0)
        async with (
            registered(exchange.far, "desk-201", PASSWORD, takes=takes) as telephone,
            calling(exchange.far, "201") as caller,
        ):
            (call,) = telephone.calls
            trace = call.trace
            assert trace["answered"].time - trace["rang"].time >= 1.0
            assert not call.is_over
            await caller.hang_up()
            await call.ended(5)
            assert call.ended_by_far_end

    asyncio.run(talk())


async def refused(call: CallIn) -> None:
    await call.refuse(486)


async def declined(call: CallIn) -> None:
    await call.hang_up()


@pytest.mark.parametrize(("takes", "kind"), [(refused, Busy), (declined, Declined)])
def test_a_call_refused(exchange: Exchange, takes: Taking, kind: type[Declined]) -> None:
    async def talk() -> Telephone:
        async with registered(exchange.far, "desk-201", PASSWORD, takes=takes) as telephone:
            with pytest.raises(kind):
                async with calling(exchange.far, "201"):
                    pass
        return telephone

    (call,) = asyncio.run(talk()).calls
    assert not call.is_answered
    assert not call.ended_by_far_end
    assert call.trace["ended"]


def test_it_rings_in_vain(exchange: Exchange) -> None:
    """The dialplan gives up after a second."""

    async def talk() -> None:
        async with registered(exchange.far, "desk-201", PASSWORD) as telephone:
            with pytest.raises(Declined):
                async with calling(exchange.far, "301"):
                    pass
            call = await telephone.rings()
            assert call.is_over and call.ended_by_far_end
            with pytest.raises(FarEndHungUp, match="gave up"):
                await call.answer()

    asyncio.run(talk())


def test_the_caller_hangs_up_while_it_rings(exchange: Exchange) -> None:
    async def talk() -> None:
        async with registered(exchange.far, "desk-201", PASSWORD) as telephone:
            ringing = asyncio.create_task(telephone.rings())
            with pytest.raises(NoAnswer):
                async with calling(exchange.far, "201", answer_within=0.5):
                    pass
            call = await ringing
            await call.ended(5)
            assert call.ended_by_far_end
            await until(exchange, 201, "Idle")
            with pytest.raises(TookTooLong, match="no call came"):
                await telephone.rings(0.1)

    asyncio.run(talk())


def test_hold_is_seen_by_asterisk_and_ends(
    exchange: Exchange, clips: Clips, samples: dict[str, bytes]
) -> None:
    async def talk() -> None:
        async with registered(exchange.far, "desk-201", PASSWORD, clips=clips) as telephone:
            taking = asyncio.create_task(taken(telephone))
            async with calling(exchange.far, "201", clips=clips) as caller:
                call = await taking
                await caller.silence(0.3)
                await call.hold()
                await caller.sound(5)  # Asterisk's music
                await call.say(samples["goodbye"])  # to nobody
                await call.resume()
                await caller.silence(0.5, timeout=5)
                await call.say(samples["greeting"])
                async with asyncio.timeout(5):
                    while caller.heard[-1].name != "greeting":
                        await asyncio.sleep(0.01)
                assert [clip.name for clip in caller.heard if clip.whole] == ["greeting"]
                assert in_order(call.trace["answered"], call.trace["held"], call.trace["resumed"])

    asyncio.run(talk())


@pytest.mark.parametrize(("name", "password"), [("desk-201", "wrong"), ("desk-299", PASSWORD)])
def test_a_wrong_password_or_name(exchange: Exchange, name: str, password: str) -> None:
    async def register() -> None:
        async with registered(exchange.far, name, password):
            pass

    with pytest.raises(NotRegistered, match=name) as caught:
        asyncio.run(register())
    assert isinstance(caught.value, WrongPassword) == (name == "desk-201")


def test_nobody_is_there_to_register_at() -> None:
    async def register() -> None:
        async with registered(("127.0.0.1", 9), "desk-201", PASSWORD):
            pass

    with pytest.raises(NoAnswer, match="nobody listens"):
        asyncio.run(register())


def test_a_call_is_transferred_by_its_operator(
    exchange: Exchange, clips: Clips, samples: dict[str, bytes]
) -> None:
    async def talk() -> None:
        async with (
            registered(exchange.far, "desk-201", PASSWORD) as first,
            registered(exchange.far, "desk-202", PASSWORD) as second,
        ):
            taking = asyncio.create_task(taken(first))
            async with calling(exchange.far, "201", clips=clips) as caller:
                call = await connected(await taking)
                moving = asyncio.create_task(taken(second))
                host, port = exchange.far
                await call.refer(f"sip:202@{host}:{port}")
                await call.hang_up()
                specialist = await connected(await moving)
                await specialist.say(samples["greeting"])
                await caller.hears(["greeting"])
                assert not caller.is_over

    asyncio.run(talk())


def test_a_transfer_to_nowhere_is_refused(exchange: Exchange) -> None:
    async def talk() -> None:
        async with registered(exchange.far, "desk-201", PASSWORD) as telephone:
            taking = asyncio.create_task(taken(telephone))
            async with calling(exchange.far, "201") as caller:
                call = await connected(await taking)
                with pytest.raises(Declined):
                    await call.refer("sip:999@127.0.0.1")
                assert not caller.is_over

    asyncio.run(talk())


def test_the_registration_is_lost_and_had_again(exchange: Exchange) -> None:
    async def restart() -> None:
        async with registered(exchange.far, "desk-201", PASSWORD, expires=2) as telephone:
            await asyncio.to_thread(exchange.process.stop)
            await telephone.becomes(is_registered=False)
            await asyncio.to_thread(exchange.process.start)
            await telephone.becomes(is_registered=True)
            taking = asyncio.create_task(taken(telephone))
            async with calling(exchange.far, "201") as caller:
                await connected(await taking)
                assert not caller.is_over

    asyncio.run(restart())


def test_a_telephone_that_lost_its_power_is_forgotten(exchange: Exchange) -> None:
    async def vanish() -> None:
        async with registered(exchange.far, "desk-201", PASSWORD, expires=1) as telephone:
            taking = asyncio.create_task(taken(telephone))
            async with calling(exchange.far, "201") as caller:
                call = await taking
                telephone.unplug()
                await call.ended(1)
                with pytest.raises(TookTooLong):  # nobody told the caller
                    await caller.ended(0.3)
        async with asyncio.timeout(20):
            while await asyncio.to_thread(exchange.number_of_contacts):
                await asyncio.sleep(0.2)

    asyncio.run(vanish())


def test_three_in_one_process_talk_at_once(
    exchange: Exchange, clips: Clips, samples: dict[str, bytes]
) -> None:
    async def greet(call: CallIn) -> None:
        await call.answer()
        await connected(call)
        await call.say(samples["greeting"])
        await call.ended()

    async def call_up(number: str) -> Sequence[str]:
        async with calling(exchange.far, number, clips=clips) as caller:
            await caller.hears(["greeting"])
            return [clip.name for clip in caller.heard]

    async def talk() -> list[Sequence[str]]:
        numbers = ["201", "202", "203"]
        async with (
            registered(exchange.far, "desk-201", PASSWORD, takes=greet),
            registered(exchange.far, "desk-202", PASSWORD, takes=greet),
            registered(exchange.far, "desk-203", PASSWORD, takes=greet),
        ):
            return await asyncio.gather(*map(call_up, numbers))

    assert asyncio.run(talk()) == [["greeting"]] * 3
