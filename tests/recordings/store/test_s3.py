"""A bucket: servers that refuse, are not there, or end in the middle."""

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from recordings.store import Missing, StoreFailed
from recordings.store.s3 import S3Store
from tests.ports import free_ports

NAME = "0a1b2c3d"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\nConnection: close\r\n\r\n"


@contextmanager
def server_that_says(answer: bytes) -> Iterator[str]:
    """Says so to everybody, and ends the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_a_bucket_that_is_not_there_is_no_missing_file(s3: tuple[str, str]) -> None:
    store = S3Store("no-such-bucket", "", s3[0])
    with pytest.raises(StoreFailed, match="bucket") as failed:
        store.open(NAME)
    assert not isinstance(failed.value, Missing)
    for refused in (lambda: store.put(NAME, io.BytesIO(b"x")), lambda: list(store.names())):
        with pytest.raises(StoreFailed, match="bucket"):
            refused()


def test_prefixes_keep_stores_apart(s3: tuple[str, str]) -> None:
    one, other = S3Store(s3[1], "one", s3[0]), S3Store(s3[1], "one-and-more", s3[0])
    one.put(NAME, io.BytesIO(b"one"))
    assert list(one.names()) == [NAME]
    assert list(other.names()) == []
    with pytest.raises(Missing):
        other.open(NAME)


@pytest.mark.slow
def test_a_server_that_is_not_there(credentials: None) -> None:
    store = S3Store("bucket", "", f"http://127.0.0.1:{free_ports(1)[0]}")
    with pytest.raises(StoreFailed, match="Could not connect") as failed:
        store.put(NAME, io.BytesIO(b"x"))
    assert "\n" not in str(failed.value)


def test_a_refusal(credentials: None) -> None:
    refusal = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
    head = b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n" % len(refusal)
    with (
        server_that_says(head + refusal) as endpoint,
        pytest.raises(StoreFailed, match="AccessDenied"),
    ):
        S3Store("bucket", "", endpoint).open(NAME)


def test_a_file_that_ends_in_the_middle_is_not_given_out(credentials: None) -> None:
    with server_that_says(HEAD + b"half") as endpoint, pytest.raises(StoreFailed, match=NAME):
        S3Store("bucket", "", endpoint).open(NAME)


def test_without_credentials(monkeypatch: pytest.MonkeyPatch, s3: tuple[str, str]) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    with pytest.raises(StoreFailed, match="credentials"):
        S3Store(s3[1], "", s3[0]).put(NAME, io.BytesIO(b"x"))
