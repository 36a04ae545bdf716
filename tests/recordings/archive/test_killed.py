"""kill -9 of the archive at any point: the next finishes it, and nothing stays in the clear."""

import os
import random
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from agi_scripts.station import TEPLOFON
from config.settings import as_environment
from models.segments.kinds import State
from recordings.archive.scan import UNNAMED
from tests.recordings.archive.dying import POINTS
from tests.recordings.archive.furnishing import Keeping

pytestmark = pytest.mark.slow
WAITING, KILLS, SECONDS = 50, 12, 4.0


def started(keeper: Keeping, *words: str) -> "subprocess.Popen[bytes]":
    """The archive in a process of its own; with words, one that dies at a point."""
    environment = {**os.environ, **as_environment(keeper.archive.settings)}
    dying = [sys.executable, "-m", "tests.recordings.archive.dying", *words]
    real = [str(TEPLOFON), "archive", "--once"]
    return subprocess.Popen(dying if words else real, env=environment, stderr=subprocess.DEVNULL)


def check_consistent(keeper: Keeping, keys: list[str]) -> None:
    """What holds at every moment: a sound is in the archive, or still where Asterisk left it."""
    spool = {path.stem for path in keeper.spool.iterdir()}
    stored = keeper.stored()
    assert list(keeper.archive.work().iterdir()) == []
    for key in keys:
        row = keeper.row(key)
        assert key in spool or row.name in stored
        assert row.state in (State.EXPECTED, State.STORED)


def check_finished(keeper: Keeping, keys: list[str]) -> None:
    """Every segment settled, once; and after the scan nothing else is anywhere."""
    assert [keeper.row(key).state for key in keys] == [State.STORED] * len(keys)
    keeper.later = UNNAMED + timedelta(minutes=1)
    scanned = keeper.archive.scan()
    assert (scanned.lost, scanned.strangers, scanned.expected) == ([], [], 0)
    assert keeper.stored() == {keeper.row(key).name for key in keys}
    assert keeper.left_in_the_clear() == []
    assert {keeper.kept(key) for key in keys} == {SECONDS}


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_point(keeper: Keeping, point: str) -> None:
    keys = [keeper.recorded(SECONDS) for _ in range(4)]
    keeper.engine.dispose()
    # what the store itself does to its own half-written file comes before
    count = "4" if "sound still there" in point else "2"
    assert started(keeper, point, count).wait(60) == -signal.SIGKILL
    check_consistent(keeper, keys)
    assert started(keeper).wait(60) == 0
    check_finished(keeper, keys)


def settled(keeper: Keeping) -> int:
    return list(keeper.states().values()).count(State.STORED)


def test_killed_again_and_again_at_any_moment(keeper: Keeping) -> None:
    """Two at once, each time as soon as they have begun to work."""
    chance = random.Random(5)
    keys = [keeper.recorded(SECONDS) for _ in range(WAITING)]
    keeper.engine.dispose()
    kills = 0
    while kills < KILLS:
        before, both = settled(keeper), [started(keeper), started(keeper)]
        while settled(keeper) == before and both[0].poll() is None:
            threading.Event().wait(0.01)
        for one in both:
            threading.Event().wait(chance.uniform(0, 0.1))
            one.kill()
        kills += [one.wait() for one in both].count(-signal.SIGKILL)
        check_consistent(keeper, keys)
    assert started(keeper).wait(60) == 0
    check_finished(keeper, keys)


def test_what_a_killed_one_left_is_cleared_by_the_next_at_its_start(keeper: Keeping) -> None:
    """The sound of what is stored, in the clear: not only in the night."""
    keys = [keeper.recorded(SECONDS) for _ in range(2)]
    keeper.engine.dispose()
    assert started(keeper, "committed, the sound still there", "2").wait(60) == -signal.SIGKILL
    assert len(keeper.left_in_the_clear()) == 2
    environment = {**os.environ, **as_environment(keeper.archive.settings)}
    with subprocess.Popen([str(TEPLOFON), "archive"], env=environment) as archive:
        for _ in range(200):
            if not keeper.left_in_the_clear():
                break
            threading.Event().wait(0.1)
        archive.terminate()
    assert archive.returncode == 0
    check_finished(keeper, keys)
