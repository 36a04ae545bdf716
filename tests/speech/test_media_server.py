"""The media server as AGI servers and Asterisk meet it: real connections, real Vosk, real time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from config.settings import Settings
from config.speech_models import models_of
from ivr.callers.speech import Speaker
from ivr.engine.channel import Grammar
from ivr.grammars.choices import OneOf, YesNo
from ivr.grammars.numbers import Digits
from ivr.prompts.sounds import audio
from ivr.speech.server import MediaServer
from ivr.speech.sounds import Sounds
from ivr.speech.vosk_model import VoskModel
from ivr.speech.wire import (
    Answer,
    Ask,
    Failed,
    FromMedia,
    Pause,
    Ready,
    SoFar,
    decode,
    encode,
)
from tests.speech.asterisk_side import FRAME, AsteriskSide, arrive

pytestmark = pytest.mark.slow

TOKEN = "a token of the tests"
PROMPT = "teplofon/prompt"
SPEAKER = Speaker()
MODELS = {"ru": VoskModel(models_of(Settings())["ru"])}


@dataclass
class Media:
    """A running media server, and the AGI server's side of it."""

    port: int

    async def ask(self, grammar: Grammar[object], sound: str = PROMPT) -> ClientConnection:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        url = f"ws://127.0.0.1:{self.port}/turns"
        socket = await connect(url, additional_headers=headers, compression=None, proxy=None)
        ask = Ask([sound], "ru", grammar.phrases("ru"), grammar.max_keys)
        await socket.send(encode(ask))
        return socket


async def told(socket: ClientConnection) -> Ready | SoFar | Answer | Failed:
    return decode(await socket.recv(), FromMedia)  # type: ignore[arg-type]


async def answered(socket: ClientConnection, pause: float, thinks: float = 0) -> Answer | Failed:
    """`thinks`: seconds that the AGI server takes for what it says of the words so far."""
    while True:
        message = await told(socket)
        if isinstance(message, Answer | Failed):
            return message
        assert isinstance(message, SoFar)
        await asyncio.sleep(thinks)
        await socket.send(encode(Pause(message.said, pause)))


@asynccontextmanager
async def running(sounds: Path) -> AsyncIterator[Media]:
    """A server whose only prompt is one second of a tone."""
    sounds.joinpath("prompt.wav").write_bytes(audio.wav(b"\0\x10\0\xf0" * 4000))
    with ThreadPoolExecutor(2) as workers:
        media = MediaServer(MODELS, Sounds(sounds), TOKEN, workers)
        async with await media.listen("127.0.0.1", 0) as server:
            yield Media(next(iter(server.sockets)).getsockname()[1])


Conversation = Callable[[AsteriskSide], Awaitable[object]]


async def held(
    sounds: Path,
    grammar: Grammar[object],
    caller: Conversation,
    pause: float = 0.4,
    thinks: float = 0,
) -> tuple[Answer | Failed, AsteriskSide]:
    """One question, with what the caller does; such a pause ends the answer."""
    async with running(sounds) as media, await media.ask(grammar) as socket:
        ready = await told(socket)
        assert isinstance(ready, Ready)
        line = await arrive(media.port, ready.turn)
        taking = asyncio.create_task(line.take())
        calling = asyncio.ensure_future(caller(line))
        answer = await answered(socket, pause, thinks)
        await asyncio.wait({taking}, timeout=5)
        calling.cancel()
        return answer, line


def test_an_answer_after_the_prompt(tmp_path: Path) -> None:
    async def caller(line: AsteriskSide) -> None:
        await line.send(bytes(8000 * 2) + bytes(4000) + SPEAKER.says("да") + bytes(80_000))

    answer, line = asyncio.run(held(tmp_path, YesNo(), caller))
    assert isinstance(answer, Answer) and (answer.text, answer.by) == ("да", "speech")
    assert line.told() == ["START_MEDIA_BUFFERING", "STOP_MEDIA_BUFFERING", "HANGUP"]
    assert len(line.played) == 16_000
    assert answer.last_heard < answer.taken


def test_audio_that_comes_late_cuts_no_word_in_two(tmp_path: Path) -> None:
    """Its second half alone would be "авария"."""
    menu, word = OneOf(3, ("readings", "hours", "callback")), SPEAKER.says("показания")
    half = 14 * FRAME

    async def caller(line: AsteriskSide) -> None:
        await line.send(bytes(16_000 + 4000) + word[:half])
        await asyncio.sleep(0.4)
        await line.send(word[half:] + bytes(80_000))

    answer, _ = asyncio.run(held(tmp_path, menu, caller))
    assert isinstance(answer, Answer) and answer.text == "показания"


