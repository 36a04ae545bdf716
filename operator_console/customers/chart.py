"""The use of each month as bars, drawn here: coordinates for an inline SVG, no styles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, FOOT = 360, 96, 16  # user units; the foot has the months' names
GAP = 4


@dataclass(frozen=True)
class Bar:
    """A month."""

    month: date
    used: Decimal
    x: float
    y: float
    width: float
    height: float


def bars(use: Mapping[date, Decimal]) -> list[Bar]:
    """Bars as high as the use, the greatest filling the height."""
    if not use:
        return []
    top, step = max(use.values()) or Decimal(1), WIDTH / len(use)
    drawn = []
    for place, (month, used) in enumerate(use.items()):
        height = float(used / top) * (HEIGHT - FOOT)
        x, y = round(place * step + GAP / 2, 1), round(HEIGHT - FOOT - height, 1)
        drawn.append(Bar(month, used, x, y, round(step - GAP, 1), round(height, 1)))
    return drawn
