"""A store that refuses: told, tried again, and never counted as done (P1)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.segments.tables import SegmentRow
from recordings.retention.destroy import PATIENCE
from recordings.retention.plan import plan
from recordings.store.disk import DiskStore
from tests.recordings.retention.furnishing import Archive

DAY = date(2026, 1, 15)
NEXT = date(2026, 4, 16)
NOBODY = 65534


class NotRoots(DiskStore):
    """A store whose files are removed without root's rights, which no directory would refuse."""

    asked = 0

    def remove(self, name: str) -> None:
        self.asked += 1
        with _without_rights():
            super().remove(name)


@contextmanager
def _without_rights() -> Iterator[None]:
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def refusing(archive: Archive, tmp_path: Path) -> Iterator[Archive]:
    """Nothing can be removed from its directories until `relent`."""
    for above in (tmp_path, *tmp_path.parents):
        if above.stat().st_uid == os.geteuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o011)
    archive.store = NotRoots(tmp_path / "recordings")
    yield archive
    relent(tmp_path)


def refuse(place: Path) -> None:
    for directory in (place / "recordings").iterdir():
        directory.chmod(0o555)


def relent(place: Path) -> None:
    for directory in (place / "recordings").iterdir():
        directory.chmod(0o777)


def unfinished(archive: Archive) -> int:
    with archive.engine.connect() as db:
        query = select(SegmentRow.id).where(SegmentRow.destroyed_at.is_(None))
        return len(db.scalars(query).all())


def test_what_is_refused_is_told_and_tried_again(refusing: Archive, tmp_path: Path) -> None:
    refusing.call(DAY, segments=3)
    refuse(tmp_path)
    swept = refusing.sweep(NEXT)
    assert swept.destroyed == 0 and list(swept.refused) == [1, 2, 3]
    assert all("Permission denied" in why for why in swept.refused.values())
    assert refusing.files() == 3 and unfinished(refusing) == 3
    with refusing.engine.connect() as db:
        assert plan(db, refusing.office, NEXT).left == 3
        # whoever has the file has nothing
        assert set(db.scalars(select(SegmentRow.wrapped_key))) == {None}
    assert refusing.broken() == []
    again = refusing.sweep(NEXT + timedelta(days=1))
    assert again.destroyed == 0 and list(again.refused) == [1, 2, 3]
    relent(tmp_path)
    last = refusing.sweep(NEXT + timedelta(days=2))
    assert (last.destroyed, last.refused) == (3, {})
    assert refusing.files() == 0 and unfinished(refusing) == 0
    assert refusing.proven() == [1, 2, 3] and refusing.broken() == []


def test_a_store_that_is_gone_does_not_take_the_night(refusing: Archive, tmp_path: Path) -> None:
    """Keys are destroyed and words forgotten all the same; the store is asked a few times."""
    refusing.call(DAY, segments=60)
    refuse(tmp_path)
    swept = refusing.sweep(NEXT)
    assert isinstance(refusing.store, NotRoots) and refusing.store.asked == PATIENCE
    assert (swept.destroyed, swept.calls, len(swept.refused)) == (0, 1, 60)
    relent(tmp_path)
    assert refusing.sweep(NEXT).destroyed == 60


def test_one_that_is_refused_does_not_keep_the_others(refusing: Archive, tmp_path: Path) -> None:
    refusing.call(DAY, segments=30)
    refuse(tmp_path)
    stubborn = next(iter(refusing.store.names()))
    relent(tmp_path)
    (tmp_path / "recordings" / stubborn[:3]).chmod(0o555)
    swept = refusing.sweep(NEXT)
    assert swept.destroyed + len(swept.refused) == 30 and 1 <= len(swept.refused) <= 3
    assert refusing.files() == len(swept.refused)


def test_a_file_that_is_gone_already_is_no_trouble(archive: Archive) -> None:
    archive.call(DAY)
    archive.store.remove(next(iter(archive.store.names())))
    assert archive.sweep(NEXT).destroyed == 1
    assert archive.broken() == []


def test_a_note_that_cannot_be_written_stops_nothing(archive: Archive) -> None:
    archive.call(DAY)
    archive.sweep(NEXT)
    for _ in range(60):
        archive.call(DAY)
    blocked = archive.office.anchor.with_name("destructions.new")
    blocked.mkdir()
    swept = archive.sweep(NEXT)
    assert swept.destroyed == 60 and not swept.holds
    assert archive.broken() == []
    blocked.rmdir()
    assert archive.sweep(NEXT).holds
    assert archive.office.anchor.read_text().startswith("61 ")
