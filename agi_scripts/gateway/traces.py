"""What Asterisk has written down by itself: its queue_log, and the beginnings and ends of legs.

The queue_log says who answered whom, in whole seconds; `legs.csv` says when, by the microsecond.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

QUEUE_LOG, LEGS = "queue_log", "cel-custom/legs.csv"  # in Asterisk's directory of logs
_LINE = re.compile(r"^(\d+)\|([^|]+)\|([^|]+)\|([^|]+)\|([A-Z]+)\|?(.*)$")
_LEG = re.compile(r"^(CHAN_START|ANSWER|HANGUP),(\d+\.\d+),([\d.]+),([\d.]+),(\S*)$")


@dataclass(frozen=True)
class Logged:
    """One line of the queue_log; the time is in whole seconds."""

    at: datetime
    unique: str  # the caller's channel
    queue: str
    member: str
    event: str
    words: tuple[str, ...]


@dataclass
class Trace:
    """One leg: a channel from its beginning to its end, as far as it is known."""

    unique: str
    linked: str  # the first channel of the call
    channel: str
    times: dict[str, datetime] = field(default_factory=dict)  # by CHAN_START, ANSWER, HANGUP


def read_queue_log(logs: Path, since: datetime) -> Iterator[Logged]:
    """The lines from that moment on; a line that is none is passed over."""
    for line in _lines(logs / QUEUE_LOG):
        if found := _LINE.match(line):
            at = datetime.fromtimestamp(int(found[1]), UTC)
            if at >= since:
                yield Logged(at, found[2], found[3], found[4], found[5], tuple(found[6].split("|")))


def read_legs(logs: Path, since: datetime) -> dict[str, Trace]:
    """By unique id, those of which something is told from that moment on."""
    legs: dict[str, Trace] = {}
    for line in _lines(logs / LEGS):
        if found := _LEG.match(line):
            at = datetime.fromtimestamp(float(found[2]), UTC)
            if at >= since:
                leg = legs.setdefault(found[3], Trace(found[3], found[4], found[5]))
                leg.times[found[1]] = at
    return legs


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []
