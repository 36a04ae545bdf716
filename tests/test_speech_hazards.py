"""What can happen to a caller who speaks: a media server dies or stalls, noise, hang-ups."""

import asyncio
import math
import os
import signal
import struct
from collections.abc import Iterator
from decimal import Decimal

import pytest

from ivr.callers.caller import Call
from ivr.callers.listener import Listener
from ivr.callers.speech import Speaker
from tests.office import outcomes
from tests.station import Hotline, account
from tests.station import hotline as running

pytestmark = [
    pytest.mark.asterisk,
    pytest.mark.alone,
    pytest.mark.xdist_group("speech hazards"),
    pytest.mark.timeout(300),
]

says = Speaker().says
NOTICE = "Разговор записывается"
ACCOUNT, READING, READ_BACK = "номера лицевого счёта", "Скажите или введите показания", "Верно"
KEYED_READING = "Введите показания"
QUICK = {"hold": 0.06, "gap": 0.05}


@pytest.fixture(scope="module")
def hotline() -> Iterator[Hotline]:
    with running(speech=True) as started:
        yield started


async def identified(call: Call, number: int) -> Listener:
    """Up to the question of the reading, by keys."""
    listener = Listener(call)
    await listener.hears(NOTICE)
    await call.sound()
    await call.press("1", **QUICK)
    await listener.hears(ACCOUNT)
    await call.press(account(number), **QUICK)
    return listener


async def confirmed_by_key(call: Call, listener: Listener) -> None:
    await call.sound()
    await call.press("1", **QUICK)
    await listener.hears("Показания приняты")


@pytest.mark.parametrize("carrier", ["websocket", "audiosocket"])
def test_a_reading_by_voice(carrier: str) -> None:
    """By each way in which Asterisk can bring the audio; the prompt broken into falls silent."""

    async def hold(hotline: Hotline) -> None:
        async with hotline.call() as call:
            listener = await identified(call, 1)
            await listener.hears(READING)
            await call.sound()
            await call.say(says("двенадцать целых пять десятых"))
            await listener.hears(READ_BACK)
            await call.say(says("да"))
            await listener.hears("Показания приняты")
            cut = [clip for clip in call.heard if not clip.whole]
            assert cut, "nothing was interrupted"

    with running(speech=True, media_carrier=carrier) as hotline:
        asyncio.run(hold(hotline))
        assert hotline.readings() == [Decimal("12.5")]


def test_the_media_server_is_killed_in_mid_sentence(hotline: Hotline) -> None:
    """The question is asked again, for the keypad; once it is back, by voice."""
    media = hotline.station.media[0]
    before = hotline.readings()

    async def hold() -> None:
        async with hotline.call() as call:
            listener = await identified(call, 2)
            await listener.hears(READING)
            saying = asyncio.create_task(call.say(says("сто двадцать три целых пять десятых")))
            await asyncio.sleep(0.8)
            media.kill()
            await saying
            await listener.hears(KEYED_READING)
            await call.press("7#", **QUICK)
            await listener.hears("Вы ввели")
            await asyncio.to_thread(hotline.mend)
            await call.press("2", **QUICK)
            await listener.hears(READING)
            await call.sound()
            await call.say(says("восемь"))
            await listener.hears("восемь")
            await confirmed_by_key(call, listener)

    asyncio.run(hold())
    assert hotline.readings() == [*before, Decimal(8)]


def test_a_media_server_that_stalls_is_replaced(hotline: Hotline) -> None:
    """It takes the call and says nothing: whoever looks after the hotline ends it."""
    media = hotline.station.media[0]
    before = hotline.readings()

    async def hold() -> None:
        async with hotline.call() as call:
            listener = await identified(call, 3)
            await listener.hears(READING)
            assert media.process
            os.kill(media.process.pid, signal.SIGSTOP)
            await asyncio.to_thread(hotline.station.look_after)
            await listener.hears(KEYED_READING)
            await call.press("9#", **QUICK)
            await listener.hears("девять")
            await confirmed_by_key(call, listener)

    asyncio.run(hold())
    hotline.mend()
    assert hotline.readings() == [*before, Decimal(9)]


def test_hanging_up_while_speaking(hotline: Hotline) -> None:
    before = len(outcomes(hotline.engine))

    async def hold() -> None:
        async with hotline.call() as call:
            listener = await identified(call, 4)
            await listener.hears(READING)
            saying = asyncio.create_task(call.say(says("сто двадцать три целых пять десятых")))
            await asyncio.sleep(0.6)
            await call.hang_up()
            saying.cancel()

    asyncio.run(hold())
    assert hotline.ends(before, 1) == ["HungUp"]


def test_a_cough_does_not_cost_the_question(hotline: Hotline) -> None:
    """The prompt falls silent, and begins anew; nothing was misunderstood."""

    async def hold() -> None:
        async with hotline.call() as call:
            listener = await identified(call, 5)
            await call.sound()
            await call.say(says("ммм"))
            await listener.hears(READING)
            assert "Мы не поняли" not in str([call.said(clip) for clip in call.heard])

    asyncio.run(hold())


def test_hold_music_is_no_answer(hotline: Hotline) -> None:
    """A caller put the call aside: asked again kindly, then by keypad."""
    tune = b"".join(_note(pitch) for pitch in (440, 550, 660, 550, 440, 330))

    async def hold() -> None:
        async with hotline.call(background=tune) as call:
            listener = Listener(call)
            await listener.hears("Мы не ")
            await listener.hears("Наберите, пожалуйста, ответ на клавишах")
            assert not call.is_over

    asyncio.run(hold())


def _note(pitch: int) -> bytes:
    """A third of a second of a tone with overtones, as a music box has."""
    samples = [
        int(4000 * sum(math.sin(6.283 * pitch * k * n / 8000) / k for k in (1, 2, 3)))
        for n in range(2667)
    ]
    return struct.pack(f"<{len(samples)}h", *samples)
