"""Strings of digits: one by one, in groups, or several alike ("три семёрки")."""

from collections.abc import Iterator

from ivr.grammars.spoken.cardinals import cardinals, is_at
from ivr.grammars.spoken.corrections import versions
from ivr.grammars.spoken.words import Kind, Tokens

FEWEST, MOST = 2, 9  # digits alike that are counted
ENOUGH = 2  # different strings show that the words are ambiguous; more need not be kept


def digit_string(tokens: Tokens, shortest: int, longest: int) -> str | None:
    """The one string of so many digits that the words can mean; None if there is none, or more.

    Every division of the words into groups is tried: "двадцать три" is 23 and 20, 3.
    """
    found: set[str] = set()
    for version in versions(tokens):
        found |= _strings(version, shortest, longest)
    return found.pop() if len(found) == 1 else None


def singles(tokens: Tokens, at: int) -> Iterator[tuple[str, int]]:
    """The digits that one word, or a count and a word, says, and the place behind."""
    if is_at(tokens, at, Kind.ZERO, Kind.UNIT, Kind.DIGIT):
        yield str(tokens[at].value), at + 1
    if is_at(tokens, at, Kind.UNIT) and tokens[at].value >= FEWEST:
        count = tokens[at].value
        if is_at(tokens, at + 1, Kind.DIGITS):
            yield str(tokens[at + 1].value) * count, at + 2
        elif is_at(tokens, at + 1, Kind.TIMES) and not tokens[at + 1].value:
            yield from _times(tokens, at + 2, count)
    if is_at(tokens, at, Kind.TIMES) and tokens[at].value:
        yield from _times(tokens, at + 1, tokens[at].value)


def _times(tokens: Tokens, at: int, count: int) -> Iterator[tuple[str, int]]:
    if is_at(tokens, at, Kind.ZERO, Kind.UNIT, Kind.DIGIT):
        yield str(tokens[at].value) * count, at + 1


def _groups(tokens: Tokens, at: int) -> set[tuple[str, int]]:
    return {*singles(tokens, at), *((str(value), end) for value, end in cardinals(tokens, at))}


def _strings(tokens: Tokens, shortest: int, longest: int) -> set[str]:
    """From left to right, for each place and length up to `ENOUGH` strings that lead there."""
    reached: list[dict[int, set[str]]] = [{} for _ in range(len(tokens) + 1)]
    reached[0][0] = {""}
    for at in range(len(tokens)):
        groups = _groups(tokens, at)
        for before in [one for alike in reached[at].values() for one in alike]:
            for group, end in groups:
                if len(longer := before + group) <= longest:
                    alike = reached[end].setdefault(len(longer), set())
                    if len(alike) < ENOUGH:
                        alike.add(longer)
    return {one for size, alike in reached[-1].items() if size >= shortest for one in alike}
