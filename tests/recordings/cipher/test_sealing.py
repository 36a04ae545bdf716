"""What is encrypted comes back whole and unchanged, or not at all."""

import io
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recordings.cipher import (
    Altered,
    CutOff,
    MasterKeys,
    NoKey,
    Sealed,
    Unreadable,
    WrongKey,
    decrypt,
    encrypt,
)
from recordings.cipher.stream import CHUNK, END, MAGIC, PREFIX, TAG

MEBI = 1024 * 1024
# Encrypts and decrypts a file; prints how many kilobytes that took at most.
MEASURED = """
import sys
from pathlib import Path
from recordings.cipher import MasterKeys, decrypt, encrypt
plain, into, keys = Path(sys.argv[1]), Path(sys.argv[2]), MasterKeys({"key": bytes(32)})
with plain.open("rb") as source, into.open("wb") as file:
    sealed = encrypt(source, file, "segment", keys)
with into.open("rb") as source:
    size = sum(len(part) for part in decrypt(source, sealed, "segment", keys))
assert size == plain.stat().st_size
status = Path("/proc/self/status").read_text().split()
print(status[status.index("VmHWM:") + 1])
"""
KEYS = MasterKeys({"new": bytes(range(32)), "old": bytes(32)})
SEGMENT = "0a1b2c3d"
HEAD = len(MAGIC) + PREFIX
SIZES = st.one_of(
    st.integers(0, 100),
    st.builds(
        lambda chunks, off: max(0, chunks * CHUNK + off), st.integers(0, 3), st.integers(-2, 2)
    ),
)


def encrypted(content: bytes, segment: str = SEGMENT) -> tuple[bytes, Sealed]:
    into = io.BytesIO()
    sealed = encrypt(io.BytesIO(content), into, segment, KEYS)
    return into.getvalue(), sealed


def decrypted(
    file: bytes, sealed: Sealed, segment: str = SEGMENT, keys: MasterKeys = KEYS
) -> bytes:
    return b"".join(decrypt(io.BytesIO(file), sealed, segment, keys))


