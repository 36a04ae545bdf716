"""From the events of a call to the operators' talks within one segment of its recording."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from models.events.kinds import Kind
from models.events.log import Event
from recordings.hints.records import Talk

MS = timedelta(milliseconds=1)
PAIRS = (
    (Kind.HELD, Kind.RESUMED),
    (Kind.SPECIALIST_ASKED, Kind.SPECIALIST_LEFT),
    (Kind.RECORDING_PAUSED, Kind.RECORDING_RESUMED),
)
ENDS = (Kind.OPERATOR_LEFT, Kind.TRANSFERRED, Kind.HUNG_UP)
Who = Mapping[int, tuple[str, str]]  # operators, with surname and unit


def talks(events: Sequence[Event], began_at: datetime, duration: int, who: Who) -> list[Talk]:
    """Those that touch the segment, whose first sample is of `began_at`; `duration` in ms.

    A talk or a hold whose end nobody told of ends with the segment.
    """

    def place(at: datetime) -> int:
        return round((at - began_at) / MS)

    happened = sorted(events, key=lambda event: event.at)
    holds, *others = (_between(happened, begin, (end,), place, duration) for begin, end in PAIRS)
    found = []
    for operator, begin, end in _by_operator(happened, place, duration):
        if begin < duration and end > 0:
            inside = max(begin, 0), min(end, duration)
            mine = _within(holds, *inside)
            apart = _within([part for one in others for part in one], *inside)
            found.append(Talk(begin, min(end, duration), *who.get(operator, ("", "")), mine, apart))
    return found


def _by_operator(
    events: Iterable[Event], place: Callable[[datetime], int], last: int
) -> list[tuple[int, int, int]]:
    """Operator, begin and end of each talk. A second ANSWERED ends the one before."""
    found: list[tuple[int, int, int]] = []
    open_: tuple[int, int] | None = None
    for event in events:
        if open_ and event.kind in (Kind.ANSWERED, *ENDS):
            if event.kind is Kind.ANSWERED and event.operator == open_[0]:
                continue
            found.append((*open_, place(event.at)))
            open_ = None
        if event.kind is Kind.ANSWERED and event.operator is not None:
            open_ = (event.operator, place(event.at))
    return [*found, (*open_, last)] if open_ else found


def _between(
    events: Iterable[Event],
    begin: Kind,
    ends: tuple[Kind, ...],
    place: Callable[[datetime], int],
    last: int,
) -> list[tuple[int, int]]:
    found, since = [], None
    for event in events:
        if event.kind is begin and since is None:
            since = place(event.at)
        elif since is not None and event.kind in (*ends, *ENDS):
            found.append((since, place(event.at)))
            since = None
    return found if since is None else [*found, (since, max(since, last))]


def _within(parts: Iterable[tuple[int, int]], begin: int, end: int) -> list[tuple[int, int]]:
    cut = ((max(a, begin), min(b, end)) for a, b in parts)
    return [(a, b) for a, b in cut if a < b]
