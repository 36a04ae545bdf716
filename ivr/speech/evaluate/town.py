"""Households for simulated callers: account numbers without a gap, meters with a believable past.

Made when they are asked for, always the same for a number. A town without gaps is the hardest
case: most numbers that are misheard in their last digits belong to somebody.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from random import Random

from stdnum import luhn

from models.records import Meter, Reading, Service

FIRST, HOUSEHOLDS = 2_000_000, 100_000
MONTHS = 13
TODAY = date(2026, 6, 23)
NORM = Decimal(4)  # cubic metres a month
UNUSUAL = 0.03  # of the households have used several times as much as ever this month
DECIMALS = (0, 0, 0, 1, 2, 3)  # as people read their meters: half of them whole cubic metres
PLACES = ("bathroom", "kitchen")
WHEELS, BEHIND = 5, 3


@dataclass(frozen=True)
class Gauge:
    """A meter, what was read on it (oldest first) and what it shows now, as its owner reads it."""

    meter: Meter
    history: tuple[Reading, ...]
    shows: Decimal


@dataclass(frozen=True)
class Household:
    """A customer with one or two meters."""

    number: str
    gauges: tuple[Gauge, ...]


@dataclass(frozen=True)
class Town:
    """Numbers of eight digits, the last of which is a check digit, or not."""

    checked: bool = True

    @cached_property
    def first(self) -> int:
        return FIRST if self.checked else 10 * FIRST

    def number(self, place: int) -> str:
        body = str(self.first + place)
        return body + luhn.calc_check_digit(body) if self.checked else body

    def household(self, number: str) -> Household | None:
        """The household with this number, if there is one."""
        place = int(number[:-1] if self.checked else number) - self.first
        if not 0 <= place < HOUSEHOLDS or number != self.number(place):
            return None
        return household(number, place)


def household(number: str, place: int) -> Household:
    """Whoever has this number."""
    lot = Random(place)
    count = 1 + (lot.random() < 0.4)
    decimals = lot.choice(DECIMALS)
    gauges = tuple(_gauge(lot, 10 * place + one, PLACES[one], decimals) for one in range(count))
    return Household(number, gauges)


def _gauge(lot: Random, number: int, place: str, decimals: int) -> Gauge:
    meter = Meter(number, Service.HOT_WATER, place, f"{number % 1000:03d}", WHEELS, BEHIND, NORM)
    value = Decimal(lot.randrange(20_000, 900_000)) / 1000
    monthly = NORM * lot.randrange(50, 130) / 100
    history = []
    for month in range(MONTHS, 0, -1):
        history.append(Reading(_as_read(value, decimals), TODAY - timedelta(days=30 * month)))
        value += monthly * lot.randrange(85, 115) / 100
    if lot.random() < UNUSUAL:
        value += monthly * lot.randrange(4, 12)
    return Gauge(meter, tuple(history), _as_read(value, decimals))


def _as_read(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)
