"""What an AGI server and the media server say to each other about one question, as JSON.

The AGI server asks and is told where to send the audio (`Ready`). For each change of what the
caller has said so far (`SoFar`) it answers how long a pause ends the answer (`Pause`). At the end
comes the `Answer`, or `Failed`.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

TURNS, AUDIO = "/turns", "/audio"  # paths: of AGI servers, and of Asterisk
HEALTH = "/health"  # answers anybody whether the server is alive, and how many turns it holds
TURN = "turn"  # the parameter by which Asterisk says whose audio it brings


class Ask(msgspec.Struct, frozen=True, tag=True):
    """A question: what to play, and what to listen for."""

    sounds: Sequence[str]  # names in the store of sounds
    language: str
    phrases: Sequence[str]  # lower case, ё as е
    max_keys: int
    longer: Mapping[str, int] = {}  # keys of an answer that has more, by the first


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The turn that the audio has to be brought to, a UUID."""

    turn: str


class SoFar(msgspec.Struct, frozen=True, tag=True):
    """Words and keys up to now; the last of them may still change."""

    said: str


class Pause(msgspec.Struct, frozen=True, tag=True):
    """Seconds of silence that end the answer, if this is what was said."""

    said: str
    seconds: float


class Answer(msgspec.Struct, frozen=True, tag=True):
    """What the caller did. The moments are of the monotonic clock, in seconds."""

    text: str
    by: str  # ivr.engine.channel.By
    last_heard: float  # the last speech or key
    taken: float  # when it was decided that nothing follows
    recognising: float  # seconds that the last words took


class Failed(msgspec.Struct, frozen=True, tag=True):
    """No answer can be had here; the caller may still be there."""

    why: str


FromMedia = Ready | SoFar | Answer | Failed

T = TypeVar("T")
encode = msgspec.json.encode


def decode(text: str | bytes, kind: type[T]) -> T:
    """A message of that kind. Raises ValueError."""
    return msgspec.json.decode(text, type=kind)
