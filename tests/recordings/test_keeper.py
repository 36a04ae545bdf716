"""`teplofon archive` as it runs: alone, two at once, with a job that fails, without its keys."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from agi_scripts.station import TEPLOFON
from config.settings import as_environment
from models.segments.kinds import State
from recordings.archive.spool import WHOLE
from tests.recordings.archive.furnishing import Keeping, keeping

pytestmark = pytest.mark.slow
PATIENCE = 60  # seconds


@pytest.fixture
def keeper(office: Engine, tmp_path: Path) -> Keeping:
    return keeping(office, tmp_path)


@contextmanager
def running(keeper: Keeping, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The process; told to end, it does, with status 0."""
    environment = {**os.environ, **as_environment(keeper.archive.settings)}
    command = [str(TEPLOFON), "archive"]
    with log.open("ab") as lines, subprocess.Popen(command, env=environment, stderr=lines) as one:
        try:
            yield one
        finally:
            one.terminate()
            one.wait(PATIENCE)
    assert one.returncode == 0, log.read_text()


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(PATIENCE * 10):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it never was so")


def all_stored(keeper: Keeping) -> bool:
    return set(keeper.states().values()) == {State.STORED}


def test_it_stores_what_has_ended_and_what_ends_later(keeper: Keeping, tmp_path: Path) -> None:
    first = keeper.recorded()
    with running(keeper, tmp_path / "log") as one:
        until(lambda: all_stored(keeper))
        second = keeper.recorded()
        until(lambda: all_stored(keeper))
        assert one.poll() is None
    assert [keeper.kept(key) for key in (first, second)] == [3.0, 3.0]
    assert keeper.left_in_the_clear() == []


def test_two_at_once_do_no_harm(keeper: Keeping, tmp_path: Path) -> None:
    keys = [keeper.recorded() for _ in range(8)]
    with running(keeper, tmp_path / "one"), running(keeper, tmp_path / "two"):
        until(lambda: all_stored(keeper) and not keeper.left_in_the_clear())
    assert keeper.stored() == {keeper.row(key).name for key in keys}
    assert {keeper.kept(key) for key in keys} == {3.0}


def test_a_job_that_fails_keeps_no_other_back(keeper: Keeping, tmp_path: Path) -> None:
    """The scan at the start comes upon a directory where a sound should be, and cannot clear it."""
    stored = keeper.recorded()
    keeper.settle()
    (keeper.spool / f"{stored}{WHOLE}").mkdir()
    os.utime(keeper.spool / f"{stored}{WHOLE}", (0, 0))
    log = tmp_path / "log"
    with running(keeper, log):
        until(lambda: "a job failed" in log.read_text())
        keeper.recorded()
        until(lambda: all_stored(keeper))
    assert "IsADirectoryError" in log.read_text() or "PermissionError" in log.read_text()


def test_without_its_keys_it_waits_and_goes_on_by_itself(keeper: Keeping, tmp_path: Path) -> None:
    keeper.recorded()
    keeper.settle()
    keys = keeper.archive.key_file.path
    copy = keys.rename(tmp_path / "copy")
    key, log = keeper.recorded(), tmp_path / "log"
    with running(keeper, log):
        until(lambda: "nothing can be stored" in log.read_text())
        assert keeper.row(key).state == State.EXPECTED and not keys.exists()
        copy.rename(keys)
        until(lambda: all_stored(keeper))
