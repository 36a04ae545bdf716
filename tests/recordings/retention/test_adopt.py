"""Files older than the installation come under the rule (P1), and none is lost on the way."""

import os
import wave
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import select

from config.utility import read_utility
from models.segments.tables import SegmentRow
from recordings.archive.scan import Scan
from recordings.archive.spool import Spool
from recordings.cipher import MasterKeys, Sealed, decrypt
from recordings.retention.adopt import Adopted, Adoption
from recordings.retention.moments import WhenOf, by_name, by_time_of_file
from recordings.store import Stored, StoreFailed
from tests.recordings.retention.furnishing import NUMBER, SAMARA, Archive

KEYS = MasterKeys({"k": bytes(range(32))})
DAY = date(2026, 1, 15)
LAST = date(2026, 4, 15)
NEXT = date(2026, 4, 16)
TODAY = date(2026, 3, 1)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    place = tmp_path / "old" / "2026"
    place.mkdir(parents=True)
    return place


def put(path: Path, content: bytes, day: date = DAY) -> None:
    path.write_bytes(content)
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC).timestamp()
    os.utime(path, (at, at))


def adopt(archive: Archive, place: Path, when_of: WhenOf = by_time_of_file) -> Adopted:
    adoption = Adoption(archive.office, archive.store, KEYS, when_of, archive.night(TODAY))
    return adoption.run(place)


