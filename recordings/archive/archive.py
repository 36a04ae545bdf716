"""The archive of a hotline: settles what is expected, scans for orphans, gives sounds out again."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from sqlalchemy import Engine, bindparam, select

from config.settings import Settings
from config.utility import Utility, read_utility
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from recordings.archive import trouble
from recordings.archive.keys import KeyFile
from recordings.archive.ledger import Expected, expected, identity_of
from recordings.archive.names import new_name
from recordings.archive.scan import Scan, Scanned
from recordings.archive.settle import Settle
from recordings.archive.spool import Spool, live_channels, spool_of
from recordings.cipher import BadKeyFile, MasterKeys, Sealed, decrypt, key_path
from recordings.sound import BadSound
from recordings.store import Store, StoreFailed, open_store

log = logging.getLogger(__name__)

TRIAL = 4096  # bytes of a file that is stored to see whether it can be
IN_MEMORY = 16 * 2**20  # bytes of a sound that is read; a longer one goes by way of the disk


class NoSound(Exception):
    """There is no sound of this segment, or none any more."""


@dataclass(frozen=True)
class Archive:
    """Opened by `open_archive`."""

    settings: Settings
    utility: Utility
    engine: Engine
    spool: Spool
    store: Store
    key_file: KeyFile
    now: Callable[[], datetime]

    @property
    def keys(self) -> MasterKeys:
        """Those at hand now. Raises BadKeyFile."""
        return self.key_file.at_hand()

    def settle(self) -> dict[State, int]:
        """Whatever can be settled now; how many segments became what.

        One that cannot be stored keeps none of the others back, unless the store takes nothing at
        all; it is tried again next time. Without a key sounds stay where Asterisk left them.
        """
        became: dict[State, int] = {}
        after = 0
        while segments := self._expected(after):
            after = segments[-1].id
            try:
                settle = self._settler()
            except BadKeyFile as error:
                log.error("nothing can be stored: %s", error)
                return became
            live = live_channels(self.settings)  # whoever is not there by now has hung up
            for segment in segments:
                try:
                    state = settle.settle(segment, live)
                except (StoreFailed, BadSound, OSError) as error:
                    log.error("segment %d cannot be stored: %s", segment.id, error)
                    if isinstance(error, StoreFailed) and not self.try_store():
                        return became
                    continue
                if state:
                    became[state] = became.get(state, 0) + 1
                    log.info("segment %d: %s", segment.id, state)
        return became

    def scan(self) -> Scanned:
        """Look for orphans. Raises StoreFailed."""
        return Scan(self.engine, self.utility, self.spool, self.store, self.now).run()

    def takes(self) -> bool:
        """Whether the store keeps what it is given, by a trial."""
        name = new_name(self.now())
        try:
            self.store.put(name, BytesIO(bytes(TRIAL)))
            self.store.remove(name)
        except StoreFailed:
            return False
        return True

    def try_store(self) -> bool:
        """The same; since when it does not is noted, for the pages."""
        takes = self.takes()
        trouble.note(self.engine, trouble.STORE_FAILS, not takes, self.now())
        return takes

    @contextmanager
    def sound(self, segment: int) -> Iterator[BinaryIO]:
        """What is kept of a segment: Opus in Ogg, both sides. Genuine and whole, to seek in.

        Of a file older than the installation: what it was. Raises NoSound, StoreFailed, BadKeyFile,
        and Unreadable.
        """
        with self.engine.connect() as db:
            row = db.execute(_FILE, {"segment": segment}).first()
        if row is None:
            raise NoSound(f"segment {segment} has no sound")
        sealed = Sealed(row.wrapped_key, row.key_id)
        with (
            SpooledTemporaryFile(IN_MEMORY, dir=str(self.work())) as plain,
            self.store.open(row.name) as file,
        ):
            for part in decrypt(file, sealed, identity_of(segment), self.keys):
                plain.write(part)
            plain.seek(0)
            yield cast(BinaryIO, plain)

    def work(self) -> Path:
        """Where sounds lie in the clear for a moment: for the owner alone."""
        path = self.settings.home / "recordings-work"
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def _settler(self) -> Settle:
        return Settle(self.engine, self.spool, self.store, self.keys, self.work(), self.now)

    def _expected(self, after: int) -> list[Expected]:
        with self.engine.connect() as db:
            return list(expected(db, after))


def open_archive(
    settings: Settings, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Archive:
    """Raises WrongSetting, StoreFailed."""
    return Archive(
        settings,
        read_utility(settings.utility),
        engine,
        spool_of(settings),
        open_store(settings),
        KeyFile(key_path(settings), engine),
        now,
    )


_FILE = select(SegmentRow.name, SegmentRow.wrapped_key, SegmentRow.key_id).where(
    SegmentRow.id == bindparam("segment"),
    SegmentRow.state.in_([State.STORED, State.DAMAGED]),
    SegmentRow.wrapped_key.is_not(None),
)
