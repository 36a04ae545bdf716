"""SQLite's write-ahead log, brought to the disk: what survives a power cut, not only a crash."""

import os
import threading
from functools import cache
from itertools import count

from sqlalchemy import Engine


def settle(engine: Engine) -> None:
    """Return when all that was committed before would survive a power cut. Raises OSError.

    PostgreSQL sees to it in the commit. SQLite, told to (`synchronous=FULL`), does so as well,
    but keeps its one connection from all other calls meanwhile, and one sync serves one commit.
    """
    if engine.dialect.name == "sqlite":
        _log(f"{engine.url.database}-wal").settle()


class _Log:
    """One sync serves all who wait for it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._tickets = count(1)
        self._last = 0
        self._settled = 0
        self._syncing = threading.Lock()

    def settle(self) -> None:
        mine = self._last = next(self._tickets)
        with self._syncing:
            if self._settled >= mine:
                return
            last = self._last
            self._sync()
            self._settled = last

    def _sync(self) -> None:
        try:
            log = os.open(self._path, os.O_RDONLY)
        except FileNotFoundError:  # all of it is in the database: SQLite's last close
            return
        try:
            os.fdatasync(log)
        finally:
            os.close(log)


_log = cache(_Log)
