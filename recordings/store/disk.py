"""A store in a directory of this machine, or one that is mounted.

Names are spread over directories by their first characters, so that none holds too many: they
should begin by chance.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO

from recordings.store.store import NAME, Counting, Missing, Stored, StoreFailed, checked

SHARD = 3  # characters of a name
UNFINISHED = ".unfinished"
LOCK = "lock"
BLOCK = 1024 * 1024  # bytes


class DiskStore:
    """See Store. The directory is made if it is not there. Raises StoreFailed."""

    def __init__(self, directory: Path) -> None:
        self._root = directory.resolve()
        self._unfinished = self._root / UNFINISHED
        with _one_sentence(str(self._root)):
            self._unfinished.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, source: BinaryIO) -> Stored:
        path, counting = self._path(name), Counting(source)
        with _one_sentence(name), self._writing() as file:
            shutil.copyfileobj(counting, file, BLOCK)
            file.flush()
            os.fsync(file.fileno())
            if not path.parent.exists():
                path.parent.mkdir(exist_ok=True)
                _settle(self._root)
            os.replace(file.name, path)
            _settle(path.parent)
        return counting.stored

    def open(self, name: str) -> BinaryIO:
        path = self._path(name)
        with _one_sentence(name):
            try:
                return path.open("rb")
            except FileNotFoundError:
                raise Missing(f"{name} is not in the store") from None

    def remove(self, name: str) -> None:
        path = self._path(name)
        with _one_sentence(name):
            path.unlink(missing_ok=True)
            if path.parent.exists():
                _settle(path.parent)

    def names(self) -> Iterator[str]:
        with _one_sentence(str(self._root)), os.scandir(self._root) as shards:
            for shard in shards:
                if shard.name != UNFINISHED and shard.is_dir():
                    yield from _names_in(shard.path)

    def free(self) -> int:
        with _one_sentence(str(self._root)):
            return shutil.disk_usage(self._root).free

    def _path(self, name: str) -> Path:
        return self._root / checked(name)[:SHARD] / name

    @contextmanager
    def _writing(self) -> Iterator[IO[bytes]]:
        """A file to fill and give its name; what a killed process left is cleared away."""
        with (self._unfinished / LOCK).open("w") as lock:
            self._clear(lock)
            fcntl.flock(lock, fcntl.LOCK_SH)
            with NamedTemporaryFile(dir=self._unfinished, delete=False) as file:
                try:
                    yield file
                finally:
                    Path(file.name).unlink(missing_ok=True)

    def _clear(self, lock: IO[str]) -> None:
        """Only while nobody writes: whoever does, holds the lock with others."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        for left in self._unfinished.iterdir():
            if left.name != LOCK:
                left.unlink()


def _names_in(directory: str) -> Iterator[str]:
    with os.scandir(directory) as files:
        yield from (file.name for file in files if NAME.fullmatch(file.name))


def _settle(directory: Path) -> None:
    """What happened to names in a directory is safe only when the directory is."""
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _one_sentence(what: str) -> Iterator[None]:
    """Of this file or directory. Raises StoreFailed."""
    try:
        yield
    except OSError as error:
        raise StoreFailed(f"{what}: {error.strerror or error}") from None
