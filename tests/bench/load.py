"""Loads: calls that arrive as people do, and calls one after another as fast as can be."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.bench.asterisk import WAITS, Heard, hold
from tests.bench.office import keys_of

Numbers = Iterator[int]  # of accounts nobody has called about yet


@dataclass
class Measured:
    """One load: what was heard while it was steady, and the calls that were made in all."""

    heard: Heard
    calls: list[int]
    seconds: float
    finished: int  # within these seconds
    most_open: int


class Load:
    """Calls to one server."""

    def __init__(self, port: int, numbers: Numbers) -> None:
        self._port = port
        self._numbers = numbers
        self._heard = Heard()
        self._tasks: set[asyncio.Task[None]] = set()
        self._calls: list[int] = []
        self._most_open = 0

    async def arriving(self, rate: float, open_at_once: int, seconds: float) -> Measured:
        """`rate` calls/s at chance moments, each so long that `open_at_once` are open."""
        length = open_at_once / rate
        loop = asyncio.get_running_loop()
        steady, end = loop.time() + 1.2 * length, loop.time() + 1.2 * length + seconds
        next_call = loop.time()
        begun: tuple[float, int] | None = None
        while next_call < end:
            await asyncio.sleep(next_call - loop.time())
            if begun is None and next_call >= steady:
                begun = self._begin_to_measure()
            self._call(length / WAITS)
            next_call += random.expovariate(rate)
        return await self._measured(begun or self._begin_to_measure())

    async def saturating(self, at_once: int, seconds: float) -> Measured:
        """`at_once` callers who answer at once and call again at once."""
        begun = self._begin_to_measure()
        end = begun[0] + seconds

        async def again_and_again() -> None:
            while asyncio.get_running_loop().time() < end:
                await self._call(0)

        await asyncio.wait([asyncio.create_task(again_and_again()) for _ in range(at_once)])
        return await self._measured(begun)

    def _begin_to_measure(self) -> tuple[float, int]:
        """Forget what was timed before, not what was done."""
        self._heard.forget()
        self._most_open = 0
        return asyncio.get_running_loop().time(), self._heard.finished

    async def _measured(self, begun: tuple[float, int]) -> Measured:
        heard = self._heard
        seconds = asyncio.get_running_loop().time() - begun[0]
        kept = replace(heard)
        heard.forget()
        finished = heard.finished - begun[1]
        while self._tasks:
            await asyncio.wait(self._tasks)
        return Measured(kept, self._calls, seconds, finished, self._most_open)

    def _call(self, speaking: float) -> asyncio.Task[None]:
        account = next(self._numbers)
        self._calls.append(account)
        key = f"bench-{account:08}"
        task = asyncio.create_task(hold(self._port, key, keys_of(account), speaking, self._heard))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._most_open = max(self._most_open, len(self._tasks))
        return task
