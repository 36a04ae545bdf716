"""A chart where people would look rather than read: where its parts stand. How they look is style.

Bars are what was offered, answered, abandoned; the line is the share of waits within N1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.rules.clocks import Clock
from operator_console.reports.report import Row

WIDTH, HEIGHT = 1240, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 44, 12, 26  # margins
MOST_LABELS = 31
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """A rectangle."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Column:
    """A row of the report in the chart."""

    row: Row
    middle: float
    label: str
    bars: Sequence[Bar]
    share: float | None  # of waits within N1, from 0 to 1
    share_y: float


@dataclass(frozen=True)
class Chart:
    """All of it; heights of the ruled lines come with their figures on the left."""

    columns: Sequence[Column]
    rules: Sequence[tuple[float, int]]
    lines: Sequence[str]  # points of each unbroken stretch
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM
    ceiling: int = TOP


def chart(rows: Sequence[Row]) -> Chart | None:
    """The chart of the rows; None where there is nothing to see."""
    most = max((row.summary.offered for row in rows), default=0)
    if not most:
        return None
    step = _step(most)
    top = -(-most // step) * step
    columns = [_column(place, row, len(rows), top) for place, row in enumerate(rows)]
    rules = [(_height(figure / top), figure) for figure in range(0, top + 1, step)]
    return Chart(columns, rules, _lines(columns))


def _step(most: int) -> int:
    """A round number that goes four or five times, or less, into what is to be shown."""
    power = 1
    while True:
        for first in STEPS:
            if first * power * 5 >= most:
                return first * power
        power *= 10


def _height(part: float) -> float:
    return round(HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP), 1)


def _column(place: int, row: Row, of: int, top: int) -> Column:
    room = (WIDTH - LEFT - RIGHT) / of
    begin, wide = LEFT + place * room, min(room * 0.8, 90)
    middle = begin + room / 2
    summary = row.summary
    inner = wide * 0.42
    bars = [
        _bar("offered", middle - wide / 2, wide, summary.offered / top),
        _bar("answered", middle - inner, inner, summary.answered / top),
        _bar("abandoned", middle, inner, summary.abandoned / top),
    ]
    every = -(-of // MOST_LABELS)
    label = row.short if place % every == 0 else ""
    share = summary.figures(Clock.WAITING).share
    return Column(row, round(middle, 1), label, bars, share, _height(share or 0))


def _bar(kind: str, x: float, width: float, part: float) -> Bar:
    y = _height(part)
    return Bar(kind, round(x, 1), y, round(max(width, 0.5), 1), round(HEIGHT - BOTTOM - y, 1))


def _lines(columns: Sequence[Column]) -> list[str]:
    """The line breaks where there is no share to show."""
    stretches: list[list[str]] = [[]]
    for column in columns:
        if column.share is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{column.middle},{column.share_y}")
    return [" ".join(points) for points in stretches if len(points) > 1]
