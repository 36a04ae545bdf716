"""How well several auditors agree: Krippendorff's alpha, and plain percentages beside it. Pure.

A unit is what was judged (a criterion, a call); its values are the auditors', None where one said
nothing. Alpha is 1 for perfect agreement, 0 for what chance would give, below that for worse; it
is taken here as K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), defines it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations

Value = int | str
Unit = Sequence[Value | None]
# How far apart two values are, squared; `counts` says how often each value was given.
Distance = Callable[[Value, Value, Counter[Value]], Fraction]


def nominal(one: Value, other: Value, counts: Counter[Value]) -> Fraction:
    """Names: the same, or not."""
    return Fraction(one != other)


def ordinal(one: Value, other: Value, counts: Counter[Value]) -> Fraction:
    """Ranks, which are whole numbers: as many apart as values were given between them."""
    low, high = sorted((int(one), int(other)))
    between = sum(count for value, count in counts.items() if low <= int(value) <= high)
    return (between - Fraction(counts[low] + counts[high], 2)) ** 2


def alpha(units: Sequence[Unit], distance: Distance = nominal) -> float | None:
    """Krippendorff's alpha.

    None where it says nothing: no unit was judged twice, or all values are the same and there was
    nothing to tell apart.
    """
    judged = [counts for unit in units if (counts := _given(unit)).total() > 1]
    counts = sum(judged, Counter[Value]())
    expected = _pairs(counts, counts, distance)
    if not expected:
        return None
    observed = sum(_pairs(unit, counts, distance) / (unit.total() - 1) for unit in judged)
    return float(1 - (counts.total() - 1) * observed / expected)


def share_of_pairs(units: Sequence[Unit]) -> float | None:
    """The part of all pairs of auditors, unit by unit, who said the same; None without a pair."""
    pairs = [
        one == other
        for unit in units
        for one, other in combinations([value for value in unit if value is not None], 2)
    ]
    return sum(pairs) / len(pairs) if pairs else None


def _given(unit: Unit) -> Counter[Value]:
    return Counter(value for value in unit if value is not None)


def _pairs(unit: Counter[Value], counts: Counter[Value], distance: Distance) -> Fraction:
    """The sum of distances of all pairs of values in the unit; each pair is counted once."""
    return sum(
        (
            unit[one] * unit[other] * distance(one, other, counts)
            for one, other in combinations(unit, 2)
        ),
        Fraction(0),
    )