def test_it_is_kept_encrypted_and_leaves_its_place(archive: Archive, old: Path) -> None:
    with wave.open(str(old / f"in-{NUMBER}.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\1\0" * 12000)
    content = (old / f"in-{NUMBER}.wav").read_bytes()
    put(old / f"in-{NUMBER}.wav", content)
    adopted = adopt(archive, old.parent)
    assert (adopted.count, adopted.left) == (1, {}) and list(old.iterdir()) == []
    with archive.engine.connect() as db:
        row = db.execute(select(SegmentRow.__table__)).one()
    assert (row.call_id, row.state, row.keep_until, row.duration) == (None, "stored", LAST, 1500)
    assert NUMBER not in row.source
    with archive.store.open(row.name) as file:
        sealed = Sealed(row.wrapped_key, row.key_id)
        assert b"".join(decrypt(file, sealed, f"segment {row.id}", KEYS)) == content
    assert archive.sweep(LAST).destroyed == 0
    assert archive.sweep(NEXT).destroyed == 1
    assert archive.files() == 0 and archive.broken() == []


def test_what_is_too_old_already_goes_with_its_proof(archive: Archive, old: Path) -> None:
    put(old / "a.raw", b"sound", date(2020, 2, 29))
    put(old / "b.gsm", b"sound", date(2020, 2, 29))
    assert adopt(archive, old).count == 2
    assert archive.sweep(TODAY).destroyed == 2 and archive.proven() == [1, 2]


def test_what_is_no_recording_stays(archive: Archive, old: Path) -> None:
    put(old / "notes.txt", b"text")
    put(old / "tomorrow.wav", b"sound", NEXT)
    (old / "link.wav").symlink_to(old / "notes.txt")
    adopted = adopt(archive, old)
    assert adopted.count == 0 and sorted(path.name for path in old.iterdir()) == [
        "link.wav", "notes.txt", "tomorrow.wav",
    ]  # fmt: skip
    assert adopted.left == {
        old / "notes.txt": "no sound, by its name",
        old / "tomorrow.wav": "its day is yet to come",
    }


class Refuses:
    """A store that has no room."""

    def __init__(self, archive: Archive) -> None:
        self._store = archive.store

    def put(self, name: str, source: object) -> Stored:
        raise StoreFailed(f"{name}: No space left on device")

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_a_full_store_loses_nothing_and_the_next_run_goes_on(archive: Archive, old: Path) -> None:
    put(old / "a.wav", b"sound")
    real = archive.store
    archive.store = Refuses(archive)  # type: ignore[assignment]
    with pytest.raises(StoreFailed):
        adopt(archive, old)
    assert (old / "a.wav").read_bytes() == b"sound" and archive.states() == ["missing"]
    archive.store = real
    assert adopt(archive, old).count == 1
    assert archive.states() == ["stored"] and archive.files() == 1 and not list(old.iterdir())


def test_killed_before_the_file_was_removed(archive: Archive, old: Path) -> None:
    """The file is the one the archive has: its time and size tell. Another of its name is not."""
    put(old / "a.wav", b"sound")
    adopt(archive, old)
    put(old / "a.wav", b"sound")
    assert adopt(archive, old).count == 1 and archive.files() == 1
    put(old / "a.wav", b"other sound")
    assert adopt(archive, old).count == 1 and archive.files() == 2


def test_a_file_that_grows_meanwhile_is_not_taken_away(archive: Archive, old: Path) -> None:
    class Slow:
        """A store that takes so long that the other system has written on."""

        def put(self, name: str, source: BinaryIO) -> Stored:
            with (old / "a.wav").open("ab") as file:
                file.write(b" and more")
            return real.put(name, source)

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

    put(old / "a.wav", b"sound")
    real = archive.store
    archive.store = Slow()  # type: ignore[assignment]
    adopted = adopt(archive, old)
    assert adopted.count == 0 and "written to meanwhile" in adopted.left[old / "a.wav"]
    assert (old / "a.wav").read_bytes() == b"sound and more"
    archive.store = real
    put(old / "a.wav", b"sound and more")
    assert adopt(archive, old).count == 1 and archive.states() == ["stored", "stored"]


def test_a_scan_in_a_long_run_takes_no_file_for_an_orphan(
    archive: Archive, old: Path, tmp_path: Path
) -> None:
    """Between being stored and being named, three hours after the run began."""

    class Scanned:
        def put(self, name: str, source: BinaryIO) -> Stored:
            stored = real.put(name, source)
            scan = Scan(
                archive.engine,
                read_utility("demo"),
                Spool(tmp_path),
                real,
                lambda: datetime.now(UTC),
            )
            assert scan.run().removed == 0
            return stored

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

    put(old / "a.wav", b"sound")
    real = archive.store
    began = datetime.now(UTC) - timedelta(hours=3)
    Adoption(archive.office, Scanned(), KEYS, by_time_of_file, began).run(old)  # type: ignore[arg-type]
    assert archive.states() == ["stored"] and archive.files() == 1


@pytest.mark.parametrize(
    ("pattern", "name", "day"),
    [
        (
            "*-YYYYMMDD-hhmmss-*",
            "in-20260115-120309-7.wav",
            datetime(2026, 1, 15, 12, 3, 9, tzinfo=SAMARA),
        ),
        ("YYYY-MM-DD hh.mm", "2026-01-15 12.03.wav", datetime(2026, 1, 15, 12, 3, tzinfo=SAMARA)),
        ("YYYYMMDDhhmmss", "20260115246000.wav", None),
        ("mess-YYYYMMDD", "mess-20260115.wav", DAY),
        ("*-YYYYMMDD-*", "in-20260115-120000.wav", DAY),
        ("YYYY-MM-DD*", "2026-01-15_7.wav", DAY),
        ("DD.MM.YYYY", "15.01.2026.wav", DAY),
        ("*-YYYYMMDD-*", "in-20260230-120000.wav", None),  # no such day
        ("*-YYYYMMDD-*", "in-2026011-120000.wav", None),
        ("YYYYMMDD", "x20260115.wav", None),
        ("(*)YYYYMMDD", "(a)20260115.wav", DAY),
    ],
)
def test_the_day_in_a_name(pattern: str, name: str, day: date | None) -> None:
    assert by_name(pattern, SAMARA)(Path(name)) == day


@pytest.mark.parametrize(
    "pattern",
    ["", "*", "YYYYMM", "YYYYMMDDhh", "YYYYMMDDhhhh", "YYYYMMDDDD", "YYMMDD", "YYYYYYYYMMDD"],
)
def test_a_pattern_without_a_day(pattern: str) -> None:
    with pytest.raises(ValueError, match="each once"):
        by_name(pattern, SAMARA)


def test_a_name_without_a_day_stays(archive: Archive, old: Path) -> None:
    put(old / "a.wav", b"sound")
    adopted = adopt(archive, old, by_name("YYYYMMDD", SAMARA))
    assert adopted.left == {old / "a.wav": "its name tells no day"}
