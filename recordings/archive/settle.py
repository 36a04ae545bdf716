"""One segment from the spool into the store; killed at any moment, it is begun anew.

First the file, under a name never used before; then the ledger; only then is what Asterisk wrote
removed. A file that the ledger does not come to name is an orphan, which the scan removes. What is
half done lies in files without a name, which are gone with the process.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import Engine

from models.segments.kinds import State
from recordings.archive.ledger import Expected, Kept, identity_of, note_kept, note_missing
from recordings.archive.names import made_at, new_name
from recordings.archive.spool import QUIET, UNWRITTEN, Found, Spool
from recordings.cipher import MasterKeys, encrypt
from recordings.sound import FRAME, encode
from recordings.store import Store

TOLERANCE = 2000  # milliseconds that an event and a sound may differ by
ABSENT = timedelta(minutes=1)  # until a sound that is not there is taken for missing
YOUNG = timedelta(hours=1)  # a file may be when it is named; the scan removes older ones unnamed
UNHEARD = timedelta(hours=4)  # the same while Asterisk does not say whether the call goes on


@dataclass(frozen=True)
class Settle:
    """What settling needs."""

    engine: Engine
    spool: Spool
    store: Store
    keys: MasterKeys
    work: Path  # a directory with room for what is only half done
    now: Callable[[], datetime]

    def settle(self, segment: Expected, live: frozenset[str] | None) -> State | None:
        """What has become of it; None while that is open.

        `live`: channels of calls that go on, asked for after the segment was read from the ledger;
        None if that is not known. Raises StoreFailed, BadSound and OSError, as where there is no
        more room; the sound stays where it is then.
        """
        found = self.spool.find(segment.source)
        if found is None:
            return self._absent(segment, live)
        if not found.whole and _may_go_on(segment, found, live):
            return None
        if found.size < FRAME:
            became = self._missing(segment)
            found.path.unlink(missing_ok=True)
            return became
        return self._keep(segment, found)

    def _absent(self, segment: Expected, live: frozenset[str] | None) -> State | None:
        age = self.now() - segment.expected_at
        over = segment.ended_at is not None or (live is not None and segment.channel not in live)
        if age < (ABSENT if over else UNHEARD):
            return None
        return self._missing(segment)

    def _missing(self, segment: Expected) -> State | None:
        lacks = _between(segment.expected_at, segment.ended_at) if segment.ended_at else 0
        with self.engine.begin() as db:
            first = note_missing(db, segment.id, lacks, self.now())
        return State.MISSING if first else None

    def _keep(self, segment: Expected, found: Found) -> State | None:
        try:
            kept = self._stored(segment, found)
        except FileNotFoundError:  # closed by Asterisk, or stored by another process meanwhile
            if found.path.exists():
                raise
            return None
        state = State.STORED if found.whole and kept.lacks <= TOLERANCE else State.DAMAGED
        goes_on = self.spool.find(segment.source) != found  # after all, or it has a new name
        if goes_on or self._is_late(kept.name):
            self.store.remove(kept.name)
            return None
        with self.engine.begin() as db:
            first = note_kept(db, segment.id, kept, state, self.now())
        if not first:  # whoever was removes the sound
            self.store.remove(kept.name)
            return None
        found.path.unlink(missing_ok=True)
        return state

    def _is_late(self, name: str) -> bool:
        """The clock leapt, or the machine slept, since: the scan may be removing it just now."""
        made = made_at(name)
        return made is None or abs(self.now() - made) > YOUNG

    def _stored(self, segment: Expected, found: Found) -> Kept:
        name = new_name(self.now())
        with TemporaryFile(dir=self.work) as plain, TemporaryFile(dir=self.work) as secret:
            encoded = encode(found.path, _path_of(plain))
            sealed = encrypt(plain, secret, identity_of(segment.id), self.keys)
            secret.seek(0)
            stored = self.store.put(name, secret)
        closed = datetime.fromtimestamp(found.changed, UTC)
        began = closed - timedelta(milliseconds=encoded.duration_ms)
        kept = Kept(
            name, sealed, stored.size, stored.sha256, began, encoded.duration_ms, 0, encoded.peaks
        )
        return replace(kept, lacks=_lacking(segment, found, kept))


def _may_go_on(segment: Expected, found: Found, live: frozenset[str] | None) -> bool:
    """A caller who holds the line sends nothing to be written, for minutes perhaps."""
    if live is None:
        return not found.is_quiet(UNHEARD.total_seconds())
    return segment.channel in live or not found.is_quiet(QUIET)


def _path_of(file: IO[bytes]) -> Path:
    """Of one without a name, for a library that wants one: this process alone has it."""
    return Path(f"/proc/self/fd/{file.fileno()}")


def _lacking(segment: Expected, found: Found, kept: Kept) -> int:
    """Milliseconds that should be there, from when the recording was expected to the hang-up."""
    ended = segment.ended_at or datetime.fromtimestamp(found.changed, UTC)
    lacks = max(0, _between(segment.expected_at, ended) - kept.duration)
    return lacks if found.whole else max(lacks, UNWRITTEN)


def _between(begin: datetime, end: datetime) -> int:
    return round((end - begin) / timedelta(milliseconds=1))