def test_speech_stops_the_prompt(tmp_path: Path) -> None:
    async def caller(line: AsteriskSide) -> None:
        await line.send(bytes(4000) + SPEAKER.says("нет") + bytes(80_000))

    answer, line = asyncio.run(held(tmp_path, YesNo(), caller))
    assert isinstance(answer, Answer) and answer.text == "нет"
    assert "FLUSH_MEDIA" in line.told()


def test_a_key_stops_the_prompt(tmp_path: Path) -> None:
    answer, line = asyncio.run(held(tmp_path, YesNo(), lambda line: line.press("1")))
    assert isinstance(answer, Answer) and (answer.text, answer.by) == ("1", "keys")
    assert line.told()[-2:] == ["FLUSH_MEDIA", "HANGUP"]


@pytest.mark.parametrize("thinks", [0, 0.3])
def test_words_then_keys(tmp_path: Path, thinks: float) -> None:
    """Whoever is slow to say when the answer is over still gets the answer."""

    async def caller(line: AsteriskSide) -> None:
        await line.send(bytes(16_000) + SPEAKER.says("один два три") + bytes(16_000))
        for key in "45#":
            await line.press(key)

    answer, _ = asyncio.run(held(tmp_path, Digits(5, 5), caller, 1.5, thinks))
    assert isinstance(answer, Answer)
    assert (answer.text, answer.by) == ("один два три 4 5", "speech")


def test_a_noise_lets_the_prompt_begin_anew(tmp_path: Path) -> None:
    async def caller(line: AsteriskSide) -> None:
        await line.send(bytes(4000) + SPEAKER.says("ммм") + bytes(40_000))
        await line.send(SPEAKER.says("да") + bytes(80_000))

    answer, line = asyncio.run(held(tmp_path, YesNo(), caller, pause=1.5))
    assert isinstance(answer, Answer) and answer.text == "да"
    assert line.told().count("START_MEDIA_BUFFERING") == 2


def test_the_caller_hangs_up_while_speaking(tmp_path: Path) -> None:
    async def caller(line: AsteriskSide) -> None:
        await line.send(SPEAKER.says("один два три"))
        await line.socket.close()

    answer, _ = asyncio.run(held(tmp_path, Digits(8, 8), caller))
    assert answer == Failed("LineGone")


def test_an_agi_server_that_dies_lets_the_caller_go(tmp_path: Path) -> None:
    """Asterisk gets the caller back at once, for the next server."""

    async def die() -> AsteriskSide:
        async with running(tmp_path) as media:
            socket = await media.ask(YesNo())
            ready = await told(socket)
            assert isinstance(ready, Ready)
            line = await arrive(media.port, ready.turn)
            socket.transport.abort()
            await asyncio.wait_for(line.take(), 5)
            return line

    assert asyncio.run(die()).told()[-1] == "HANGUP"


def test_strangers_are_refused(tmp_path: Path) -> None:
    async def knock() -> None:
        async with running(tmp_path) as media:
            with pytest.raises(InvalidStatus):
                await connect(f"ws://127.0.0.1:{media.port}/turns", proxy=None)
            with pytest.raises(InvalidStatus):
                await connect(
                    f"ws://127.0.0.1:{media.port}/turns",
                    additional_headers={"Authorization": "Bearer guessed"},
                    proxy=None,
                )
            with pytest.raises(InvalidStatus):
                await arrive(media.port, "guessed")
            with pytest.raises(InvalidStatus):
                await connect(f"ws://127.0.0.1:{media.port}/", proxy=None)

    asyncio.run(knock())


def test_a_turn_takes_one_caller(tmp_path: Path) -> None:
    async def knock() -> None:
        async with running(tmp_path) as media, await media.ask(YesNo()) as socket:
            ready = await told(socket)
            assert isinstance(ready, Ready)
            first, second = [await arrive(media.port, ready.turn) for _ in range(2)]
            await asyncio.wait_for(second.take(), 2)
            assert second.told() == ["HANGUP"]
            await first.press("1")
            assert isinstance(await answered(socket, 0.4), Answer)

    asyncio.run(knock())


@pytest.mark.parametrize("sound", ["teplofon/none", "../../etc/passwd", "prompt"])
def test_a_sound_that_is_not_there(tmp_path: Path, sound: str) -> None:
    async def ask() -> object:
        async with running(tmp_path) as media, await media.ask(YesNo(), sound) as socket:
            return await told(socket)

    assert asyncio.run(ask()) == Failed("NoSuchSound")


def test_an_asterisk_that_never_comes(tmp_path: Path) -> None:
    async def ask() -> object:
        async with running(tmp_path) as media, await media.ask(YesNo()) as socket:
            assert isinstance(await told(socket), Ready)
            return await told(socket)

    assert asyncio.run(ask()) == Failed("TimeoutError")
