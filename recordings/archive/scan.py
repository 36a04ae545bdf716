"""Orphans, both ways: sounds that the ledger does not know, and entries whose sound is gone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy
from numpy.typing import NDArray
from sqlalchemy import Engine

from config.utility import Utility
from models.segments.kinds import State
from recordings.archive import ledger
from recordings.archive.names import made_at
from recordings.archive.spool import Found, Spool
from recordings.store import Missing, Store

BATCH = 1000  # rows, or names, at a time
UNNAMED = timedelta(hours=2)  # until a file in the store that no entry names is an orphan
Beginnings = NDArray[numpy.uint64]
LETTERS = 16  # of a name, which tell it from a million others well enough to look closer


@dataclass
class Scanned:
    """What was found, and what was done about it."""

    strangers: list[str] = field(default_factory=list)  # files, here or there, that are not ours
    expected: int = 0  # sounds in the spool that the ledger expects now, and did not
    cleared: int = 0  # sounds in the spool that the store has as well: removed there
    removed: int = 0  # files in the store that no entry names
    returned: int = 0  # files in the store that were gone when it was scanned before
    lost: list[int] = field(default_factory=list)  # segments whose file is gone from the store


@dataclass(frozen=True)
class Scan:
    """Looks through spool, store and ledger. Raises StoreFailed."""

    engine: Engine
    utility: Utility
    spool: Spool
    store: Store
    now: Callable[[], datetime]

    def run(self) -> Scanned:
        scanned = Scanned()
        for found in self.spool.all():
            if found.is_quiet():
                self._look_at(found, scanned)
        there = self._tidy(scanned)
        self._look_for_lost(there, scanned)
        return scanned

    def _look_at(self, found: Found, scanned: Scanned) -> None:
        with self.engine.begin() as db:
            state = ledger.known(db, [found.source]).get(found.source)
            if state is None:
                at = datetime.fromtimestamp(found.changed, UTC)
                if ledger.expect_found(db, self.utility, found.source, at):
                    scanned.expected += 1
                else:
                    scanned.strangers.append(found.path.name)
            elif state is State.MISSING:
                scanned.expected += ledger.expect_again(db, found.source)
        if state in (State.STORED, State.DAMAGED, State.DESTROYED):
            found.path.unlink(missing_ok=True)
            scanned.cleared += 1

    def _tidy(self, scanned: Scanned) -> Beginnings:
        """Remove what no entry names; the beginnings of the names that are left, sorted."""
        beginnings: list[Beginnings] = []
        for names in _batches(self.store.names()):
            with self.engine.connect() as db:
                wanted = ledger.named(db, names)
            for name in names:
                if name not in wanted:
                    self._tidy_away(name, scanned)
                elif wanted[name] is State.MISSING:
                    self._take_back(name, scanned)
            beginnings.append(numpy.array([_beginning(name) for name in wanted], numpy.uint64))
        return numpy.sort(numpy.concatenate([numpy.zeros(0, numpy.uint64), *beginnings]))

    def _tidy_away(self, name: str, scanned: Scanned) -> None:
        """If it is ours, and so old that nobody is about to name it."""
        made = made_at(name)
        if made is None:
            scanned.strangers.append(name)
        elif self.now() - made > UNNAMED:
            self.store.remove(name)
            scanned.removed += 1

    def _take_back(self, name: str, scanned: Scanned) -> None:
        with self.engine.begin() as db:
            scanned.returned += ledger.returned(db, name)

    def _look_for_lost(self, there: Beginnings, scanned: Scanned) -> None:
        last = 0
        while rows := self._rows(last):
            last = rows[-1][0]
            wanted = numpy.array([_beginning(name) for _, name in rows], numpy.uint64)
            absent = ~_among(wanted, there)
            for (segment, name), is_absent in zip(rows, absent, strict=True):
                if is_absent and self._is_gone(name) and self._lose(segment):
                    scanned.lost.append(segment)

    def _lose(self, segment: int) -> bool:
        with self.engine.begin() as db:
            return ledger.lost(db, segment, self.now())

    def _rows(self, after: int) -> list[tuple[int, str]]:
        with self.engine.connect() as db:
            return ledger.in_store(db, after, BATCH)

    def _is_gone(self, name: str) -> bool:
        """It may have been stored since the names were read."""
        try:
            self.store.open(name).close()
        except Missing:
            return True
        return False


def _among(wanted: Beginnings, there: Beginnings) -> NDArray[numpy.bool_]:
    """Which of them are there; `there` is sorted, and not sorted again for each batch."""
    if not there.size:
        return numpy.zeros(wanted.shape, numpy.bool_)
    places = numpy.searchsorted(there, wanted).clip(max=there.size - 1)
    found: NDArray[numpy.bool_] = there[places] == wanted
    return found


def _beginning(name: str) -> int:
    try:
        return int(name[:LETTERS], 16)
    except ValueError:
        return 0


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for name in names:
        batch.append(name)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
