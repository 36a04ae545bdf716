"""An archive on each of the databases, with real recordings of synthesised speech in it."""

import io
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy
import pytest
import soundfile
from sqlalchemy import Engine, insert, select, update

from config.settings import Settings
from config.speech_models import models_of
from ivr.callers.speech import Speaker
from models.events.kinds import Kind
from models.events.log import Event, add
from models.operators.tables import OperatorRow
from models.segments.kinds import State
from models.segments.tables import SegmentRow, TranscriptRow, WordRow
from models.tables import CallRow
from recordings.archive.archive import Archive, open_archive
from recordings.cipher import encrypt
from recordings.hints import Hint, from_json
from recordings.retention.adopt import Adoption
from recordings.retention.moments import by_time_of_file
from recordings.retention.office import Office
from recordings.sound import RATE, encode
from recordings.sound.raw import Samples
from recordings.transcripts.write import Writing
from tests.office_day import hire

BEGAN = datetime(2026, 6, 16, 9, tzinfo=UTC)
SETTINGS = Settings()


def spoken(text: str, before: float = 0.0, variant: str = "f4") -> Samples:
    """Silence of so many seconds, then the words."""
    said = numpy.frombuffer(Speaker("ru", variant).says(text), dtype="<i2")
    return numpy.concatenate([numpy.zeros(int(before * RATE), numpy.int16), said])


def both(caller: Samples, heard: Samples) -> Samples:
    length = max(len(caller), len(heard)) + RATE
    sides = [numpy.pad(side, (0, length - len(side))) for side in (caller, heard)]
    return numpy.stack(sides, axis=1)


@dataclass
class Recorded:
    """The archive, and what the test puts into it."""

    archive: Archive
    place: Path

    @property
    def engine(self) -> Engine:
        return self.archive.engine

    def call(self, sound: Samples, language: str = "ru") -> tuple[int, int]:
        """A call with one stored segment of this sound; the numbers of both."""
        raw, plain = self.place / "sound.raw", self.place / "sound.opus"
        raw.write_bytes(sound.astype("<i2").tobytes())
        encoded = encode(raw, plain)
        with self.engine.begin() as db:
            call = db.execute(_CALL, _call(language)).scalar_one()
            values = {
                "call_id": call, "number": 1, "source": secrets.token_hex(8),
                "state": State.STORED, "expected_at": BEGAN, "began_at": BEGAN,
                "keep_until": date(2026, 9, 16), "duration": encoded.duration_ms, "lacks": 0,
            }  # fmt: skip
            segment = db.execute(_SEGMENT, values).scalar_one()
        name, sealed_file = secrets.token_hex(16), io.BytesIO()
        with plain.open("rb") as file:
            sealed = encrypt(file, sealed_file, f"segment {segment}", self.archive.keys)
        sealed_file.seek(0)
        self.archive.store.put(name, sealed_file)
        kept = {"name": name, "wrapped_key": sealed.wrapped_key, "key_id": sealed.key_id}
        with self.engine.begin() as db:
            db.execute(update(SegmentRow).where(SegmentRow.id == segment).values(kept))
        return call, segment

    def older(self, name: str, sound: Samples, rate: int, **written: str) -> int:
        """A file of another system, adopted; the number of its segment."""
        old = self.place / "older"
        old.mkdir(exist_ok=True)
        soundfile.write(old / name, sound, rate, **written)
        assert self.adopt(old) == 1
        with self.engine.connect() as db:
            newest = select(SegmentRow.id).order_by(SegmentRow.id.desc())
            return db.execute(newest.limit(1)).scalar_one()

    def adopt(self, old: Path) -> int:
        """What is in this directory, last written when the calls began; how many files."""
        for path in old.iterdir():
            os.utime(path, (BEGAN.timestamp(), BEGAN.timestamp()))
        office = Office.of(self.engine, self.archive.settings, self.archive.utility)
        store, keys = self.archive.store, self.archive.keys
        return Adoption(office, store, keys, by_time_of_file, BEGAN).run(old).count

    def operator(self, name: str, unit: str) -> int:
        with self.engine.begin() as db:
            [number] = hire(db, [("someone", name)])
            mine = update(OperatorRow).where(OperatorRow.id == number)
            db.execute(mine.values(unit=unit))
        return number

    def happened(self, call: int, operator: int, *events: tuple[float, Kind]) -> None:
        rows = [
            Event(call, BEGAN + timedelta(seconds=at), kind, operator, mark=secrets.token_hex(8))
            for at, kind in events
        ]
        with self.engine.begin() as db:
            add(db, rows)

    def writing(self, may_go_on: bool = True) -> Writing:
        models = {str(key): path for key, path in models_of(SETTINGS).items()}
        return Writing(self.archive, models, lambda: may_go_on)

    def words(self, segment: int, side: int) -> list[tuple[str, int, int]]:
        query = select(WordRow.word, WordRow.began, WordRow.ended).order_by(WordRow.place)
        mine = query.where(WordRow.segment_id == segment, WordRow.side == side)
        with self.engine.connect() as db:
            return [(row.word, row.began, row.ended) for row in db.execute(mine)]

    def hints(self, segment: int) -> list[Hint]:
        query = select(TranscriptRow.hints).where(TranscriptRow.segment_id == segment)
        with self.engine.connect() as db:
            return from_json(db.execute(query).scalar_one())

    def written(self) -> list[int]:
        with self.engine.connect() as db:
            return list(db.scalars(select(TranscriptRow.segment_id)))


def _call(language: str) -> dict[str, object]:
    return {
        "key": secrets.token_hex(8), "utility": "demo", "caller": "", "dialled": "100",
        "began_at": BEGAN, "holder": "", "language": language,
    }  # fmt: skip


@pytest.fixture
def recorded(office: Engine, tmp_path: Path) -> Recorded:
    settings = Settings(home=tmp_path / "home", asterisk_dir=str(tmp_path / "asterisk"))
    settings.home.mkdir()
    return Recorded(open_archive(settings, office, lambda: BEGAN), tmp_path)


_CALL = insert(CallRow).returning(CallRow.id)
_SEGMENT = insert(SegmentRow).returning(SegmentRow.id)
