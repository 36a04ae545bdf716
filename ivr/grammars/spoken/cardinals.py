"""Cardinal numbers: every number that begins at a word, wherever it may end.

A number and the place behind it are a pair `(value, end)`. "двадцать три" gives 20 and 23.
"""

from collections.abc import Iterator

from ivr.grammars.spoken.words import Kind, Tokens

MOST = 10**9  # every cardinal is below
Found = Iterator[tuple[int, int]]


def cardinals(tokens: Tokens, at: int) -> Found:
    """All cardinals, 0 to 999,999,999, that begin at a place."""
    if is_at(tokens, at, Kind.ZERO):
        yield 0, at + 1
    if is_at(tokens, at, Kind.NUMERAL):
        yield tokens[at].value, at + 1
    yield from _below(tokens, at, MOST)


def whole_cardinals(tokens: Tokens) -> set[int]:
    """What all the words together may mean as one cardinal."""
    return {value for value, end in cardinals(tokens, 0) if end == len(tokens)}


def is_at(tokens: Tokens, at: int, *kinds: Kind) -> bool:
    """Whether there is a word of one of these kinds at a place."""
    return at < len(tokens) and tokens[at].kind in kinds


def _below(tokens: Tokens, at: int, ceiling: int) -> Found:
    """Numbers from 1 whose marks are all smaller than `ceiling`."""
    yield from _below_thousand(tokens, at)
    for thousandths, end in _multipliers(tokens, at):
        marks = (Kind.MARK,) if end == at else (Kind.MARK, Kind.MARKS)
        if is_at(tokens, end, *marks) and 1000 <= tokens[end].value < ceiling:
            mark = tokens[end].value
            number = thousandths * mark // 1000
            yield number, end + 1
            for rest, last in _below(tokens, _joined(tokens, end + 1), mark):
                yield number + rest, last


def _multipliers(tokens: Tokens, at: int) -> Found:
    """What may stand before a thousand, in thousandths: nothing, a number, one and a half."""
    yield 1000, at
    if is_at(tokens, at, Kind.ONE_AND_A_HALF):
        yield 1500, at + 1
    for value, end in _below_thousand(tokens, at):
        yield value * 1000, end


def _below_thousand(tokens: Tokens, at: int) -> Found:
    yield from _below_hundred(tokens, at)
    for hundreds, end in _hundreds(tokens, at):
        yield hundreds, end
        for rest, last in _below_hundred(tokens, _joined(tokens, end)):
            yield hundreds + rest, last


def _hundreds(tokens: Tokens, at: int) -> Found:
    if is_at(tokens, at, Kind.HUNDRED):
        yield tokens[at].value, at + 1
    elif _is_hundred(tokens, at, Kind.MARK, Kind.MARK_OF_ONE):
        yield 100, at + 1
    elif is_at(tokens, at, Kind.UNIT):
        count = tokens[at].value
        counted = (Kind.MARK_OF_ONE,) if count == 1 else ()
        if _is_hundred(tokens, at + 1, Kind.MARK, Kind.MARKS, *counted):
            yield count * 100, at + 2


def _is_hundred(tokens: Tokens, at: int, *kinds: Kind) -> bool:
    return is_at(tokens, at, *kinds) and tokens[at].value == 100


def _below_hundred(tokens: Tokens, at: int) -> Found:
    if is_at(tokens, at, Kind.UNIT, Kind.TEEN, Kind.TEN):
        yield tokens[at].value, at + 1
    if is_at(tokens, at, Kind.TEN) and is_at(tokens, at + 1, Kind.UNIT):
        yield tokens[at].value + tokens[at + 1].value, at + 2


def _joined(tokens: Tokens, at: int) -> int:
    return at + 1 if is_at(tokens, at, Kind.JOIN) else at
