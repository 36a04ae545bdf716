"""Audio carried by Asterisk's chan_websocket, which paces what it is given by itself.

It takes at most 1000 frames of 20 ms ahead and drops the rest without a word: `ahead` stays far
below.
"""

import asyncio
import contextlib
import json
import logging

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from ivr.speech.lines import Key, LineGone

log = logging.getLogger(__name__)

PIECE = 16_000  # bytes in one message: a second
HANGS_UP = 1.0  # seconds that Asterisk has to end the connection


class WebsocketLine:
    """One WebSocket of Asterisk's, in the format slin with JSON control messages."""

    ahead = 10.0
    needs_silence = False

    def __init__(self, socket: ServerConnection) -> None:
        self._socket = socket

    async def receive(self) -> bytes | Key:
        while True:
            try:
                message = await self._socket.recv()
            except ConnectionClosed:
                raise LineGone from None
            if isinstance(message, bytes):
                return message
            if key := _key_in(message):
                return key

    async def play(self, samples: bytes) -> None:
        await self._command("START_MEDIA_BUFFERING")
        for at in range(0, len(samples), PIECE):
            await self._send(samples[at : at + PIECE])
        await self._command("STOP_MEDIA_BUFFERING")

    async def hush(self) -> None:
        await self._command("FLUSH_MEDIA")

    async def close(self) -> None:
        with contextlib.suppress(LineGone, TimeoutError):
            async with asyncio.timeout(HANGS_UP):
                await self._command("HANGUP")
                await self._socket.wait_closed()
        self._socket.transport.abort()

    async def _command(self, name: str) -> None:
        await self._send(json.dumps({"command": name}))

    async def _send(self, message: str | bytes) -> None:
        try:
            await self._socket.send(message)
        except ConnectionClosed:
            raise LineGone from None


def _key_in(message: str) -> Key | None:
    """The key that an event tells of; None for other events."""
    try:
        event = json.loads(message)
        return Key(event["digit"]) if event["event"] == "DTMF_END" else None
    except (ValueError, KeyError, TypeError):
        log.warning("Asterisk sent an event that is none")
        return None
