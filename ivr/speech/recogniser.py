"""What a speech recogniser must do. Another one is another implementation of these two."""

from collections.abc import Sequence
from typing import Protocol

UNKNOWN = "[unk]"  # a word which was said and is none of those listened for


class Recogniser(Protocol):
    """Listens to one answer. Its methods compute: call them off the loop that moves audio."""

    def hear(self, samples: bytes) -> str:
        """Take 16 bit samples at 8 kHz; the words since the last `finish`, which may change."""
        ...

    def finish(self) -> str:
        """The words since the last `finish`, now for good; what follows stands apart."""
        ...


class SpeechModel(Protocol):
    """A language, ready to be listened to. May be shared by threads."""

    def spelling(self, word: str) -> str | None:
        """The model's own spelling of a word given with е for ё; None if it does not know it."""
        ...

    def recogniser(self, phrases: Sequence[str]) -> Recogniser:
        """Listen for these phrases, in its own spelling, and for UNKNOWN."""
        ...


def understood(model: SpeechModel, phrases: Sequence[str]) -> tuple[list[str], list[str]]:
    """The phrases in the model's spelling, and those it lacks a word for. Each once, in order."""
    known: dict[str, None] = {}
    lacking: dict[str, None] = {}
    for phrase in phrases:
        words = [model.spelling(word) for word in phrase.split()]
        if all(words):
            known[" ".join(filter(None, words))] = None
        else:
            lacking[phrase] = None
    return list(known), list(lacking)
