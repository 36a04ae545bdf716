"""What hints are made of, and what they are. Times: milliseconds from the segment's beginning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

CALLER, HEARD = 0, 1  # sides of a recording: the caller, and what the caller heard


class Kind(StrEnum):
    """What may be the matter."""

    GREETING = "greeting"  # unit and surname were not heard in it (C8); `words`: what was not
    NAME = "name"  # the caller said this name and was never called by it (A 14.1)
    FORM = "form"  # a form of address that is forbidden (A 15.1)
    INTERRUPTION = "interruption"  # the operator began while the caller spoke (A 15.12)
    SILENCE = "silence"  # neither spoke; `words`: seconds
    HOLD = "hold"  # longer than the profile says (C9); `words`: seconds
    TONE = "tone"  # louder than this side was otherwise (A 15.2); `words`: decibels


@dataclass(frozen=True)
class Hint:
    """Somewhere to listen. `whom` it is about: "operator" or "caller"."""

    kind: Kind
    at: int
    whom: str
    words: str = ""


@dataclass(frozen=True)
class Word:
    """A word that was recognised, in lower case, ё as е."""

    side: int
    text: str
    began: int
    ended: int


@dataclass(frozen=True)
class Stretch:
    """A side speaks without a pause; what is said need not be known."""

    side: int
    began: int
    ended: int
    loudness: float  # decibels below full scale: rms, negative

    @property
    def length(self) -> int:
        return self.ended - self.began


@dataclass(frozen=True)
class Talk:
    """An operator's part of the call, from ANSWERED to OPERATOR_LEFT."""

    began: int
    ended: int
    surname: str = ""
    unit: str = ""
    holds: Sequence[tuple[int, int]] = ()
    apart: Sequence[tuple[int, int]] = ()  # also: with a specialist, or while silence is recorded

    @property
    def shut(self) -> list[tuple[int, int]]:
        """When what the caller hears is not the operator alone; in order."""
        return sorted([*self.holds, *self.apart])

    def has(self, at: int) -> bool:
        """Whether at this moment the two speak with each other."""
        outside = any(begin <= at < end for begin, end in self.shut)
        return self.began <= at < self.ended and not outside


@dataclass(frozen=True)
class Heard:
    """All that is known of one segment."""

    language: str
    words: Sequence[Word]
    stretches: Sequence[Stretch]
    talks: Sequence[Talk]
    longest_hold: int  # milliseconds
    knows: Callable[[str], bool]  # whether the model could have heard this word
    names: Sequence[str] = field(default=())  # of the customer, without the surname


def to_json(hints: Sequence[Hint]) -> str:
    """As they are stored."""
    return msgspec.json.encode(hints).decode()


def from_json(text: str) -> list[Hint]:
    """As they were stored."""
    return msgspec.json.decode(text, type=list[Hint])
