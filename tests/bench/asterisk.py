"""Asterisk's side of many calls at once, in one thread and as light as can be."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter

from tests.bench.office import Keys
from tests.phones.fake_asterisk import greeting

TOKEN = "a token of the bench"
WAITS = 9  # times a call speaks or listens: two announcements and seven questions


@dataclass
class Heard:
    """What the generator measured, in seconds; one list entry for each command or call."""

    commands: list[float] = field(default_factory=list)  # from any reply to the next command
    first: list[float] = field(default_factory=list)  # our own time from the greeting to a word
    turns: list[float] = field(default_factory=list)  # our own time from an answer to a word
    lag: list[float] = field(default_factory=list)  # by which the generator itself was late
    failed: list[str] = field(default_factory=list)
    finished: int = 0

    def forget(self) -> None:
        """Keep what was done, not how long it took."""
        self.commands, self.first, self.turns, self.lag = [], [], [], []


class Line(asyncio.Protocol):
    """One call on the wire. `speaking` is the mean time of one prompt with its answer, seconds."""

    def __init__(self, hello: bytes, keys: Keys, speaking: float, heard: Heard) -> None:
        self.over = asyncio.get_running_loop().create_future()
        self._hello = hello
        self._answers: Iterator[str] = iter(keys.answers)
        self._speaking = speaking
        self._heard = heard
        self._samples = heard.first
        self._outcome = b""
        self._own_time = 0.0
        self._read = b""
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._reply(self._hello)

    def data_received(self, data: bytes) -> None:
        now = perf_counter()
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._own_time += now - self._replied
            self._heard.commands.append(now - self._replied)
            self._obey(line)

    def connection_lost(self, error: Exception | None) -> None:
        if self._outcome == b"goodbye" and next(self._answers, None) is None:
            self._heard.finished += 1
        else:
            self._heard.failed.append(f"{self._outcome.decode() or 'no outcome'}: {error}")
        self.over.set_result(None)

    def _obey(self, line: bytes) -> None:
        if line.startswith(b"EXEC Read "):
            answer = next(self._answers)
            self._read = b"OK:" + answer.encode() if answer else b"TIMEOUT:"
            self._later(b"200 result=0\n")
        elif line.startswith(b"EXEC Playback "):
            self._later(b"200 result=0\n")
        elif line.startswith(b"GOSUB "):  # the recording
            self._reply(b"200 result=0\n")
        elif line.startswith(b"GET FULL VARIABLE "):
            self._reply(b"200 result=1 (" + self._read + b")\n")
        elif line.startswith(b"SET VARIABLE "):
            if b"TEPLOFON_OUTCOME" in line:
                self._outcome = line.split(b'"')[-2]
            self._reply(b"200 result=1\n")
        else:
            self._heard.failed.append(f"unexpected command {line!r}")
            self._transport.close()

    def _later(self, reply: bytes) -> None:
        """Reply when the prompt has been spoken, at an uneven pace as people do."""
        self._samples.append(self._own_time)
        self._samples, self._own_time = self._heard.turns, 0.0
        if not self._speaking:
            self._reply(reply)
            return
        loop = asyncio.get_running_loop()
        due = loop.time() + self._speaking * random.uniform(0.5, 1.5)
        loop.call_at(due, self._spoken, due, reply)

    def _spoken(self, due: float, reply: bytes) -> None:
        self._heard.lag.append(asyncio.get_running_loop().time() - due)
        self._reply(reply)

    def _reply(self, reply: bytes) -> None:
        self._replied = perf_counter()
        self._transport.write(reply)


async def hold(port: int, key: str, keys: Keys, speaking: float, heard: Heard) -> None:
    """One whole call."""
    hello = greeting(key, keys.caller, TOKEN).encode()
    loop = asyncio.get_running_loop()
    try:
        _, line = await loop.create_connection(
            lambda: Line(hello, keys, speaking, heard), "127.0.0.1", port
        )
    except OSError as error:
        heard.failed.append(f"cannot connect: {error}")
        return
    await line.over
