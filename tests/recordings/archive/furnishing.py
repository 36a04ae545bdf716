"""An archive whose Asterisk is a directory: sounds as it leaves them, and a clock that is moved."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, Row, insert, select

from config.settings import Settings
from models.events.kinds import Kind
from models.events.log import Event, add
from models.rules.retention import day_of_call, keep_until
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from models.tables import CallRow
from recordings.archive.archive import Archive, open_archive
from recordings.archive.ledger import expected
from recordings.archive.settle import Settle
from recordings.archive.spool import OPEN, WHOLE, Spool
from recordings.sound import RATE, decode
from tests.recordings.sound.calls import talk, write_raw

MONTHS = 3
AGO = timedelta(minutes=10)  # since the calls of a test began
GONE: frozenset[str] = frozenset()  # channels of calls that go on: none
LIVE = "79120000000.1"


@dataclass
class Keeping:
    """The archive, and what a test does to it."""

    archive: Archive
    began: datetime
    later: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later

    @property
    def engine(self) -> Engine:
        return self.archive.engine

    @property
    def spool(self) -> Path:
        return self.archive.spool.directory

    def call(self, length: float | None = None, ledger: bool = True, channel: str = LIVE) -> str:
        """A call from `began` on, with its entry; its key. With a length, it was hung up then."""
        key = secrets.token_hex(8)
        last = keep_until(day_of_call(self.began, self.archive.utility.zone), MONTHS)
        with self.engine.begin() as db:
            call = {
                "key": key, "utility": "demo", "caller": "", "dialled": "100", "holder": "",
                "language": "ru", "began_at": self.began, "channel": channel,
            }  # fmt: skip
            number = db.execute(insert(CallRow).returning(CallRow.id), call).scalar_one()
            row = {
                "call_id": number, "number": 1, "source": key, "state": State.EXPECTED, "lacks": 0,
                "expected_at": self.began, "keep_until": last,
            }  # fmt: skip
            if ledger:
                db.execute(insert(SegmentRow), row)
            if length is not None:
                at = self.began + timedelta(seconds=length)
                add(db, [Event(number, at, Kind.HUNG_UP, mark=f"ended:{key}")])
        return key

    def sound(self, key: str, seconds: float, ending: str = WHOLE, spare: bytes = b"") -> Path:
        """What Asterisk wrote of it, the last of it when so much was said."""
        path = write_raw(self.spool / f"{key}{ending}", talk(int(seconds * RATE)))
        with path.open("ab") as file:
            file.write(spare)
        return self.written_at(path, seconds)

    def written_at(self, path: Path, seconds: float) -> Path:
        at = (self.began + timedelta(seconds=seconds)).timestamp()
        os.utime(path, (at, at))
        return path

    def recorded(self, seconds: float = 3.0, ending: str = WHOLE) -> str:
        """A whole call that is over."""
        key = self.call(seconds)
        self.sound(key, seconds, ending)
        return key

    def settler(self) -> Settle:
        one = self.archive
        return Settle(one.engine, one.spool, one.store, one.keys, one.work(), one.now)

    def settle(self, live: frozenset[str] | None = GONE) -> list[State | None]:
        """All that is expected, once."""
        with self.engine.connect() as db:
            segments = list(expected(db))
        return [self.settler().settle(segment, live) for segment in segments]

    def row(self, key: str) -> Row[tuple[SegmentRow]]:
        with self.engine.connect() as db:
            query = select(SegmentRow.__table__).where(SegmentRow.source == key)
            return db.execute(query).one()

    def states(self) -> Mapping[str, str]:
        """Of all segments."""
        with self.engine.connect() as db:
            rows = db.execute(select(SegmentRow.source, SegmentRow.state))
            return {row.source: row.state for row in rows}

    def kept(self, key: str) -> float:
        """Seconds of it that can be heard, decrypted and decoded."""
        with self.archive.sound(self.row(key).id) as sound:
            return float(sum(len(caller) for caller, _ in decode(sound)) / RATE)

    def stored(self) -> set[str]:
        return set(self.archive.store.names())

    def left_in_the_clear(self) -> list[Path]:
        """Sounds in the spool and in the work directory."""
        return [*self.spool.iterdir(), *self.archive.work().iterdir()]


def keeping(engine: Engine, place: Path) -> Keeping:
    settings = Settings(
        home=place / "home",
        asterisk_dir=str(place / "asterisk"),
        database=engine.url.render_as_string(hide_password=False),
    )
    spool = Spool(place / "asterisk/spool/monitor")
    spool.directory.mkdir(parents=True)
    opened = open_archive(settings, engine)
    one = Keeping(opened, datetime.now(UTC) - AGO)
    one.archive = replace(opened, spool=spool, now=one.now)
    return one


__all__ = ["GONE", "LIVE", "OPEN", "WHOLE", "Keeping", "keeping"]
