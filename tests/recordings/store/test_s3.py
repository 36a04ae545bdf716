"""A bucket: servers that refuse, are not there, or end in the middle."""

import io
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recordings.store import Missing, StoreFailed
from recordings.store.s3 import OPTIONS, PART, S3Store
from tests.ports import free_ports
from tests.recordings.store.conftest import client_of, moto, versions

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
    with pytest.raises(StoreFailed, match="NoSuchBucket") as failed:
        store.open(NAME)
    assert not isinstance(failed.value, Missing)
    asked: tuple[Callable[[], object], ...] = (
        lambda: store.put(NAME, io.BytesIO(b"x")),
        lambda: store.remove(NAME),
        lambda: list(store.names()),
    )
    for refused in asked:
        with pytest.raises(StoreFailed, match="NoSuchBucket"):
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


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (
            b"403 Forbidden",
            b"<Error><Code>AccessDenied</Code><Message>Not\n you</Message></Error>",
            "PutObject is refused: AccessDenied, Not you",
        ),
        (
            b"403 Forbidden",
            b"<Error><Code>QuotaExceeded</Code></Error>",
            "PutObject is refused: QuotaExceeded",
        ),
        (b"507 Insufficient Storage", b"", "PutObject is refused: 507, Insufficient Storage"),
        (
            b"503 Slow Down",
            b"<Error><Code>SlowDown</Code><Message>Later</Message></Error>",
            "PutObject is refused: SlowDown, Later",
        ),
    ],
)
def test_a_refusal_is_one_sentence(
    credentials: None, status: bytes, body: bytes, sentence: str
) -> None:
    answer = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
    with (
        server_that_says(answer % (status, len(body), body)) as endpoint,
        pytest.raises(StoreFailed) as failed,
    ):
        S3Store("bucket", "", endpoint).put(NAME, io.BytesIO(b"x"))
    assert str(failed.value) == f"{NAME}: {sentence}"


@pytest.mark.parametrize("size", [1, PART - 1])  # the latter: more than anybody buffers
def test_a_server_that_takes_everything_and_answers_nothing(
    credentials: None, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    hasty = {"connect_timeout": 0.2, "read_timeout": 0.2, "retries": {"max_attempts": 0}}
    monkeypatch.setattr("recordings.store.s3.OPTIONS", OPTIONS | hasty)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = S3Store("bucket", "", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(StoreFailed, match=r"[Tt]ime|was closed before") as failed:
            store.put(NAME, io.BytesIO(bytes(size)))
    assert "\n" not in str(failed.value)


@pytest.mark.slow
def test_a_server_that_dies_while_it_is_given_a_file(credentials: None) -> None:
    with moto() as (endpoint, server):
        client_of(endpoint).create_bucket(Bucket="recordings")

        class Fatal(io.BytesIO):
            """Of three parts; when the second is asked for, nobody is there any more."""

            def read(self, size: int | None = -1) -> bytes:
                if self.tell() >= PART:
                    server.kill()
                return super().read(size)

        with pytest.raises(StoreFailed) as failed:
            S3Store("recordings", "", endpoint).put(NAME, Fatal(bytes(2 * PART + 1)))
    assert NAME in str(failed.value) and "\n" not in str(failed.value)


def test_wrong_credentials(monkeypatch: pytest.MonkeyPatch, s3: tuple[str, str]) -> None:
    if not os.environ.get("TEST_S3"):
        pytest.skip("moto checks no signature: TEST_S3 names a server that does")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(StoreFailed, match="PutObject is refused: SignatureDoesNotMatch"):
        S3Store(s3[1], "", s3[0]).put(NAME, io.BytesIO(b"x"))


def test_removed_from_a_bucket_with_versions_it_is_gone(
    s3: tuple[str, str], client: Any, versioned: str
) -> None:
    store = S3Store(versioned, "prefix", s3[0])
    for content in (b"first", b"second"):
        store.put(NAME, io.BytesIO(content))
    store.put(f"{NAME}-other", io.BytesIO(b"other"))
    store.remove(NAME)
    store.remove(NAME)
    assert [one["Key"] for one in versions(client, versioned)] == [f"prefix/{NAME}-other"]
    with pytest.raises(Missing):
        store.open(NAME)


def test_what_hides_behind_a_delete_marker_is_removed(
    s3: tuple[str, str], client: Any, versioned: str
) -> None:
    """As of a removal before versions were heeded, or one by another tool."""
    store = S3Store(versioned, "", s3[0])
    store.put(NAME, io.BytesIO(b"content"))
    client.delete_object(Bucket=versioned, Key=NAME)
    assert list(store.names()) == [] and len(versions(client, versioned)) == 2
    store.remove(NAME)
    assert versions(client, versioned) == []


def test_versions_of_before_they_were_suspended(
    s3: tuple[str, str], client: Any, versioned: str
) -> None:
    store = S3Store(versioned, "", s3[0])
    store.put(NAME, io.BytesIO(b"content"))
    off = {"Status": "Suspended"}
    client.put_bucket_versioning(Bucket=versioned, VersioningConfiguration=off)
    store.put(f"{NAME}-other", io.BytesIO(b"other"))
    for name in (NAME, f"{NAME}-other"):
        store.remove(name)
    assert versions(client, versioned) == []


def test_what_is_locked_is_no_more_removed_than_the_store_says(
    s3: tuple[str, str], client: Any, locked: str
) -> None:
    """Then it is there, and the sweep says so."""
    store = S3Store(locked, "", s3[0])
    store.put(NAME, io.BytesIO(b"content"))
    until = {"Mode": "GOVERNANCE", "RetainUntilDate": datetime.now(UTC) + timedelta(days=1)}
    client.put_object_retention(Bucket=locked, Key=NAME, Retention=until)
    with pytest.raises(StoreFailed, match="DeleteObject is refused: AccessDenied"):
        store.remove(NAME)
    with store.open(NAME) as file:
        assert file.read() == b"content"


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
