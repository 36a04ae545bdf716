"""An import from beginning to end: once through the file to compare its rows, once to store."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine

from config.utility import Utility
from models.importing.batch import Fate
from models.importing.conflicts import Conflicts
from models.importing.lines import Judge, Line
from models.importing.refusals import NotATable, Refusal
from models.importing.refused import RefusedFile, refused_path
from models.importing.sheets import Sheet, find_headings, open_sheet
from models.importing.store import in_batches, save
from models.importing.values import Cell

# What a file that is not Unicode is written in, by the country of the utility.
LEGACY = {"RU": "cp1251", "KZ": "kz1048", "LV": "cp1257"}

Row = tuple[int, Sequence[Cell]]
Tell = Callable[[str, int, int | None], None]  # what is done, rows so far, of how many


@dataclass
class Report:
    """What an import did, in rows of the file."""

    fates: Counter[Fate] = field(default_factory=Counter)
    refused: int = 0
    refused_file: Path | None = None
    ignored: tuple[str, ...] = ()  # headings of columns that were not read
    unnamed_places: tuple[str, ...] = ()  # places that the voice menus have no words for


def import_file(
    engine: Engine,
    utility: Utility,
    path: Path,
    today: date,
    refused: Path | None = None,
    encoding: str | None = None,
    tell: Tell = lambda doing, done, total: None,
) -> Report:
    """Bring accounts, meters and readings of a file into the database (M4).

    Each batch is a transaction of its own: an import that was killed is simply run again.
    Raises NotATable, and then nothing was stored.
    """
    sheet = open_sheet(path, encoding, LEGACY[utility.region])
    work = _Import(engine, utility, sheet, today, path.name, tell)
    conflicts = Conflicts()
    gc.freeze()  # no looking through all of SQLAlchemy again and again: a fifth of the time
    try:
        total = work.compare(conflicts)
        if not total:
            raise NotATable(f"{path} has headings but no rows")
        file = RefusedFile(_target(path, refused, sheet), sheet, work.top, work.headings)
        with file:
            return work.store(conflicts, file, total)
    finally:
        gc.unfreeze()
        conflicts.close()


def _target(path: Path, refused: Path | None, sheet: Sheet) -> Path:
    if refused is None:
        return refused_path(path, sheet.suffix)
    if refused.exists() and refused.samefile(path):
        raise NotATable("the refused rows cannot go to the file that is imported")
    return refused


class _Import:
    """One run over one file."""

    def __init__(
        self, engine: Engine, utility: Utility, sheet: Sheet, today: date, name: str, tell: Tell
    ) -> None:
        self._engine = engine
        self._sheet = sheet
        self._name = name
        self._tell = tell
        self._first, self.top, self.headings = find_headings(sheet)
        self._judge = Judge(self.headings, utility, today)

    def compare(self, conflicts: Conflicts) -> int:
        """The number of rows; all good ones are noted."""
        total = 0
        for batch in in_batches(self._rows()):
            total += len(batch)
            conflicts.note(self._good(batch))
            self._tell("comparing", total, None)
        return total

    def store(self, conflicts: Conflicts, file: RefusedFile, total: int) -> Report:
        """Store what is good, write the rest to the file."""
        report, done = Report(ignored=self.headings.ignored), 0
        for batch in in_batches(self._rows()):
            self._store(batch, conflicts, file, report)
            done += len(batch)
            self._tell("storing", done, total)
        report.refused = file.rows
        report.refused_file = file.path if file.rows else None
        report.unnamed_places = tuple(sorted(self._judge.unnamed_places))
        return report

    def _store(
        self, batch: list[Row], conflicts: Conflicts, file: RefusedFile, report: Report
    ) -> None:
        """One batch. Rows are judged before the transaction begins: callers need the database."""
        good: list[tuple[Row, Line]] = []
        refused: list[tuple[Row, Refusal]] = []
        for row in batch:
            try:
                line = self._judge.read(row[1])
                conflicts.check(line)
                good.append((row, line))
            except Refusal as refusal:
                refused.append((row, refusal))
        lines = [line for _, line in good]
        with self._engine.begin() as connection:
            now = datetime.now(UTC)
            fates = save(connection, lines, self.headings.given, now, self._name)
        for (row, _), fate in zip(good, fates, strict=True):
            if isinstance(fate, Refusal):
                refused.append((row, fate))
            else:
                report.fates[fate] += 1
        for (number, cells), reason in sorted(refused, key=lambda pair: pair[0][0]):
            file.add(number, cells, str(reason))

    def _rows(self) -> Iterator[Row]:
        """The rows below the headings that are not empty, numbered as Excel numbers them."""
        below = islice(enumerate(self._sheet.rows(), start=1), self._first, None)
        return (row for row in below if any(cell not in (None, "") for cell in row[1]))

    def _good(self, batch: list[Row]) -> Iterator[tuple[int, Line]]:
        for number, cells in batch:
            try:
                yield number, self._judge.read(cells)
            except Refusal:
                continue
