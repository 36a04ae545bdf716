"""What Asterisk has written down by itself: its queue_log, and the beginnings and ends of legs.

The queue_log says who answered whom, in whole seconds; `legs.csv` says when, by the microsecond.
Both are kept for as long as they are looked at: a day, and the file of the day before.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

BACK = timedelta(days=1)  # what is older is not looked at any more
QUEUE_LOG, LEGS = "queue_log", "cel-custom/legs.csv"  # in Asterisk's directory of logs
_LINE = re.compile(r"^(\d+)\|([^|]+)\|([^|]+)\|([^|]+)\|([A-Z]+)\|?(.*)$")
_TIME = re.compile(r"^(?:[A-Z_]+,)?(\d+(?:\.\d+)?)[,|]")  # of a line in either
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


def started(logs: Path, skew: timedelta) -> datetime | None:
    """When Asterisk was started the last time, on our clock; to the second."""
    found = None
    for line in read_queue_log(logs, datetime.min.replace(tzinfo=UTC)):
        found = line.at + skew if line.event == "QUEUESTART" else found
    return found


def put_away(logs: Path, now: datetime, reopen: Callable[[], object]) -> None:
    """Rename what was begun a day ago, and remove what nobody looks at (P1): it has numbers in it.

    Asterisk keeps its queue_log open, and goes on in the renamed one until told to `reopen` it.
    Raises OSError where the directory is not ours to write, and what `reopen` raises.
    """
    for path in (logs / QUEUE_LOG, logs / LEGS):
        before = _before(path)
        if before.exists() and now.timestamp() - before.stat().st_mtime > BACK.total_seconds():
            before.unlink()
        begun = _begun(path)
        if begun and now - begun > BACK:
            path.replace(before)
    if _before(logs / QUEUE_LOG).exists() and not (logs / QUEUE_LOG).exists():
        reopen()


def _begun(path: Path) -> datetime | None:
    """The time of the first line that has one."""
    for line in _lines_of(path):
        if found := _TIME.match(line):
            return datetime.fromtimestamp(float(found[1]), UTC)
    return None


def _before(path: Path) -> Path:
    return path.with_name(f"{path.name}.1")


def _lines(path: Path) -> Iterator[str]:
    """Of the day before, and of today."""
    yield from _lines_of(_before(path))
    yield from _lines_of(path)


def _lines_of(path: Path) -> Iterator[str]:
    with suppress(FileNotFoundError), path.open(errors="replace") as lines:
        yield from lines
