"""Follows what a call says by its text, for callers who do not know every clip beforehand."""

import asyncio
from collections.abc import Sequence

from ivr.callers.caller import Call
from ivr.callers.failures import NotHeard


class Listener:
    """Goes through the clips heard, each once."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._followed = 0  # clips

    async def hears(self, beginning: str, timeout: float = 60.0) -> Sequence[str]:
        """Wait until a clip was heard whole whose text begins so; the texts up to it.

        Raises NotHeard after `timeout` seconds or at a hang-up.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        while True:
            for count, clip in enumerate(self._call.heard[self._followed :], start=1):
                if clip.whole and self._call.clips.text(clip.name).startswith(beginning):
                    return self._follow(count)
            if self._call.is_over or asyncio.get_running_loop().time() > deadline:
                raise NotHeard("it did not come", [beginning], self.news())
            await asyncio.sleep(0.02)

    def news(self) -> Sequence[str]:
        """The texts heard since the last time, cut short or not; followed from now on."""
        return self._follow(len(self._call.heard) - self._followed)

    def _follow(self, count: int) -> Sequence[str]:
        news = self._call.heard[self._followed : self._followed + count]
        self._followed += count
        return [self._call.clips.text(clip.name) for clip in news]
