"""Content in chunks under AES-256-GCM, by the STREAM construction.

Each chunk's nonce says its place and whether it is the last, so that chunks left out, exchanged or
taken from another file are found; the associated data say whose file it is. A chunk that was
given out is genuine; that none is missing is known only at the end.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"TPR1"
PREFIX = 7  # bytes of the nonce that differ between files; four count, one tells the last
CHUNK = 64 * 1024  # bytes of content
TAG = 16
END = b"/TPR"  # proves nothing: it tells a file that was cut off from one that was altered


class Unreadable(Exception):
    """A file or its key cannot be used; the message says why."""


class Altered(Unreadable):
    """A byte of the file is not what was written, or it is another file's."""


class CutOff(Unreadable):
    """The end of the file is missing."""


def seal(key: bytes, whose: bytes, source: BinaryIO, into: BinaryIO) -> None:
    """Encrypt all that `source` still has."""
    prefix = os.urandom(PREFIX)
    into.write(MAGIC + prefix)
    cipher = AESGCM(key)
    for place, chunk, last in _chunks(source, CHUNK):
        into.write(cipher.encrypt(_nonce(prefix, place, last), chunk, MAGIC + whose))
    into.write(END)


def unseal(key: bytes, whose: bytes, source: BinaryIO) -> Iterator[bytes]:
    """The content, chunk by chunk. Raises Altered, CutOff."""
    head = _read(source, len(MAGIC) + PREFIX)
    if head[: len(MAGIC)] != MAGIC[: len(head)]:
        raise Altered("the file does not begin as an encrypted recording does")
    cipher = AESGCM(key)
    for place, chunk, last in _chunks(_WithoutEnd(source), CHUNK + TAG):
        nonce = _nonce(head[len(MAGIC) :], place, last)
        try:
            yield cipher.decrypt(nonce, chunk, MAGIC + whose)
        except InvalidTag:
            raise Altered("the file was altered, or it is another recording's") from None


def _nonce(prefix: bytes, place: int, last: bool) -> bytes:
    return prefix + place.to_bytes(4, "big") + bytes([last])


def _chunks(source: "BinaryIO | _WithoutEnd", size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Each chunk with its place and whether it is the last; of an empty source one, empty."""
    place, chunk = 0, _read(source, size)
    while following := _read(source, size):
        yield place, chunk, False
        place, chunk = place + 1, following
    yield place, chunk, True


def _read(source: "BinaryIO | _WithoutEnd", size: int) -> bytes:
    """So many bytes, unless it ends before; a stream may give fewer than it is asked for."""
    parts = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class _WithoutEnd:
    """A source whose last bytes have to be END, and are not given out. Raises CutOff."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._held = b""

    def read(self, size: int) -> bytes:
        held = self._held + _read(self._source, size + len(END) - len(self._held))
        given = max(0, min(size, len(held) - len(END)))
        self._held = held[given:]
        if not given and self._held != END:
            raise CutOff("the end of the file is missing")
        return held[:given]
