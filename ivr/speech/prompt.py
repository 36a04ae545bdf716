"""The prompt of a question, given to the line no sooner than the line can take it."""

import asyncio
from contextlib import suppress

from ivr.speech.lines import CallerLine

RATE, WIDTH = 8000, 2
FRAME = RATE // 50 * WIDTH  # bytes of 20 ms


class Playing:
    """Plays samples on a line until they are over or `hush` ends it, then keeps the line alive."""

    def __init__(self, line: CallerLine, samples: bytes) -> None:
        self._line = line
        self._samples = samples
        self._loop = asyncio.get_running_loop()
        self.over = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. Raises LineGone."""
        await self._play()
        self.over.set()
        while self._line.needs_silence:
            await self._line.play(bytes(FRAME))
            await asyncio.sleep(FRAME / WIDTH / RATE)

    async def hush(self) -> None:
        """Stop. Raises LineGone."""
        if not self.over.is_set():
            self.over.set()
            await self._line.hush()

    async def _play(self) -> None:
        """Returns when the last sample was heard, or at `hush`."""
        began, given = self._loop.time(), 0
        ends = began + len(self._samples) / WIDTH / RATE
        while not self.over.is_set() and (left := ends - self._loop.time()) > 0:
            until = _bytes(self._loop.time() - began + self._line.ahead)
            if piece := self._samples[given:until]:
                await self._line.play(piece)
                given += len(piece)
            await self._wait(min(left, self._line.ahead / 3))

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0, seconds)):
                await self.over.wait()


def _bytes(seconds: float) -> int:
    """So much audio, in whole frames."""
    return int(seconds * 50) * FRAME
