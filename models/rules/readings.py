"""Is a reading believable, and may it be given today? (M1, M3)"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from statistics import median
from typing import Protocol

from models.records import Meter, Metering, Reading

DAYS_IN_MONTH = Decimal("30.4375")
SHORTEST_MONTHS = Decimal("0.5")  # readings nearer than this say little of the use in a month


class Shows(Protocol):
    """What has a register: so many digits before the decimal mark, so many behind it."""

    @property
    def wheels(self) -> int: ...

    @property
    def decimals(self) -> int: ...


class Verdict(Enum):
    """What to make of a value the caller gave."""

    PLAUSIBLE = "plausible"
    LOWER_THAN_LAST = "lower_than_last"
    UNUSUALLY_HIGH = "unusually_high"


def as_shown(whole: str, behind: str | None, meter: Shows) -> Decimal | None:
    """The value of digits before and behind the mark, if this register can show them (M1).

    Without a mark (`behind` is None) all digits of the register together are a value, too; any
    other number of digits could mean several things and is none.
    """
    if behind is None and meter.decimals and len(whole) == meter.wheels + meter.decimals:
        whole, behind = whole[: meter.wheels], whole[meter.wheels :]
    if len(whole) > meter.wheels or len(behind or "") > meter.decimals:
        return None
    return Decimal(f"{whole}.{behind or 0}").normalize() + 0


def used_since(meter: Meter, last: Reading, value: Decimal) -> Decimal:
    """Units used since the last reading, allowing for the register rolling over to zero."""
    used = value - last.value
    return used if used >= 0 else used + Decimal(10) ** meter.wheels


def check_reading(
    meter: Meter, known: Metering, value: Decimal, today: date, unusual_multiple: float
) -> Verdict:
    """Compare a value with the last reading and the household's usual use (M3).

    A value below the last one is a roll-over of the register only if the use it means is
    believable; otherwise it is a slip.
    """
    if known.last is None:
        return Verdict.PLAUSIBLE
    used = used_since(meter, known.last, value)
    months = max(Decimal(1), months_between(known.last.taken_on, today))
    believable = used <= Decimal(str(unusual_multiple)) * known.usual * months
    if believable:
        return Verdict.PLAUSIBLE
    return Verdict.LOWER_THAN_LAST if value < known.last.value else Verdict.UNUSUALLY_HIGH


def usual_use(meter: Meter, history: Sequence[Reading]) -> Decimal:
    """Use in a month: the median over the intervals of `history` (oldest first).

    Never below the norm: a flat that stood empty is not asked about its first ordinary month.
    """
    monthly = [
        used_since(meter, before, after.value) / months_between(before.taken_on, after.taken_on)
        for before, after in pairwise(history)
        if months_between(before.taken_on, after.taken_on) >= SHORTEST_MONTHS
    ]
    return max(meter.monthly_norm, median(monthly)) if monthly else meter.monthly_norm


def months_between(start: date, end: date) -> Decimal:
    """Length of a period in average months."""
    return (end - start).days / DAYS_IN_MONTH


def in_window(today: date, first_day: int, last_day: int) -> bool:
    """Whether readings are taken on this day; a window may run over the end of a month."""
    if first_day <= last_day:
        return first_day <= today.day <= last_day
    return today.day >= first_day or today.day <= last_day
