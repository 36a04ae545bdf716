"""From the numbers of a spoken address to house and flat: every way in which they can be meant.

"двадцать пять десять" is house 25, flat 10; house 20, building 5, flat 10; house 25, building 10.
Which of these exist, the register knows; here all are given.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from models.addresses.houses import key_of_parts
from models.addresses.said import Mark, Number, Said

MOST_PARTS = 4  # 12, а, building 2, block 1


@dataclass(frozen=True)
class Numbered:
    """One way: the parts of the house, how its later parts are called, the flat if it was said.

    `numbers` are the places each number was taken from; `marked` tells that words said which is
    which.
    """

    parts: tuple[str, ...] = ()
    called: frozenset[Mark] = frozenset()
    flat: str = ""
    numbers: tuple[tuple[int, int], ...] = ()
    letters: int = 0
    marked: bool = False

    @property
    def house(self) -> str:
        """The key of the house."""
        return key_of_parts(self.parts)


def numberings(said: Said, taken: Collection[int]) -> list[Numbered]:
    """All ways to a house, without the words at `taken`, which name the street."""
    found = dict.fromkeys(_Reader(said, frozenset(taken)).read(0, Numbered()))
    return [one for one in found if one.parts]


def natural(found: Collection[Numbered]) -> list[Numbered]:
    """Without those that break up a number where it is clear that it is one, or leave a letter out.

    It is clear when it is all there is ("Ленина двадцать пять"), or when words mark what is what.
    """
    return [one for one in found if not any(_worse(one, other) for other in found)]


def _worse(one: Numbered, other: Numbered) -> bool:
    without_letter = one.numbers == other.numbers and one.letters < other.letters
    return without_letter or _breaks_up(one, other)


def _breaks_up(one: Numbered, other: Numbered) -> bool:
    clear = other.marked or len(other.numbers) == 1
    return (
        clear
        and len(one.numbers) > len(other.numbers)
        and all(any(a <= c and d <= b for a, b in other.numbers) for c, d in one.numbers)
    )


class _Reader:
    """Reads one utterance from left to right."""

    def __init__(self, said: Said, taken: frozenset[int]) -> None:
        self._said = said
        self._taken = taken

    def read(self, at: int, so_far: Numbered) -> Iterator[Numbered]:
        """All ways to go on from a place."""
        if at >= len(self._said.words):
            yield so_far
        elif at in self._taken:
            yield from self.read(at + 1, so_far)
        elif at in self._said.marks:
            yield from self._after_mark(at, so_far)
        elif numbers := self._numbers(at):
            for number in numbers:
                yield from self._number(number, so_far)
        else:
            yield from self.read(at + 1, so_far)

    def _numbers(self, at: int) -> list[Number]:
        return [
            one
            for one in self._said.numbers
            if one.start == at and not self._taken.intersection(range(one.start, one.end))
        ]

    def _after_mark(self, at: int, so_far: Numbered) -> Iterator[Numbered]:
        mark = self._said.marks[at]
        letter = self._said.letters.get(at + 1)
        if self._said.marks_follow:
            yield from self.read(at + 1, so_far)
        elif letter and mark is not Mark.FLAT and so_far.parts:
            yield from self.read(at + 2, _with_parts(so_far, (letter,), mark))
        elif numbers := self._numbers(at + 1):
            for number in numbers:
                yield from self._as(mark, number, number.end, so_far)
        else:
            yield from self.read(at + 1, so_far)

    def _number(self, number: Number, so_far: Numbered) -> Iterator[Numbered]:
        mark = self._said.marks.get(number.end)
        behind = number.ordinal or self._said.marks_follow or not self._numbers(number.end + 1)
        if mark and behind:
            yield from self._as(mark, number, number.end + 1, so_far)
        elif not so_far.parts:
            yield from self._as(None, number, number.end, so_far)
        elif not so_far.flat:
            yield from self._as(Mark.FLAT, number, number.end, so_far, marked=False)
            if not so_far.called and sum(part.isdecimal() for part in so_far.parts) == 1:
                yield from self._as(None, number, number.end, so_far)

    def _as(
        self, mark: Mark | None, number: Number, end: int, so_far: Numbered, marked: bool = True
    ) -> Iterator[Numbered]:
        """The number taken as what the mark says, with a letter that follows it and without."""
        numbers = (*so_far.numbers, (number.start, number.end))
        marked = so_far.marked or (marked and mark is not None)
        now = replace(so_far, numbers=numbers, marked=marked)
        yield from self._take(mark, (number.digits,), end, now)
        if letter := self._said.letters.get(end):
            now = replace(now, letters=now.letters + 1)
            yield from self._take(mark, (number.digits, letter), end + 1, now)

    def _take(
        self, mark: Mark | None, parts: tuple[str, ...], end: int, so_far: Numbered
    ) -> Iterator[Numbered]:
        """Go on with these parts in the place the mark gives them, if it is free."""
        if mark is Mark.FLAT:
            if not so_far.flat:
                yield from self.read(end, replace(so_far, flat=key_of_parts(parts)))
        elif mark in (None, Mark.HOUSE) and not so_far.parts:
            yield from self.read(end, replace(so_far, parts=parts))
        elif mark is not Mark.HOUSE and 0 < len(so_far.parts) < MOST_PARTS:
            yield from self.read(end, _with_parts(so_far, parts, mark))


def _with_parts(so_far: Numbered, parts: tuple[str, ...], mark: Mark | None) -> Numbered:
    called = so_far.called | {mark} if mark else so_far.called
    return replace(so_far, parts=(*so_far.parts, *parts), called=called)
