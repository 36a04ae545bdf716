"""A caller's audio, however it is carried to the media server."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Key:
    """A key of the telephone, let go."""

    key: str


class LineGone(Exception):
    """The audio comes no more: the caller hung up, or Asterisk has ended it."""


class CallerLine(Protocol):
    """16 bit samples at 8 kHz, both ways."""

    ahead: float  # seconds by which audio may be sent before its time
    needs_silence: bool  # whether the caller's network hears nothing at all while nothing is played

    async def receive(self) -> bytes | Key:
        """What comes next from the caller. May be cancelled. Raises LineGone."""
        ...

    async def play(self, samples: bytes) -> None:
        """Play these after what was given before: a multiple of 20 ms. Raises LineGone."""
        ...

    async def hush(self) -> None:
        """Forget what was given and has not been played yet. Raises LineGone."""
        ...

    async def close(self) -> None:
        """Give the caller back to Asterisk."""
        ...
