"""The newest destruction, noted in a small file outside the database: so that a cut chain is found.

It is moved forward only along a chain that still has what was noted before.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from recordings.retention import chain
from recordings.retention.chain import BEGINNING, Link

LINE = re.compile(r"(\d{1,18}) ([0-9a-f]{64}|-)\n?")


def link_from(written: str) -> Link | None:
    """`NUMBER SEAL`, as it is printed; None for anything else."""
    match = LINE.fullmatch(written)
    return Link(int(match[1]), match[2]) if match else None


def noted(path: Path) -> Link | None:
    """What was noted; None if there is nothing, or nothing that can be read. Raises OSError."""
    try:
        return link_from(path.read_text(encoding="ascii"))
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def note_beginning(db: Connection, path: Path) -> None:
    """Before the first destruction there is: a note that is gone later was taken away."""
    with _alone(path):
        if not path.exists() and chain.newest(db) == BEGINNING:
            _write(path, BEGINNING)


def note(db: Connection, path: Path) -> bool:
    """Note the end of the chain; False, and nothing done, if it lacks what was noted before."""
    with _alone(path):
        before, now = noted(path), chain.newest(db)
        if before is None or not chain.has(db, before):
            return False
        if now.number > before.number:
            _write(path, now)
        return True


def _write(path: Path, link: Link) -> None:
    """All of it or what was there before, safe on the disk."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w") as file:
        file.write(f"{link}\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time; the kernel ends the claim of a killed one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
        os.fsync(directory)
    finally:
        os.close(directory)
