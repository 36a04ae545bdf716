"""Files that are there whole or not at all, whatever is killed or full meanwhile."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def replace_whole(path: Path, content: bytes) -> None:
    """In place of what was there, for its owner only, safe on the disk. Raises OSError."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:  # of mode 0600
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def write_first(path: Path, content: str) -> None:
    """For its owner only; of two processes the first one's content stays. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent) as file:  # of mode 0600
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time at what is in its directory; the kernel ends the claim of a killed one.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
        os.fsync(directory)  # a name in it is safe only then
    finally:
        os.close(directory)
