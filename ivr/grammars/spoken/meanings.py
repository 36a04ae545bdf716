"""Phrases that are answers by themselves: yes, no, commands, menu entries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
LONGEST = 4  # words of a phrase


def meaning_of_all(
    words: Sequence[str], meanings: Mapping[str, T], ignored: Iterable[str] = ()
) -> T | None:
    """What all the words mean together, divided into phrases of one and the same meaning.

    None where no division exists ("да нет"), or where divisions differ.
    """
    silent = frozenset(ignored)
    reached: list[set[T | None]] = [{None}, *(set() for _ in words)]
    for at in range(len(words)):
        for end in range(at + 1, min(at + LONGEST, len(words)) + 1):
            one = " ".join(words[at:end])
            if one in silent:
                reached[end] |= reached[at]
            if (meaning := meanings.get(one)) is not None:
                reached[end] |= {meaning} if reached[at] & {None, meaning} else set()
    return _only(reached[-1] - {None})


def meaning_within(
    words: Sequence[str], meanings: Mapping[str, T], negations: Iterable[str]
) -> T | None:
    """The one meaning whose phrases occur among other words, none of them a negation."""
    found, left = _scanned(words, meanings)
    return None if left & frozenset(negations) else _only(found)


def meanings_in(words: Sequence[str], meanings: Mapping[str, T]) -> set[T]:
    """The meanings of all phrases that occur among other words; of two at a place the longer."""
    return _scanned(words, meanings)[0]


def _scanned(words: Sequence[str], meanings: Mapping[str, T]) -> tuple[set[T], set[str]]:
    """The meanings found from left to right, and the words that have none."""
    found, left, at = set(), set(), 0
    while at < len(words):
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            if (meaning := meanings.get(" ".join(words[at : at + length]))) is not None:
                found.add(meaning)
                break
        else:
            left.add(words[at])
        at += length
    return found, left


def _only(found: Iterable[T | None]) -> T | None:
    """The one element, if it is one."""
    several = list(found)
    return several[0] if len(several) == 1 else None
