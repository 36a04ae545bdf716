"""A spoken address as a grammar gives it: words, with every number and mark found in them.

Nothing is decided here: the words may hold many numbers that overlap, and a street may be called
by one of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Mark(StrEnum):
    """A word that says what a number is."""

    HOUSE = "house"
    BUILDING = "building"  # корпус
    BLOCK = "block"  # строение
    SLASH = "slash"  # дробь
    LETTER = "letter"  # литера
    FLAT = "flat"


@dataclass(frozen=True)
class Number:
    """A number that the words from `start` to before `end` may be."""

    start: int
    end: int
    digits: str
    ordinal: bool = False


@dataclass(frozen=True)
class Said:
    """A caller's words; `marks` and `letters` by their places in `words`."""

    words: Sequence[str]
    numbers: Sequence[Number] = ()
    marks: Mapping[int, Mark] = field(default_factory=dict)
    letters: Mapping[int, str] = field(default_factory=dict)
    marks_follow: bool = False  # the language puts a mark behind its number: он пәтер
