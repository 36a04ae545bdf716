"""Asterisk's side of a chan_websocket: sends a caller's audio in real time, notes what it gets."""

import asyncio
import json
import time
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect

FRAME = 320


@dataclass
class AsteriskSide:
    """One WebSocket, as Asterisk opens it for a turn."""

    socket: ClientConnection
    played: bytearray = field(default_factory=bytearray)
    commands: list[tuple[str, float]] = field(default_factory=list)

    async def send(self, samples: bytes) -> None:
        """Audio, at the pace of a telephone."""
        began = time.monotonic()
        for count, at in enumerate(range(0, len(samples) - FRAME + 1, FRAME), 1):
            await self.socket.send(samples[at : at + FRAME])
            await asyncio.sleep(max(0.0, began + count * 0.02 - time.monotonic()))

    async def press(self, key: str) -> None:
        await self.socket.send(json.dumps({"event": "DTMF_END", "digit": key}))

    async def take(self) -> None:
        """What the media server sends, until it is told to hang up or the connection ends."""
        async for message in self.socket:
            if isinstance(message, bytes):
                self.played += message
                continue
            command = json.loads(message)["command"]
            self.commands.append((command, time.monotonic()))
            if command == "HANGUP":
                await self.socket.close()

    def told(self) -> list[str]:
        return [name for name, _ in self.commands]


async def arrive(port: int, turn: str) -> AsteriskSide:
    """Bring the audio of a turn. Raises InvalidStatus if it is not expected."""
    url = f"ws://127.0.0.1:{port}/audio?turn={turn}"
    socket = await connect(url, subprotocols=["media"], compression=None, proxy=None)  # type: ignore[list-item]
    return AsteriskSide(socket)
