"""An archive whose store is a bucket: kept, heard, scanned, destroyed for good."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from models.segments.kinds import State
from recordings.archive.alarms import What, alarms
from recordings.archive.names import new_name
from recordings.retention.office import Office
from recordings.retention.sweep import Swept, sweep
from recordings.store import Store
from recordings.store.s3 import S3Store
from tests.ports import free_ports
from tests.recordings.archive.furnishing import Keeping, keeping
from tests.recordings.store.conftest import versions

OVER = timedelta(days=100)  # more than three months


def keeper_of(office: Engine, place: Path, store: Store) -> Keeping:
    keeper = keeping(office, place)
    keeper.archive = replace(keeper.archive, store=store)
    return keeper


def swept(keeper: Keeping) -> Swept:
    archive = keeper.archive
    office = Office.of(archive.engine, archive.settings, archive.utility)
    return sweep(office, archive.store, keeper.now() + OVER)


def test_kept_heard_and_destroyed(office: Engine, tmp_path: Path, bucket_store: S3Store) -> None:
    keeper = keeper_of(office, tmp_path, bucket_store)
    keys = [keeper.recorded() for _ in range(3)]
    assert keeper.archive.settle() == {State.STORED: 3}
    assert keeper.stored() == {keeper.row(key).name for key in keys}
    assert [keeper.kept(key) for key in keys] == [3.0] * 3
    assert keeper.left_in_the_clear() == [] and not alarms(keeper.archive)
    done = swept(keeper)
    assert (done.destroyed, done.refused) == (3, {}) and keeper.stored() == set()


def test_the_scan_finds_orphans_and_what_is_lost(
    office: Engine, tmp_path: Path, bucket_store: S3Store
) -> None:
    keeper = keeper_of(office, tmp_path, bucket_store)
    keys = [keeper.recorded() for _ in range(2)]
    keeper.archive.settle()
    bucket_store.remove(keeper.row(keys[0]).name)
    bucket_store.put(new_name(keeper.now() - timedelta(hours=3)), io.BytesIO(b"orphan"))
    found = keeper.archive.scan()
    assert (found.removed, found.lost) == (1, [keeper.row(keys[0]).id])
    assert keeper.stored() == {keeper.row(keys[1]).name}


def test_nothing_is_left_of_what_is_destroyed_where_versions_are_kept(
    office: Engine, tmp_path: Path, s3: tuple[str, str], client: Any, versioned: str
) -> None:
    keeper = keeper_of(office, tmp_path, S3Store(versioned, "", s3[0]))
    keeper.recorded()
    assert keeper.archive.try_store()
    keeper.archive.settle()
    assert len(versions(client, versioned)) == 1  # nothing of the trial
    assert swept(keeper).destroyed == 1
    assert versions(client, versioned) == []


@pytest.mark.slow
def test_a_bucket_out_of_reach_is_an_alarm_and_costs_nothing(
    office: Engine, tmp_path: Path, bucket_store: S3Store, s3: tuple[str, str]
) -> None:
    nowhere = S3Store(s3[1], "", f"http://127.0.0.1:{free_ports(1)[0]}")
    keeper = keeper_of(office, tmp_path, nowhere)
    key = keeper.recorded()
    assert keeper.archive.settle() == {}
    assert What.STORE_FAILS in [one.what for one in alarms(keeper.archive)]
    assert keeper.row(key).state == State.EXPECTED
    keeper.archive = replace(keeper.archive, store=bucket_store)
    assert keeper.archive.settle() == {State.STORED: 1} and keeper.kept(key) == 3.0