def content_of(size: int) -> bytes:
    return (b"0123456789abcdef-" * (size // 17 + 1))[:size]


@given(SIZES)
def test_what_is_encrypted_is_decrypted(size: int) -> None:
    content = content_of(size)
    file, sealed = encrypted(content)
    assert decrypted(file, sealed) == content
    chunks = max(1, -(-size // CHUNK))
    assert len(file) == HEAD + size + chunks * TAG + len(END)


@given(SIZES, st.data())
def test_a_byte_that_was_altered_is_found(size: int, data: st.DataObject) -> None:
    file, sealed = encrypted(content_of(size))
    at = data.draw(st.integers(0, len(file) - 1))
    flip = data.draw(st.integers(1, 255))
    altered = file[:at] + bytes([file[at] ^ flip]) + file[at + 1 :]
    with pytest.raises(CutOff if at >= len(file) - len(END) else Altered):
        decrypted(altered, sealed)


@given(SIZES, st.data())
def test_a_file_that_was_cut_is_found(size: int, data: st.DataObject) -> None:
    file, sealed = encrypted(content_of(size))
    length = data.draw(st.integers(0, len(file) - 1))
    with pytest.raises(CutOff):
        decrypted(file[:length], sealed)


@given(st.integers(1, 3), st.data())
def test_chunks_left_out_at_the_end_are_found(chunks: int, data: st.DataObject) -> None:
    """By one who knows the format, and ends the file as it should end."""
    file, sealed = encrypted(content_of(chunks * CHUNK + 5))
    kept = data.draw(st.integers(0, chunks))
    with pytest.raises(Altered):
        decrypted(file[: HEAD + kept * (CHUNK + TAG)] + END, sealed)


@given(st.permutations(range(4)), st.integers(0, 4))
def test_chunks_in_another_order_or_number_are_found(order: list[int], count: int) -> None:
    assume(order[:count] != list(range(4)))
    file, sealed = encrypted(content_of(4 * CHUNK))
    size = CHUNK + TAG
    parts = [file[HEAD + at * size :][:size] for at in order[:count]]
    with pytest.raises(Altered):
        decrypted(file[:HEAD] + b"".join(parts) + END, sealed)


def test_a_chunk_of_another_file_is_found() -> None:
    one, sealed = encrypted(content_of(2 * CHUNK))
    other, _ = encrypted(content_of(2 * CHUNK))
    size = CHUNK + TAG
    with pytest.raises(Altered):
        decrypted(one[: HEAD + size] + other[HEAD + size :], sealed)


def test_a_file_in_the_place_of_another_is_found() -> None:
    file, sealed = encrypted(b"content")
    _, of_another = encrypted(b"content", "other-segment")
    with pytest.raises(Altered):
        decrypted(file, of_another)
    with pytest.raises(Altered):
        decrypted(file, sealed, "other-segment")


@pytest.mark.parametrize("file", [b"OggS" + bytes(100), b"RIFF", b"\0" * 200])
def test_what_is_no_encrypted_file(file: bytes) -> None:
    _, sealed = encrypted(b"content")
    with pytest.raises(Altered, match="does not begin"):
        decrypted(file, sealed)


def test_of_a_file_cut_off_what_comes_before_is_given_out_and_nothing_more() -> None:
    content = content_of(2 * CHUNK + 100)
    file, sealed = encrypted(content)
    given_out: list[bytes] = []
    with pytest.raises(CutOff):
        given_out.extend(decrypt(io.BytesIO(file[:-1]), sealed, SEGMENT, KEYS))
    assert b"".join(given_out) == content[:CHUNK]


def test_a_key_that_is_not_at_hand() -> None:
    file, sealed = encrypted(b"content")
    with pytest.raises(NoKey, match="new"):
        decrypted(file, sealed, keys=MasterKeys({"other": bytes(32)}))


def test_a_key_that_is_another() -> None:
    file, sealed = encrypted(b"content")
    with pytest.raises(WrongKey, match="new"):
        decrypted(file, sealed, keys=MasterKeys({"new": b"x" * 32}))


@given(st.binary(max_size=80))
def test_a_wrapped_key_that_was_altered(wrapped: bytes) -> None:
    file, _ = encrypted(b"content")
    with pytest.raises(WrongKey):
        decrypted(file, Sealed(wrapped, "new"))


def test_older_keys_open_and_can_be_left_behind() -> None:
    before = MasterKeys({"old": KEYS.keys["old"]})
    into = io.BytesIO()
    sealed = encrypt(io.BytesIO(b"content"), into, SEGMENT, before)
    assert sealed.key_id == "old"
    assert decrypted(into.getvalue(), sealed) == b"content"
    rewrapped = KEYS.rewrap(sealed)
    assert rewrapped.key_id == "new"
    assert decrypted(into.getvalue(), rewrapped, keys=MasterKeys({"new": KEYS.keys["new"]})) == (
        b"content"
    )


def test_each_file_has_a_key_of_its_own() -> None:
    one, first = encrypted(b"same content")
    other, second = encrypted(b"same content")
    assert first.wrapped_key != second.wrapped_key
    assert one != other
    assert b"same content" not in one


def test_no_key_is_in_what_may_be_logged() -> None:
    _, sealed = encrypted(b"content")
    assert repr(KEYS) == "MasterKeys()"
    assert repr(sealed) == "Sealed(key_id='new')"


def test_all_failures_are_one_kind() -> None:
    assert all(issubclass(one, Unreadable) for one in (Altered, CutOff, NoKey, WrongKey))


class Dribbling(io.RawIOBase):
    """Gives at most so many bytes at once, as a network does."""

    def __init__(self, content: bytes, most: int) -> None:
        self._content, self._most = io.BytesIO(content), most

    def read(self, size: int = -1) -> bytes:
        return self._content.read(min(size, self._most))


@given(st.integers(1, CHUNK))
def test_a_source_that_gives_little_at_a_time(most: int) -> None:
    most = max(most, 500)
    content, into = content_of(CHUNK + 999), io.BytesIO()
    sealed = encrypt(cast(BinaryIO, Dribbling(content, most)), into, SEGMENT, KEYS)
    source = cast(BinaryIO, Dribbling(into.getvalue(), most))
    assert b"".join(decrypt(source, sealed, SEGMENT, KEYS)) == content


def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    used = []
    for size in (1, 200):
        with (tmp_path / "plain").open("wb") as plain:
            plain.truncate(size * MEBI)
        command = [sys.executable, "-c", MEASURED, f"{tmp_path}/plain", f"{tmp_path}/file"]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        used.append(int(done.stdout) * 1024)
    assert used[1] - used[0] < 12 * MEBI
