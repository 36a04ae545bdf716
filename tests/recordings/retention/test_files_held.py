"""Holds on files older than the installation: they stay while one holds, whoever is faster (P1)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy
import pytest
import soundfile
from sqlalchemy import select

from models.database import open_database
from models.segments.tables import SegmentRow
from recordings.retention.holds import HoldRefused, Why, holds_of_file, lift, place_on_file
from recordings.retention.moments import by_name
from recordings.retention.plan import plan
from tests.recordings.retention.furnishing import SAMARA, Archive, archive_of, operator
from tests.recordings.retention.test_adopt import adopt, old, put

__all__ = ["old"]
DAY = date(2026, 1, 15)
LAST = date(2026, 4, 15)
NEXT = date(2026, 4, 16)
LATER = date(2027, 4, 16)


def held(archive: Archive, file: int, until: date | None = None) -> int:
    with archive.engine.begin() as db:
        by = operator(db)
        return place_on_file(db, file, "суд", until, by, archive.night(NEXT), NEXT)


def test_it_stays_until_the_hold_is_over_or_lifted(archive: Archive, old: Path) -> None:
    for name in ("a.ul", "b.ul", "c.ul"):
        put(old / name, b"sound")
    adopt(archive, old)
    first = held(archive, 1)
    held(archive, 2, until=LATER)
    with archive.engine.connect() as db:
        told = plan(db, archive.office, NEXT)
        assert [(one.segment, one.call, one.reason) for one in told.held] == [
            (1, None, "суд"), (2, None, "суд"),
        ]  # fmt: skip
    assert archive.sweep(NEXT).destroyed == 1 and archive.files() == 2
    assert archive.sweep(LATER + timedelta(days=1)).destroyed == 1
    with archive.engine.begin() as db:
        lift(db, first, operator(db), archive.night(LATER))
        assert [one.lifted_at for one in holds_of_file(db, 1)] == [archive.night(LATER)]
    assert archive.sweep(LATER).destroyed == 1 and archive.files() == 0
    assert archive.broken() == []


def test_a_hold_on_a_call_is_none_on_a_file_of_its_number(archive: Archive, old: Path) -> None:
    call = archive.call(DAY)  # 1, and its segment is 1
    put(old / "a.ul", b"sound")
    adopt(archive, old)
    held(archive, 2)
    assert archive.sweep(NEXT).destroyed == 1 and archive.states() == ["destroyed", "stored"]
    with archive.engine.connect() as db:
        assert holds_of_file(db, call) == []


def test_what_is_no_file_of_before_or_is_destroyed_is_not_held(archive: Archive, old: Path) -> None:
    archive.call(LATER)
    put(old / "a.ul", b"sound")
    adopt(archive, old)
    archive.sweep(NEXT)
    for number, why in ((1, Why.NO_CALL), (2, Why.DESTROYED), (999, Why.NO_CALL)):
        with pytest.raises(HoldRefused) as refused:
            held(archive, number)
        assert refused.value.why is why


def test_a_sweep_that_waits_for_a_hold_leaves_the_file_alone(archive: Archive, old: Path) -> None:
    put(old / "a.ul", b"sound")
    adopt(archive, old)
    url = archive.engine.url.render_as_string(hide_password=False)
    other = archive_of(open_database(url), archive.office.anchor.parent)
    with ThreadPoolExecutor(1) as pool:
        with other.engine.begin() as db:
            place_on_file(db, 1, "суд", None, operator(db), other.night(NEXT), NEXT)
            swept = pool.submit(archive.sweep, NEXT)
            threading.Event().wait(0.5)  # the sweep has come to where it must wait
            assert not swept.done()
        assert swept.result().destroyed == 0
    other.engine.dispose()
    assert archive.states() == ["stored"]


def test_its_moment_length_and_loudness_are_known(archive: Archive, old: Path) -> None:
    tone = (8000 * numpy.sin(numpy.arange(16000) * 0.3)).astype("int16")
    soundfile.write(old / "in-20260115-091500.gsm", tone, 8000, format="RAW", subtype="GSM610")
    put(old / "in-20260115.amr", b"#!AMR")
    assert adopt(archive, old, by_name("in-YYYYMMDD-hhmmss", SAMARA)).count == 1
    assert adopt(archive, old, by_name("in-YYYYMMDD", SAMARA)).count == 1
    with archive.engine.connect() as db:
        known, unknown = db.execute(select(SegmentRow.__table__).order_by(SegmentRow.id)).all()
    moment = datetime(2026, 1, 15, 9, 15, tzinfo=SAMARA).astimezone(UTC)
    assert (known.form, known.began_at, known.expected_at) == ("gsm", moment, moment)
    assert known.duration == 2000 and len(known.peaks) == 4000
    assert (unknown.form, unknown.began_at, unknown.duration) == ("amr", None, None)
    assert unknown.expected_at.astimezone(SAMARA).hour == 12


def test_a_wav_whose_writer_died_gets_its_header(archive: Archive, old: Path) -> None:
    path = old / "a.wav"
    soundfile.write(path, numpy.full(8000, 500, "int16"), 8000)
    content = bytearray(path.read_bytes())
    content[4:8] = content[40:44] = bytes(4)  # its sizes
    put(path, bytes(content))
    adopt(archive, old)
    with archive.engine.connect() as db:
        row = db.execute(select(SegmentRow.__table__)).one()
    assert row.duration == 1000 and row.keep_until == LAST
