"""What a store does. Another kind of one is another implementation of `Store`."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

NAME = re.compile(r"[0-9a-z-]{4,100}")


class StoreFailed(Exception):
    """The store refused or could not be reached; the message says which file, and why."""


class Missing(StoreFailed):
    """There is no file of that name."""


class BadName(ValueError):
    """No file of a store is called that."""


@dataclass(frozen=True)
class Stored:
    """What was stored: its length in bytes, and its SHA-256 in hexadecimal digits."""

    size: int
    sha256: str


class Store(Protocol):
    """Files by name. Several processes may use one; each method raises StoreFailed and BadName."""

    def put(self, name: str, source: BinaryIO) -> Stored:
        """Keep what `source` still has, whole or not at all; a file of that name is replaced."""
        ...

    def open(self, name: str) -> BinaryIO:
        """To read from its beginning and seek in; close it. Raises Missing."""
        ...

    def remove(self, name: str) -> None:
        """Whether it was there or not, it is not any more."""
        ...

    def names(self) -> Iterator[str]:
        """All files that are whole, in no order; one by one, as there may be millions."""
        ...

    def free(self) -> int | None:
        """Bytes that still fit; None where there is no such limit."""
        ...


def checked(name: str) -> str:
    """A name, once it is certain that it is one and no path. Raises BadName."""
    if not NAME.fullmatch(name):
        raise BadName("a file's name is 4 to 100 of 0-9, a-z and hyphens")
    return name


class Counting:
    """A source that is measured while it is read, once and from its beginning.

    It gives as much as it is asked for unless it ends before: S3's library takes less for the end
    and would store the beginning alone.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._hash = hashlib.sha256()
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        """All of the rest if no size is asked for."""
        parts = []
        while size and (part := self._source.read(size)):
            parts.append(part)
            size -= len(part) if size > 0 else 0
            self._hash.update(part)
            self._size += len(part)
        return b"".join(parts)

    @property
    def stored(self) -> Stored:
        """Of what was read until now."""
        return Stored(self._size, self._hash.hexdigest())
