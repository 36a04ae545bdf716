"""Writing down what happened to a call, briefly: seconds and words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from models.events.kinds import Kind
from models.rules.clocks import Clock, Stage
from models.rules.stays import stays

NOON = datetime(2026, 6, 16, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Happened:
    """An event as the rules see it."""

    at: datetime
    kind: Kind
    operator: int | None = None
    queue: str | None = None


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def story(*lines: str) -> list[Happened]:
    """Of lines such as "30 answered 7" or "0 queued legal": seconds, kind, operator or queue."""
    return [_happened(line.split()) for line in lines]


def _happened(words: list[str]) -> Happened:
    seconds, kind, *more = words
    operator = next((int(word) for word in more if word.isdigit()), None)
    queue = next((word for word in more if not word.isdigit()), None)
    return Happened(at(float(seconds)), Kind(kind), operator, queue)


def told(stages: Iterable[Stage]) -> list[str]:
    """Stages as lines: clock, begin, end or "on", operator, what was carried over."""
    return [_told(stage) for stage in stages]


def _told(stage: Stage) -> str:
    end = f"{(stage.end - NOON).total_seconds():g}" if stage.end else "on"
    words = [stage.clock, f"{(stage.begin - NOON).total_seconds():g}", end]
    words += [f"by {stage.operator}"] if stage.operator is not None else []
    words += [f"after {stage.carried / 1000:g}"] if stage.carried else []
    words += [] if stage.complete else ["cut short"]
    return " ".join(words)


def stays_told(*lines: str) -> list[list[str]]:
    """The stays of a story: queue and fate first, then the stages."""
    return [[f"{stay.queue}: {stay.fate}", *told(stay.stages)] for stay in stays(story(*lines))]


OUTER = (Clock.WAITING, Clock.INFORMATION)
INNER = (Clock.HOLD, Clock.CONNECTING, Clock.SPECIALIST)
