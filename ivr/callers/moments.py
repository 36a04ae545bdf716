"""When things happened in a call, by our telephone's own clock: others are measured by it."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

What = Literal["invited", "rang", "answered", "first audio", "held", "resumed", "ended"]


class NotYet(LookupError):
    """That did not happen in this call, or not so far."""


@dataclass(frozen=True)
class Moment:
    """A point in time by the wall clock (aware, UTC) and by the loop's, in seconds."""

    at: datetime
    time: float


class Trace:
    """The moments of one call in the order in which they came.

    `invited`: the INVITE went out or came; `rang`: the first 180 or 183 came or went out;
    `answered`: the 200 came or went out; `first audio`: the first a-law packet came; `held` and
    `resumed`: the far end agreed to what we asked; `ended`: the BYE, CANCEL or refusal, sent or
    received, whichever was first.
    """

    def __init__(self) -> None:
        self._noted: list[tuple[What, Moment]] = []

    def note(self, what: What) -> None:
        moment = Moment(datetime.now(UTC), asyncio.get_running_loop().time())
        self._noted.append((what, moment))

    def note_first(self, what: What) -> None:
        """Note it, unless it has happened before."""
        if not self.all(what):
            self.note(what)

    def all(self, what: What) -> list[Moment]:
        """Every time it happened."""
        return [moment for name, moment in self._noted if name == what]

    def __getitem__(self, what: What) -> Moment:
        """The first time it happened. Raises NotYet."""
        for moment in self.all(what):
            return moment
        raise NotYet(f"not {what} so far")
