"""What the caller was told outlasts a power cut: the log is synced after the commit."""

import os
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from models.database import open_database
from models.write_ahead import settle

CALLS = 8


def test_one_sync_serves_all_who_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}", settles=True)
    syncs: list[float] = []  # when each began
    unsettled: list[int] = []
    real = os.fdatasync

    def slow(file: int) -> None:
        syncs.append(time.monotonic())
        time.sleep(0.05)
        real(file)

    def one(number: int) -> None:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO t VALUES (1)"))
        committed = time.monotonic()
        settle(engine)
        if not any(began >= committed for began in syncs):
            unsettled.append(number)

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    monkeypatch.setattr(os, "fdatasync", slow)
    threads = [threading.Thread(target=one, args=(number,)) for number in range(CALLS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()

    assert not unsettled
    assert 1 <= len(syncs) < CALLS


@pytest.mark.parametrize(("settles", "level"), [(False, 2), (True, 1)])
def test_who_does_not_settle_has_each_commit_synced(
    tmp_path: Path, settles: bool, level: int
) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}", settles)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == level
    engine.dispose()


def test_a_log_that_sqlite_has_put_away_is_settled(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}", settles=True)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    engine.dispose()
    settle(engine)
    assert not (tmp_path / "a.db-wal").exists()
