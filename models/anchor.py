"""The newest link of a chain of seals, noted in a small file outside the database.

By it a chain is found that was cut off at its end, or sealed anew from its beginning. The note is
moved forward only along a chain that still has what was noted before.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from config.files import alone

LINE = re.compile(r"(\d{1,18}) ([0-9a-f]{64}|-)\n?")


@dataclass(frozen=True)
class Link:
    """A place in a chain: enough to find out later that nothing up to it was changed."""

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number} {self.seal}"


BEGINNING = Link(0, "-")


class Chain(Protocol):
    """The end of a chain, or BEGINNING; and whether a link is still as it was noted."""

    def newest(self, db: Connection) -> Link: ...
    def has(self, db: Connection, link: Link) -> bool: ...


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


def note_beginning(db: Connection, chain: Chain, path: Path) -> None:
    """Before its first link there is: a note that is gone later was taken away."""
    with alone(path):
        if not path.exists() and chain.newest(db) == BEGINNING:
            _write(path, BEGINNING)


def note(db: Connection, chain: Chain, path: Path) -> bool:
    """Note the end of the chain; False, and nothing done, if it lacks what was noted before."""
    with alone(path):
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
