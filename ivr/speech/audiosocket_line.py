"""Audio carried by Asterisk's AudioSocket, for an Asterisk without chan_websocket.

It plays what comes as it comes: the pace is ours, 20 ms of audio each 20 ms.
"""

import asyncio
import contextlib
import struct
from uuid import UUID

from ivr.speech.lines import Key, LineGone

UUID_KIND, KEY_KIND, AUDIO_KIND = 0x01, 0x03, 0x10
HEAD = struct.Struct("!BH")  # kind and length
FRAME = 320  # bytes of 20 ms


class AudioSocketLine:
    """One connection of Asterisk's AudioSocket application."""

    needs_silence = True
    ahead = 0.06  # an unsteady loop must be able to catch up

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._next: tuple[int, int] | None = None

    async def turn(self) -> str:
        """Whose audio this is: what Asterisk says first. Raises LineGone."""
        kind, payload = await self._packet()
        if kind != UUID_KIND or len(payload) != 16:
            raise LineGone
        return str(UUID(bytes=payload))

    async def receive(self) -> bytes | Key:
        while True:
            kind, payload = await self._packet()
            if kind == AUDIO_KIND:
                return payload
            if kind == KEY_KIND:
                return Key(payload.decode("ascii", "replace"))

    async def play(self, samples: bytes) -> None:
        for at in range(0, len(samples), FRAME):
            frame = samples[at : at + FRAME]
            self._writer.write(HEAD.pack(AUDIO_KIND, len(frame)) + frame)
        try:
            await self._writer.drain()
        except OSError:
            raise LineGone from None

    async def hush(self) -> None:
        """Nothing: hardly anything is ahead."""

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _packet(self) -> tuple[int, bytes]:
        """The next packet. Cancelled in its middle, it goes on there."""
        try:
            if self._next is None:
                self._next = HEAD.unpack(await self._reader.readexactly(HEAD.size))
            kind, length = self._next
            payload = await self._reader.readexactly(length)
        except (asyncio.IncompleteReadError, OSError):
            raise LineGone from None
        self._next = None
        return kind, payload
