"""Files older than the installation come into the archive, so that they go as all others do (P1).

They are kept as they are, encrypted, as segments of no call; a WAV file whose writer died gets its
header first. A file is removed from where it was when the archive has it; a process killed in
between leaves it to the next, which finds it again.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from sqlalchemy import Connection, Row, select, update

from models.once import insert_once
from models.rules.retention import keep_until
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from recordings.archive.ledger import identity_of
from recordings.archive.names import new_name
from recordings.cipher import MasterKeys, Sealed, encrypt
from recordings.retention.moments import WhenOf
from recordings.retention.office import Office
from recordings.sound import BadSound, Encoded, repair
from recordings.sound.older import measured as measure
from recordings.store import Store, Stored

ENDINGS = (
    "wav wav49 gsm raw sln sln16 ulaw alaw ul al pcm g722 g729 mp3 ogg opus flac m4a mp4 aac amr"
    " wma webm vox au aif aiff"
)
AUDIO = frozenset(ENDINGS.split())


@dataclass
class Adopted:
    """What became of a directory's files."""

    count: int = 0
    left: dict[Path, str] = field(default_factory=dict)  # files that stay where they are: why


@dataclass(frozen=True)
class Adoption:
    """What it needs. `when_of` tells the moment or the day of a file's call, or nothing."""

    office: Office
    store: Store
    keys: MasterKeys
    when_of: WhenOf
    now: datetime

    def run(self, directory: Path) -> Adopted:
        """All files below the directory. Raises StoreFailed, and OSError for one it cannot use."""
        adopted = Adopted()
        for path in _files(directory):
            when = self.when_of(path)
            if _form(path) not in AUDIO:
                adopted.left[path] = "no sound, by its name"
            elif when is None:
                adopted.left[path] = "its name tells no day"
            elif self._day(when) > self.office.day(self.now):
                adopted.left[path] = "its day is yet to come"
            elif self._adopt(path, when):
                adopted.count += 1
            else:
                adopted.left[path] = "it was written to meanwhile; as it was, it is kept"
        return adopted

    def _day(self, when: date) -> date:
        return self.office.day(when) if isinstance(when, datetime) else when

    def _adopt(self, path: Path, when: date) -> bool:
        """Whether the archive has all of it, and it is gone from its place."""
        source = _source(path)
        row = self._entry(path, source, when)
        if row.state == State.MISSING:
            self._keep(path, row.id)
        if _source(path) != source:
            return False
        path.unlink()
        return True

    def _entry(self, path: Path, source: str, when: date) -> Row[int, str]:
        """That of this file, made if it is not there: without a sound as yet."""
        day = self._day(when)
        at = when if isinstance(when, datetime) else None
        values = {
            "number": 1,
            "source": source,
            "state": State.MISSING,
            "expected_at": at or datetime.combine(day, time(12), self.office.zone),
            "began_at": at,
            "keep_until": keep_until(day, self.office.months),
            "lacks": 0,
            "form": _form(path),
        }
        with self.office.engine.begin() as db:
            db.execute(insert_once(db, SegmentRow.__table__), values)
            return db.execute(_STATE.where(SegmentRow.source == source)).one()

    def _keep(self, path: Path, segment: int) -> None:
        name = new_name(datetime.now(UTC))  # a long run's beginning would make it an orphan's
        with _readable(path) as (plain, measured), TemporaryFile() as file:
            sealed = encrypt(plain, file, identity_of(segment), self.keys)
            file.seek(0)
            stored = self.store.put(name, file)
        with self.office.engine.begin() as db:
            first = _note(db, segment, name, sealed, stored, measured, self.now)
        if not first:  # another process was, or its time was over meanwhile
            self.store.remove(name)


def _files(directory: Path) -> Iterator[Path]:
    for path in sorted(directory.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def _source(path: Path) -> str:
    """This file and no other of the same place; not its name, which may tell a caller's number."""
    state = path.stat()
    identity = f"{path.resolve()}\n{state.st_size}\n{state.st_mtime_ns}"
    return f"before:{hashlib.sha256(identity.encode(errors='surrogateescape')).hexdigest()}"


def _form(path: Path) -> str:
    """What its ending says it is; of its name nothing else is kept."""
    return path.suffix.lower()[1:]


@contextmanager
def _readable(path: Path) -> Iterator[tuple[BinaryIO, Encoded | None]]:
    """The file, as far as it can be mended, and what was measured of it: nothing, where that fails.

    A WAV file whose writer died lacks its header, or sizes in it: the archive gets them.
    """
    with path.open("rb") as plain:
        if measured := _measured(path, _form(path)):
            yield plain, measured
        elif _form(path) == "wav":
            with TemporaryFile() as copy:  # the file itself stays as it is until it is kept
                shutil.copyfileobj(plain, copy)
                copy.flush()
                path = Path(f"/proc/self/fd/{copy.fileno()}")
                with suppress(BadSound):
                    repair(path)
                copy.seek(0)
                yield cast(BinaryIO, copy), _measured(path, "wav")
        else:
            yield plain, None


def _measured(path: Path, form: str) -> Encoded | None:
    try:
        return measure(path, form)
    except BadSound:
        return None


def _note(
    db: Connection,
    segment: int,
    name: str,
    sealed: Sealed,
    stored: Stored,
    measured: Encoded | None,
    now: datetime,
) -> bool:
    values = {
        "state": State.STORED,
        "name": name,
        "wrapped_key": sealed.wrapped_key,
        "key_id": sealed.key_id,
        "size": stored.size,
        "sha256": stored.sha256,
        "duration": measured.duration_ms if measured else None,
        "peaks": measured.peaks if measured else None,
        "settled_at": now,
    }
    missing = (SegmentRow.id == segment, SegmentRow.state == State.MISSING)
    return db.execute(update(SegmentRow).where(*missing).values(values)).rowcount == 1


_STATE = select(SegmentRow.id, SegmentRow.state)
