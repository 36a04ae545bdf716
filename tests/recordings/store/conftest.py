"""The stores every contract test is held on: a directory, and a bucket of a server in a process.

The server is moto's, which speaks S3 over HTTP but keeps everything in memory and checks no
signature. `TEST_S3` names another one instead: `http://host:port/bucket`, with credentials where
the client looks for them (docs/recordings.md tells which it was run on).
"""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from recordings.store import Store
from recordings.store.disk import DiskStore
from recordings.store.s3 import S3Store
from tests.ports import free_ports

PATIENCE = 60  # seconds


@pytest.fixture(scope="session")
def credentials() -> Iterator[None]:
    """As the client finds them; those of this machine are not for tests."""
    with pytest.MonkeyPatch.context() as environment:
        if not os.environ.get("TEST_S3"):
            environment.setenv("AWS_ACCESS_KEY_ID", "tests")
            environment.setenv("AWS_SECRET_ACCESS_KEY", "tests")
            environment.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield


@pytest.fixture(scope="session")
def s3(credentials: None) -> Iterator[tuple[str, str]]:
    """Endpoint and bucket of a server that runs."""
    if given := os.environ.get("TEST_S3"):
        parts = urlsplit(given)
        yield f"{parts.scheme}://{parts.netloc}", parts.path.strip("/")
        return
    with moto() as (endpoint, _):
        client_of(endpoint).create_bucket(Bucket="recordings")
        yield endpoint, "recordings"


@contextmanager
def moto() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A server in a process: its endpoint, once it answers, and the process."""
    (port,) = free_ports(1)
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1"]
    with subprocess.Popen(
        [*command, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        endpoint = f"http://127.0.0.1:{port}"
        _wait_for(endpoint)
        yield endpoint, server
        server.terminate()


def client_of(endpoint: str) -> Any:
    """To set up and look at what the store alone does not."""
    options = Config(
        retries={"max_attempts": 1},
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", config=options)


def _wait_for(endpoint: str) -> None:
    client, latest = client_of(endpoint), time.monotonic() + PATIENCE
    while True:
        try:
            client.list_buckets()
        except BotoCoreError:
            assert time.monotonic() < latest, "the S3 server did not start"
            time.sleep(0.1)
        else:
            client.close()
            return


@pytest.fixture
def client(s3: tuple[str, str]) -> Iterator[Any]:
    found = client_of(s3[0])
    yield found
    found.close()


@pytest.fixture
def versioned(s3: tuple[str, str], client: Any) -> Iterator[str]:
    """A bucket of its own that keeps what is removed."""
    with _new_bucket(client) as bucket:
        on = {"Status": "Enabled"}
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=on)
        yield bucket


@pytest.fixture
def locked(s3: tuple[str, str], client: Any) -> Iterator[str]:
    """A bucket of its own in which versions may be locked."""
    with _new_bucket(client, ObjectLockEnabledForBucket=True) as bucket:
        yield bucket


@contextmanager
def _new_bucket(client: Any, **options: Any) -> Iterator[str]:
    bucket = f"teplofon-tests-{uuid.uuid4()}"
    try:
        client.create_bucket(Bucket=bucket, **options)
    except ClientError as error:
        pytest.skip(f"this server makes no such bucket: {error}")
    yield bucket
    for one in versions(client, bucket):
        client.delete_object(Bucket=bucket, **one, BypassGovernanceRetention=True)
    client.delete_bucket(Bucket=bucket)


def versions(client: Any, bucket: str) -> list[dict[str, str]]:
    """All that there is in the bucket, delete markers too: key and version."""
    found = client.list_object_versions(Bucket=bucket)
    every = (*found.get("Versions", ()), *found.get("DeleteMarkers", ()))
    return [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in every]


@pytest.fixture
def bucket_store(s3: tuple[str, str]) -> S3Store:
    """A corner of the bucket of its own."""
    endpoint, bucket = s3
    return S3Store(bucket, f"tests/{uuid.uuid4()}", endpoint)


@pytest.fixture(params=["disk", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "disk":
        return DiskStore(tmp_path / "recordings")
    found: Store = request.getfixturevalue("bucket_store")
    return found
