"""Asterisk's own traces: what is read of them, and how long they are kept (P1)."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agi_scripts.gateway.traces import (
    LEGS,
    QUEUE_LOG,
    put_away,
    read_legs,
    read_queue_log,
    started,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Asterisk:
    """Keeps the file that it opened, whatever it is called by now."""

    def __init__(self, logs: Path) -> None:
        (logs / LEGS).parent.mkdir()
        self.is_there = True
        self._logs = logs
        self._queue_log = (logs / QUEUE_LOG).open("a")

    def reopen(self) -> None:
        if not self.is_there:
            raise OSError("no link")
        self.ends()
        self._queue_log = (self._logs / QUEUE_LOG).open("a")

    def ends(self) -> None:
        self._queue_log.close()

    def writes(self, at: datetime, unique: str) -> None:
        """A line in both; the time of the file is that of the line."""
        self._queue_log.write(f"{at.timestamp():.0f}|{unique}|legal|NONE|ENTERQUEUE||7912\n")
        self._queue_log.flush()
        os.utime(self._queue_log.fileno(), (at.timestamp(), at.timestamp()))
        with (self._logs / LEGS).open("a") as legs:
            legs.write(f"HANGUP,{at.timestamp()},{unique},{unique},PJSIP/trunk-1\n")
        os.utime(self._logs / LEGS, (at.timestamp(), at.timestamp()))


@pytest.fixture
def asterisk(tmp_path: Path) -> Iterator[Asterisk]:
    one = Asterisk(tmp_path)
    yield one
    one.ends()


def read(logs: Path, now: datetime) -> tuple[list[str], list[str]]:
    """Whose lines of the last day are found."""
    return [one.unique for one in read_queue_log(logs, now - DAY)], [*read_legs(logs, now - DAY)]


def test_of_every_day_all_is_read_and_then_nothing_is_kept(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    now, last = NOW, NOW + 4 * DAY
    while now < last:
        now += HOUR
        asterisk.writes(now, f"{now.timestamp():.0f}.1")
        put_away(tmp_path, now, asterisk.reopen)
        wanted = min(25, int((now - NOW) / HOUR))
        assert [len(found) for found in read(tmp_path, now)] == [wanted, wanted]
    for name in (QUEUE_LOG, LEGS):
        kept = (tmp_path / name).read_text() + (tmp_path / f"{name}.1").read_text()
        assert len(kept.splitlines()) <= 51
    for _ in range(60):
        now += HOUR
        put_away(tmp_path, now, asterisk.reopen)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [QUEUE_LOG]
    assert (tmp_path / QUEUE_LOG).read_text() == ""


def test_asterisk_that_could_not_be_told_is_told_the_next_time(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    asterisk.writes(NOW, "1.1")
    asterisk.is_there = False
    with pytest.raises(OSError, match="no link"):
        put_away(tmp_path, NOW + DAY + HOUR, asterisk.reopen)
    asterisk.writes(NOW + DAY + 2 * HOUR, "2.1")  # in the renamed one
    asterisk.is_there = True
    assert read(tmp_path, NOW + DAY + 2 * HOUR)[0] == ["2.1"]
    put_away(tmp_path, NOW + DAY + 3 * HOUR, asterisk.reopen)
    asterisk.writes(NOW + DAY + 4 * HOUR, "3.1")
    assert read(tmp_path, NOW + DAY + 4 * HOUR)[0] == ["2.1", "3.1"]
    assert "3.1" in (tmp_path / QUEUE_LOG).read_text()


def test_when_asterisk_was_started(tmp_path: Path) -> None:
    assert started(tmp_path, timedelta()) is None
    at = NOW.timestamp()
    lines = (
        f"{at + 60 * n:.0f}|NONE|NONE|NONE|{what}|"
        for n, what in enumerate(("QUEUESTART", "CONFIGRELOAD", "QUEUESTART", "CONFIGRELOAD"))
    )
    (tmp_path / QUEUE_LOG).write_text("nonsense\n" + "\n".join(lines))
    assert started(tmp_path, timedelta(seconds=3)) == NOW + timedelta(seconds=123)
