"""CSV as billing systems and Excel write it: several encodings, several delimiters."""

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from models.importing.refusals import NotATable, Reason
from models.importing.values import FORMULA, Cell

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = (";", ",", "\t", "|")
PIECE = 1 << 20  # bytes


class CsvSheet:
    """A CSV file. Its rows are counted as Excel counts them: a quoted line break ends no row."""

    suffix = ".csv"

    def __init__(
        self,
        path: Path,
        encoding: str | None,
        legacy: str,
        recognised: Callable[[Sequence[Cell]], int],
    ) -> None:
        self._path = path
        self.encoding = encoding or _encoding_of(path, legacy)
        self.delimiter = max(DELIMITERS, key=lambda sign: max(map(recognised, self._top(sign))))

    def rows(self) -> Iterator[Sequence[Cell]]:
        return self._read(self.delimiter)

    def writer(self, path: Path) -> "CsvWriter":
        return CsvWriter(path, self.encoding, self.delimiter)

    def _top(self, delimiter: str) -> list[Sequence[Cell]]:
        """The first rows, as far as they can be read with this delimiter."""
        top: list[Sequence[Cell]] = [[]]
        with suppress(NotATable):
            top.extend(islice(self._read(delimiter), 20))
        return top

    def _read(self, delimiter: str) -> Iterator[Sequence[Cell]]:
        with self._path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=delimiter)
            try:
                yield from reader
            except csv.Error:
                raise NotATable(
                    f"{self._path}, line {reader.line_num}: a quotation mark is opened before"
                    " this line and never closed"
                ) from None
            except UnicodeError:
                raise NotATable(
                    f"{self._path} is not text in {self.encoding} (see --encoding)"
                ) from None


class CsvWriter:
    """Writes rows which Excel must not take for formulas, and which we read as they were.

    Our Russian reasons do not fit every encoding; then the file is UTF-8 with its mark.
    """

    def __init__(self, path: Path, encoding: str, delimiter: str) -> None:
        if not _can_write("".join(Reason), encoding):
            encoding = "utf-8-sig"
        self._file = path.open("w", encoding=encoding, newline="")
        self._writer = csv.writer(self._file, delimiter=delimiter)

    def write(self, cells: Sequence[Cell]) -> None:
        self._writer.writerow([_safe(cell) for cell in cells])

    def close(self) -> None:
        self._file.close()


def _can_write(words: str, encoding: str) -> bool:
    try:
        words.encode(encoding)
    except UnicodeError:
        return False
    return True


def _safe(cell: Cell) -> str:
    words = "" if cell is None else str(cell)
    return f"'{words}" if words.startswith(FORMULA) else words


def _encoding_of(path: Path, legacy: str) -> str:
    """By the mark at the beginning; else UTF-8 if all of the file is, which chance cannot make."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        first = file.read(PIECE)
        for mark, encoding in MARKS:
            if first.startswith(mark):
                return encoding
        if b"\0" in first:
            raise NotATable(f"{path} is no table: it is neither text nor an XLSX workbook")
        try:
            decoder.decode(first)
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return legacy
    return "utf-8"
