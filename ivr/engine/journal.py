"""The record of a call: every answer heard and every step done, in order.

It is four things at once: how a dialogue goes on after a server died or a channel forgot, the
transcript people read, the proof of what was said, and a fixture for tests.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import msgspec

Kind = Literal["answer", "step", "end"]
T = TypeVar("T")


@dataclass(frozen=True)
class Entry:
    """One entry; `value` and `said` are plain JSON."""

    kind: Kind
    key: str  # the name of the question, the step or the outcome
    value: Any
    said: Sequence[Any] = ()  # prompts since the entry before


class JournalMismatch(Exception):
    """The dialogue no longer asks what this journal answers."""


class Journal:
    """Entries already written, and the place reached in them."""

    def __init__(self, entries: Sequence[Entry] = ()) -> None:
        self.entries = list(entries)
        self._position = 0

    def replay(self, kind: Kind, key: str) -> Entry | None:
        """The entry written when this point was first reached, if it was.

        Raises JournalMismatch if another point was reached then: the code was changed in mid-call,
        or the dialogue asked the clock or chance.
        """
        if self.finished:
            return None
        entry = self.entries[self._position]
        if (entry.kind, entry.key) != (kind, key):
            raise JournalMismatch(
                f"entry {self._position} is {entry.kind} {entry.key!r}, not {kind} {key!r}"
            )
        self._position += 1
        return entry

    @property
    def finished(self) -> bool:
        """Whether all that was written has been replayed: what comes now is new."""
        return self._position == len(self.entries)

    @property
    def ending(self) -> Entry | None:
        """The last entry, once the call is over."""
        return self.entries[-1] if self.entries and self.entries[-1].kind == "end" else None

    def append(self, entry: Entry) -> int:
        """Add an entry after all the others; return its position."""
        self.entries.append(entry)
        self._position = len(self.entries)
        return self._position - 1

    def cut(self, length: int) -> None:
        """Forget the entries of a transaction that was not stored."""
        del self.entries[length:]
        self._position = min(self._position, length)

    def said_since_answer(self) -> list[Any]:
        """What the caller was told since the last answer, as plain prompts."""
        said: list[Any] = []
        for entry in self.entries:
            said = [] if entry.kind == "answer" else [*said, *entry.said]
        return said


def to_plain(value: object) -> Any:
    """A value as plain JSON. Raises TypeError for what a journal cannot hold."""
    return msgspec.to_builtins(value, str_keys=True)


def from_plain(value: Any, kind: type[T]) -> T:
    """The value a journal holds, as the type it had. Raises msgspec.ValidationError."""
    return msgspec.convert(value, kind)
