"""Yes or no, and one of a short menu."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from ivr.engine.channel import By, Grammar, Heard


@dataclass(frozen=True)
class YesNo:
    """1 for yes, 2 for no."""

    max_keys: int = 1

    def parse(self, heard: Heard) -> bool | None:
        return {"1": True, "2": False}.get(heard.text)


@dataclass(frozen=True)
class OneOf:
    """A place in a menu of `count` (at most 9) entries, from 0; keyed from 1."""

    count: int
    max_keys: int = 1

    def parse(self, heard: Heard) -> int | None:
        keys = [str(key) for key in range(1, self.count + 1)]
        return keys.index(heard.text) if heard.text in keys else None


T = TypeVar("T")


@dataclass(frozen=True)
class SilenceMeans(Generic[T]):
    """Another grammar, where saying nothing is an answer too."""

    other: Grammar[T]
    answer: T

    @property
    def max_keys(self) -> int:
        return self.other.max_keys

    def parse(self, heard: Heard) -> T | None:
        return self.answer if heard.by is By.SILENCE else self.other.parse(heard)
