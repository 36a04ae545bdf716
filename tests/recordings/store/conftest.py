"""The stores every contract test is held on: a directory, and a bucket of a server in a process.

The server is moto's, which speaks S3 over HTTP but keeps everything in memory and checks no
signature. `TEST_S3` names another one instead: `http://host:port/bucket`, with credentials where
the client looks for them.
"""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError

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
    (port,) = free_ports(1)
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1"]
    with subprocess.Popen(
        [*command, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        endpoint = f"http://127.0.0.1:{port}"
        _make_bucket(endpoint, "recordings")
        yield endpoint, "recordings"
        server.terminate()


def _make_bucket(endpoint: str, bucket: str) -> None:
    impatient = Config(retries={"max_attempts": 1})
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", config=impatient)
    latest = time.monotonic() + PATIENCE
    while True:
        try:
            client.create_bucket(Bucket=bucket)
        except BotoCoreError:
            assert time.monotonic() < latest, "the S3 server did not start"
            time.sleep(0.1)
        else:
            client.close()
            return


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
