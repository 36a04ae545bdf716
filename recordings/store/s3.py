"""A store in a bucket of Amazon S3, or of another service that speaks its protocol.

Credentials and region are looked for where AWS's own tools look: never among our settings.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from config.settings import WrongSetting
from recordings.store.store import NAME, Counting, Missing, Stored, StoreFailed, checked

ANYWHERE = "us-east-1"  # a region must be named; services other than Amazon's take any
PART = 16 * 1024 * 1024  # bytes; what is smaller is one upload, what is larger goes in parts
ABSENT = "NoSuchKey"
VERSIONS = frozenset({"Enabled", "Suspended"})  # in the latter what was kept is kept on
TRANSFER = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, use_threads=False)
OPTIONS: dict[str, Any] = {
    "connect_timeout": 10,
    "read_timeout": 20,  # seconds without a byte
    "retries": {"mode": "standard", "total_max_attempts": 3},  # a minute, then it counts as gone
    # Services other than Amazon's do not all know the newer checksums.
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}


class S3Store:
    """See Store. Nothing is asked of the service until a method is. Raises WrongSetting."""

    def __init__(self, bucket: str, prefix: str, endpoint: str = "") -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        try:
            session = boto3.session.Session()
            self._client: Any = session.client(
                "s3",
                endpoint_url=endpoint or None,
                region_name=session.region_name or (ANYWHERE if endpoint else None),
                config=Config(**OPTIONS, s3={"addressing_style": "path" if endpoint else "auto"}),
            )
        except (BotoCoreError, ValueError) as error:
            raise WrongSetting(f"TEPLOFON_RECORDINGS: {error}") from None

    def put(self, name: str, source: BinaryIO) -> Stored:
        key, counting = self._key(name), Counting(source)
        with _one_sentence(name):
            self._client.upload_fileobj(counting, self._bucket, key, Config=TRANSFER)
        return counting.stored

    def open(self, name: str) -> BinaryIO:
        """All of it is fetched first: what fails, fails here."""
        key = self._key(name)
        file = cast(BinaryIO, SpooledTemporaryFile(max_size=PART))  # noqa: SIM115  # the caller's
        try:
            with _one_sentence(name):
                body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
                with closing(body):
                    shutil.copyfileobj(body, file)
        except StoreFailed:
            file.close()
            raise
        file.seek(0)
        return file

    def remove(self, name: str) -> None:
        """With all its versions, where the bucket keeps them: a delete marker destroys nothing."""
        file = {"Bucket": self._bucket, "Key": self._key(name)}
        with _one_sentence(name):
            if not self._keeps_versions():
                self._client.delete_object(**file)
                return
            for version in self._versions(file["Key"]):
                self._client.delete_object(**file, VersionId=version)

    def names(self) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2")
        with _one_sentence(f"s3://{self._bucket}"):
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
                keys = (item["Key"].removeprefix(self._prefix) for item in page.get("Contents", ()))
                yield from filter(NAME.fullmatch, keys)

    def free(self) -> None:
        """A bucket has no limit of its own."""

    def _keeps_versions(self) -> bool:
        """Asked each time, as it can be switched on at any time; what a removal is answered does
        not tell: Ceph answers a second one as if there had been nothing.
        """
        found = self._client.get_bucket_versioning(Bucket=self._bucket)
        return found.get("Status") in VERSIONS

    def _versions(self, key: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=self._bucket, Prefix=key):
            for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                if one["Key"] == key:
                    yield one["VersionId"]

    def _key(self, name: str) -> str:
        return self._prefix + checked(name)


@contextmanager
def _one_sentence(what: str) -> Iterator[None]:
    """Of this file or bucket. Raises StoreFailed, Missing."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"].get("Code") == ABSENT:
            raise Missing(f"{what} is not in the store") from None
        raise StoreFailed(f"{what}: {_refusal(error)}") from None
    except (BotoCoreError, Boto3Error, OSError) as error:
        raise StoreFailed(f"{what}: {error}") from None


def _refusal(error: ClientError) -> str:
    """What a server answered: its code, and what it says to it, which some do not."""
    told = error.response["Error"]
    said = " ".join((told.get("Message") or "").split())
    return f"{error.operation_name} is refused: {told.get('Code')}{said and f', {said}'}"
