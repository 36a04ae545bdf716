"""The media server: AGI servers bring questions, Asterisk brings the callers' audio.

One process, apart from the AGI servers, so that nothing a recogniser does can end or delay a
call: if this process dies, callers go on by keypad. Audio moves in one loop; recognition computes
in threads, as Vosk lets go of the interpreter's lock while it does.
"""

import asyncio
import contextlib
import hmac
import logging
from collections.abc import Mapping
from concurrent.futures import Executor
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from ivr.speech.audiosocket_line import AudioSocketLine
from ivr.speech.lines import CallerLine, LineGone
from ivr.speech.listening import Listening
from ivr.speech.recogniser import SpeechModel, understood
from ivr.speech.sounds import NoSuchSound, Sounds
from ivr.speech.turn import Turn
from ivr.speech.websocket_line import WebsocketLine
from ivr.speech.wire import (
    AUDIO,
    HEALTH,
    TURN,
    TURNS,
    Answer,
    Ask,
    Failed,
    Pause,
    Ready,
    decode,
    encode,
)

log = logging.getLogger(__name__)

ARRIVES = 3.0  # seconds in which Asterisk must bring the audio
INTRODUCES = 2.0  # seconds in which a connection must say what it is
LEAVES = 5.0  # seconds in which an AGI server has read the answer and goes


class MediaServer:
    """Turns in progress, and the connections that belong to them."""

    def __init__(
        self,
        models: Mapping[str, SpeechModel],
        sounds: Sounds,
        token: str,
        workers: Executor,
    ) -> None:
        self._models = models
        self._sounds = sounds
        self._token = token
        self._workers = workers
        self._turns: dict[str, Turn] = {}

    async def listen(self, host: str, port: int) -> Server:
        """Take questions, and audio by WebSocket."""
        return await serve(
            self._connected,
            host,
            port,
            process_request=self._check,
            select_subprotocol=lambda socket, offered: offered[0] if offered else None,
            compression=None,
            open_timeout=INTRODUCES,
        )

    async def listen_for_audiosocket(self, host: str, port: int) -> asyncio.Server:
        """Take audio by AudioSocket."""
        return await asyncio.start_server(self._audiosocket, host, port)

    def _check(self, socket: ServerConnection, request: Request) -> Response | None:
        """A turn's name lets its audio in; questions are the AGI servers' alone."""
        asked = urlsplit(request.path)
        if asked.path == HEALTH:
            return socket.respond(HTTPStatus.OK, f"{len(self._turns)} turns\n")
        if asked.path == TURNS:
            given = request.headers.get("Authorization", "")
            if hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
                return None
        elif asked.path == AUDIO and _turn_named(request) in self._turns:
            return None
        log.warning("connection refused: wrong token, or no such turn")
        return socket.respond(HTTPStatus.FORBIDDEN, "")

    async def _connected(self, socket: ServerConnection) -> None:
        assert socket.request
        if urlsplit(socket.request.path).path == AUDIO:
            await self._arrived(_turn_named(socket.request), WebsocketLine(socket))
            await socket.wait_closed()
            return
        with contextlib.suppress(ConnectionClosed):
            await self._question(socket)

    async def _audiosocket(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        line = AudioSocketLine(reader, writer)
        try:
            async with asyncio.timeout(INTRODUCES):
                turn = await line.turn()
        except (LineGone, TimeoutError):
            turn = ""
        await self._arrived(turn, line)

    async def _arrived(self, name: str, line: CallerLine) -> None:
        turn = self._turns.get(name)
        if turn and not turn.line.done():
            turn.line.set_result(line)
        else:
            log.warning("audio refused: no such turn")
            await line.close()

    async def _question(self, socket: ServerConnection) -> None:
        """One question of an AGI server, from its asking to the answer."""
        try:
            async with asyncio.timeout(INTRODUCES):
                ask = decode(await socket.recv(), Ask)
            turn = self._turn(ask)
        except (ValueError, TimeoutError, NoSuchSound, KeyError) as error:
            log.error("a question cannot be asked: %s", type(error).__name__)
            await socket.send(encode(Failed(type(error).__name__)))
            return
        self._turns[turn.id] = turn
        try:
            await socket.send(encode(Ready(turn.id)))
            await socket.send(encode(await _outcome(turn, socket)))
        finally:
            del self._turns[turn.id]
            if turn.line.done() and not turn.line.cancelled():
                await turn.line.result().close()
        # who has news of us to answer yet must not find the door shut, with the answer behind it
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEAVES):
                await socket.wait_closed()

    def _turn(self, ask: Ask) -> Turn:
        """Raises KeyError for a language without a model, NoSuchSound."""
        model = self._models[ask.language]
        phrases, _ = understood(model, ask.phrases)
        samples = self._sounds.joined(ask.sounds)
        listening = Listening(ask.max_keys, ask.longer)
        return Turn(samples, model.recogniser(phrases), listening, self._workers)


async def _outcome(turn: Turn, socket: ServerConnection) -> Answer | Failed:
    """The answer. An AGI server that goes away ends the turn: nobody would hear of it."""
    pauses = asyncio.create_task(_take_pauses(turn, socket))
    answering = asyncio.create_task(_answer(turn, socket))
    await asyncio.wait({pauses, answering}, return_when=asyncio.FIRST_COMPLETED)
    for task in (pauses, answering):
        task.cancel()
    try:
        return await answering
    except (LineGone, TimeoutError, asyncio.CancelledError) as gone:
        return Failed(type(gone).__name__)


async def _answer(turn: Turn, socket: ServerConnection) -> Answer:
    async with asyncio.timeout(ARRIVES):
        line = await turn.line
    return await turn.run(line, lambda news: socket.send(encode(news)))


async def _take_pauses(turn: Turn, socket: ServerConnection) -> None:
    """What the AGI server says of the answer so far; returns when it is gone."""
    with contextlib.suppress(ConnectionClosed, ValueError):
        while True:
            pause = decode(await socket.recv(), Pause)
            turn.listening.allow(pause.said, pause.seconds)


def _turn_named(request: Request) -> str:
    return parse_qs(urlsplit(request.path).query).get(TURN, [""])[0]
