"""What a meter counted in each month, for a chart: readings are taken on any day. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from models.records import Reading

LITRE = Decimal("0.001")


def use_by_month(history: Sequence[Reading], wheels: int) -> dict[date, Decimal]:
    """Units used, by the first day of the month; `history` is oldest first.

    What was used between two readings is spread evenly over the days; a register that is past its
    last number goes on from zero.
    """
    use: dict[date, Decimal] = defaultdict(Decimal)
    for before, after in pairwise(history):
        days = (after.taken_on - before.taken_on).days
        used = after.value - before.value
        if used < 0:
            used += Decimal(10) ** wheels
        for offset in range(days):
            day = before.taken_on + timedelta(days=offset)
            use[day.replace(day=1)] += used / days
    return {month: sum_.quantize(LITRE) for month, sum_ in sorted(use.items())}
