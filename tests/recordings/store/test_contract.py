"""What every store does."""

import hashlib
import io
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from recordings.store import BadName, Missing, Store, Stored

NAME = "0a1b2c3d-first"
LARGE = 40 * 1024 * 1024  # several parts of an upload


class Dribbling(io.RawIOBase):
    """Gives a few bytes whatever it is asked for, and cannot seek."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._content.read(min(size, 1000) if size >= 0 else 1000)


def read(store: Store, name: str) -> bytes:
    with store.open(name) as file:
        return file.read()


@pytest.mark.parametrize("size", [0, 1, 100_000, LARGE])
def test_what_is_put_is_read(store: Store, size: int) -> None:
    content = os.urandom(size)
    stored = store.put(NAME, io.BytesIO(content))
    assert stored == Stored(size, hashlib.sha256(content).hexdigest())
    assert read(store, NAME) == content


def test_a_source_that_gives_little_at_a_time(store: Store) -> None:
    content = os.urandom(50_000)
    assert store.put(NAME, Dribbling(content)).size == 50_000  # type: ignore[arg-type]
    assert read(store, NAME) == content


def test_what_is_left_of_a_source_is_put(store: Store) -> None:
    source = io.BytesIO(b"heading|content")
    source.seek(8)
    assert store.put(NAME, source).size == len(b"content")
    assert read(store, NAME) == b"content"


def test_a_repeat_changes_nothing_and_other_content_replaces(store: Store) -> None:
    first = store.put(NAME, io.BytesIO(b"one"))
    assert store.put(NAME, io.BytesIO(b"one")) == first
    assert read(store, NAME) == b"one"
    store.put(NAME, io.BytesIO(b"other"))
    assert read(store, NAME) == b"other"
    assert list(store.names()) == [NAME]


def test_a_file_that_is_open_can_be_sought_in_and_outlives_its_removal(store: Store) -> None:
    store.put(NAME, io.BytesIO(b"0123456789"))
    with store.open(NAME) as file:
        store.remove(NAME)
        file.seek(-3, io.SEEK_END)
        assert file.read() == b"789"
        assert file.seek(2) == 2
        assert file.read(2) == b"23"


def test_what_is_removed_is_missing_and_may_be_removed_again(store: Store) -> None:
    store.put(NAME, io.BytesIO(b"content"))
    store.remove(NAME)
    store.remove(NAME)
    with pytest.raises(Missing, match=NAME):
        store.open(NAME)
    assert list(store.names()) == []


def test_names_are_those_of_whole_files(store: Store) -> None:
    names = {f"{number:04x}-file" for number in range(1100)}  # more than a page of S3's
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: store.put(name, io.BytesIO(b"x")), names))
    found = list(store.names())
    assert len(found) == len(names)
    assert set(found) == names


def test_two_may_put_the_same_at_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: store.put(NAME, io.BytesIO(b"same" * 9999)), range(24)))
    assert len(set(stored)) == 1
    assert read(store, NAME) == b"same" * 9999


@pytest.mark.parametrize(
    "name",
    ["", "abc", "../../../etc/passwd", "/etc/passwd", "ab/cd", "abcd.ogg", "ABCD", "abcd\n",
     "abcd\0", "a" * 101, "абвг", ".unfinished", "....", "%2e%2e%2f"],
)  # fmt: skip
def test_a_name_is_never_a_path(store: Store, name: str) -> None:
    with pytest.raises(BadName):
        store.put(name, io.BytesIO(b"content"))
    with pytest.raises(BadName):
        store.open(name)
    with pytest.raises(BadName):
        store.remove(name)
    assert list(store.names()) == []
