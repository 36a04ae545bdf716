"""Files older than the installation come into the archive, so that they go as all others do (P1).

They are kept as they are, encrypted, as segments of no call. A file is removed from where it was
when the archive has it; a process killed in between leaves it to the next, which finds it again.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryFile

import soundfile
from sqlalchemy import Connection, Row, select, update

from models.once import insert_once
from models.rules.retention import keep_until
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from recordings.archive.names import new_name
from recordings.cipher import MasterKeys, Sealed, encrypt
from recordings.retention.office import Office
from recordings.store import Store, Stored

AUDIO = frozenset(
    [
        ".wav",
        ".wav49",
        ".gsm",
        ".raw",
        ".sln",
        ".sln16",
        ".ulaw",
        ".alaw",
        ".ul",
        ".al",
        ".pcm",
        ".g722",
        ".g729",
        ".mp3",
        ".ogg",
        ".opus",
        ".flac",
        ".m4a",
        ".mp4",
        ".aac",
        ".amr",
        ".wma",
        ".webm",
        ".vox",
        ".au",
        ".aif",
        ".aiff",
    ]
)
PARTS = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d\d)", "DD": r"(?P<day>\d\d)", "*": ".*"}

DayOf = Callable[[Path], date | None]


@dataclass
class Adopted:
    """What became of a directory's files."""

    count: int = 0
    left: dict[Path, str] = field(default_factory=dict)  # files that stay where they are: why


@dataclass(frozen=True)
class Adoption:
    """What it needs. `day_of` tells the day of a file's call, or nothing."""

    office: Office
    store: Store
    keys: MasterKeys
    day_of: DayOf
    now: datetime

    def run(self, directory: Path) -> Adopted:
        """All files below the directory. Raises StoreFailed, and OSError for one it cannot use."""
        adopted = Adopted()
        for path in _files(directory):
            day = self.day_of(path)
            if path.suffix.lower() not in AUDIO:
                adopted.left[path] = "no sound, by its name"
            elif day is None:
                adopted.left[path] = "its name tells no day"
            elif day > self.office.day(self.now):
                adopted.left[path] = "its day is yet to come"
            else:
                self._adopt(path, day)
                adopted.count += 1
        return adopted

    def _adopt(self, path: Path, day: date) -> None:
        row = self._entry(_source(path), day)
        if row.state == State.MISSING:
            self._keep(path, row.id)
        path.unlink()

    def _entry(self, source: str, day: date) -> Row[int, str]:
        """That of this file, made if it is not there: without a sound as yet."""
        values = {
            "number": 1,
            "source": source,
            "state": State.MISSING,
            "expected_at": datetime.combine(day, time(12), self.office.zone),
            "keep_until": keep_until(day, self.office.months),
            "lacks": 0,
        }
        with self.office.engine.begin() as db:
            db.execute(insert_once(db, SegmentRow.__table__), values)
            return db.execute(_STATE.where(SegmentRow.source == source)).one()

    def _keep(self, path: Path, segment: int) -> None:
        name = new_name(self.now)
        with path.open("rb") as plain, TemporaryFile() as file:
            sealed = encrypt(plain, file, f"segment {segment}", self.keys)
            file.seek(0)
            stored = self.store.put(name, file)
        with self.office.engine.begin() as db:
            first = _note(db, segment, name, sealed, stored, _duration(path), self.now)
        if not first:  # another process was, or its time was over meanwhile
            self.store.remove(name)


def by_time_of_file(office: Office) -> DayOf:
    """The day on which the file was last written."""
    return lambda path: office.day(datetime.fromtimestamp(path.stat().st_mtime, UTC))


def by_name(pattern: str) -> DayOf:
    """The day in the file's name, as in `*-YYYYMMDD-*`. Raises ValueError for a pattern without."""
    parts = re.split(r"(YYYY|MM|DD|\*)", pattern)
    if sorted(part for part in parts if part in PARTS and part != "*") != ["DD", "MM", "YYYY"]:
        raise ValueError("a pattern has YYYY, MM and DD, each once")
    shape = re.compile("".join(PARTS.get(part) or re.escape(part) for part in parts))

    def day(path: Path) -> date | None:
        found = shape.fullmatch(path.stem) or shape.fullmatch(path.name)
        try:
            return date(*map(int, found.group("year", "month", "day"))) if found else None
        except ValueError:
            return None

    return day


def _files(directory: Path) -> Iterator[Path]:
    for path in sorted(directory.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def _source(path: Path) -> str:
    """This file and no other of the same place; not its name, which may tell a caller's number."""
    state = path.stat()
    identity = f"{path.resolve()}\n{state.st_size}\n{state.st_mtime_ns}"
    return f"before:{hashlib.sha256(identity.encode(errors='surrogateescape')).hexdigest()}"


def _duration(path: Path) -> int:
    """Milliseconds; 0 where the file does not tell."""
    try:
        info = soundfile.info(str(path))
    except (soundfile.LibsndfileError, TypeError):  # a raw file tells no rate
        return 0
    return int(info.frames * 1000 // info.samplerate)


def _note(
    db: Connection,
    segment: int,
    name: str,
    sealed: Sealed,
    stored: Stored,
    duration: int,
    now: datetime,
) -> bool:
    values = {
        "state": State.STORED,
        "name": name,
        "wrapped_key": sealed.wrapped_key,
        "key_id": sealed.key_id,
        "size": stored.size,
        "sha256": stored.sha256,
        "duration": duration,
        "settled_at": now,
    }
    missing = (SegmentRow.id == segment, SegmentRow.state == State.MISSING)
    return db.execute(update(SegmentRow).where(*missing).values(values)).rowcount == 1


_STATE = select(SegmentRow.id, SegmentRow.state)
