"""What can happen to a real call: servers that die, hostile callers, impatient ones."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from ivr.callers.caller import Call
from ivr.callers.identity import Identity
from ivr.callers.listener import Listener
from models.tables import CallRow
from tests.office import outcomes
from tests.station import Hotline, account
from tests.station import hotline as running

pytestmark = [pytest.mark.asterisk, pytest.mark.xdist_group("hazards"), pytest.mark.timeout(300)]

QUICK = {"hold": 0.06, "gap": 0.05}
# The questions of a reading: what each begins with, and the answer.
QUESTIONS = [
    ("Чтобы передать показания", "1"),
    ("Введите", ""),  # the account number, another one for each call
    ("Введите показания", "12*5#"),
    ("Вы ввели", "1"),
]
RECEIPT = "Номер обращения"


@pytest.fixture(scope="module")
def hotline() -> Iterator[Hotline]:
    with running() as started:
        yield started


def answer(question: int, number: int) -> str:
    return QUESTIONS[question][1] or account(number)


async def give_reading(call: Call, listener: Listener, number: int, first: int) -> None:
    """From a question to the receipt; each answer is keyed when its question begins."""
    for question in range(first, len(QUESTIONS)):
        await listener.hears(QUESTIONS[question][0])
        await call.press(answer(question, number), **QUICK)
    await listener.hears(RECEIPT)


def test_the_server_dies_at_every_question(hotline: Hotline) -> None:
    """kill -9 while calls wait at every question: each goes on there, on the other server."""
    at_question = asyncio.Barrier(len(QUESTIONS) + 1)

    async def hold(number: int) -> None:
        async with hotline.call() as call:
            listener = Listener(call)
            for question in range(number + 1):
                await listener.hears(QUESTIONS[question][0])
                if question < number:
                    await call.press(answer(question, number), **QUICK)
            await at_question.wait()
            await asyncio.sleep(0.5)  # the server is dead now; what is keyed goes nowhere
            await call.press("#", **QUICK)
            await give_reading(call, listener, number, number)
            await call.hang_up()

    async def kill() -> None:
        await at_question.wait()
        hotline.station.servers[0].kill()

    async def everybody() -> None:
        await asyncio.gather(kill(), *(hold(number) for number in range(len(QUESTIONS))))

    asyncio.run(everybody())
    hotline.mend()
    assert hotline.readings() == [Decimal("12.5")] * len(QUESTIONS)


def test_all_servers_dead(hotline: Hotline) -> None:
    """An apology, then the operators' context."""

    async def hold() -> None:
        async with hotline.call() as call:
            listener = Listener(call)
            await listener.hears(QUESTIONS[0][0])
            for server in hotline.station.servers:
                server.kill()
            await call.press("1", **QUICK)
            await listener.hears("apology")
            await listener.hears("no-operator")
            await call.ended(10)

    asyncio.run(hold())
    hotline.mend()


@pytest.mark.parametrize(
    "identity",
    [
        Identity("79121234567", '"; DROP TABLE call; --'),
        Identity("79121234567", "<script>alert(1)</script>"),
        Identity("79121234567", "${SHELL(touch /tmp/teplofon-was-here)}"),
        Identity("+7912\r\nagi_arg_1: x", "a,b&c|d,Hangup()"),
        Identity("${SHELL(touch /tmp/teplofon-was-here)}"),
    ],
    ids=["sql", "html", "dialplan", "line break", "number"],
)
def test_a_hostile_caller(hotline: Hotline, identity: Identity) -> None:
    async def hold() -> None:
        async with hotline.call(identity) as call:
            await Listener(call).hears("Разговор записывается")

    asyncio.run(hold())
    assert not Path("/tmp/teplofon-was-here").exists()
    with hotline.engine.connect() as connection:
        last = connection.execute(select(CallRow).order_by(CallRow.id.desc()).limit(1)).one()
    assert last.caller.strip("+0123456789") == ""


def test_hanging_up_is_written_down_at_once(hotline: Hotline) -> None:
    """In the notice, which is played to its end, and in a question."""

    async def hold(until: str) -> None:
        async with hotline.call() as call:
            await (Listener(call).hears(until) if until else call.sound())

    before = len(outcomes(hotline.engine))
    asyncio.run(hold(""))
    asyncio.run(hold(QUESTIONS[0][0]))
    assert hotline.ends(before, 2) == ["HungUp", "HungUp"]


def test_a_key_stops_the_prompt(hotline: Hotline) -> None:
    """Barge-in: what was being said is cut short, and the answer counts."""

    async def hold() -> None:
        async with hotline.call() as call:
            await Listener(call).hears("Разговор записывается")
            await call.sound()
            await call.press("1", **QUICK)
            await Listener(call).hears("цифр")
            menu = [clip for clip in call.heard if call.said(clip).startswith("Чтобы")]
            assert [clip.whole for clip in menu] in ([], [False])

    asyncio.run(hold())


def test_draining_lets_the_call_finish(hotline: Hotline) -> None:
    """SIGTERM in mid-call: the caller notices nothing, and new calls go to the other server."""
    first = hotline.station.servers[0]

    async def hold() -> None:
        async with hotline.call() as call:
            listener = Listener(call)
            await listener.hears(QUESTIONS[0][0])
            assert first.process
            first.process.terminate()
            await asyncio.sleep(0.5)
            assert first.is_running()
            await call.press("1", **QUICK)
            await give_reading(call, listener, 10, 1)
            await call.hang_up()

    asyncio.run(hold())
    assert first.process
    assert first.process.wait(10) == 0
    hotline.mend()
