"""A file of rows, whatever its kind: opened by its content, not by its name."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

from models.importing.csv_sheet import CsvSheet
from models.importing.headings import Headings, read_headings, recognised
from models.importing.refusals import NotATable
from models.importing.values import Cell
from models.importing.xlsx_sheet import XlsxSheet

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SEARCHED = 20  # rows at the top among which the headings are looked for


class Writer(Protocol):
    """Writes a file of the same kind."""

    def write(self, cells: Sequence[Cell]) -> None: ...

    def close(self) -> None: ...


class Sheet(Protocol):
    """A file that can be read from its beginning more than once."""

    suffix: str

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Rows from the top. Raises NotATable."""
        ...

    def writer(self, path: Path) -> Writer: ...


def open_sheet(
    path: Path,
    encoding: str | None,
    legacy: str,
    known: Callable[[Sequence[Cell]], int] = recognised,
) -> Sheet:
    """The file as a sheet; `legacy` is tried where it is not Unicode. Raises NotATable.

    `known` tells how many cells of a row are headings: by these a delimiter is found out.
    """
    start = _beginning(path)
    if start.startswith(b"PK\x03\x04"):
        return XlsxSheet(path)
    if start.startswith(OLD_OFFICE):
        if ENCRYPTED in start:
            raise NotATable(f"{path} is protected by a password: save it without one")
        raise NotATable(f"{path} is in the old Excel format: save it as XLSX or CSV")
    return CsvSheet(path, encoding, legacy, known)


def find_headings(sheet: Sheet) -> tuple[int, Sequence[Cell], Headings]:
    """The number of the heading row, its cells and their meaning. Raises NotATable."""
    for number, cells in enumerate(islice(sheet.rows(), SEARCHED), start=1):
        if recognised(cells) >= 2:
            return number, cells, read_headings(cells)
    raise NotATable(
        f"no row with headings such as «Лицевой счёт» and «Имя» was found in the first {SEARCHED}"
        " rows: is this the right file, and in the right encoding (see --encoding)?"
    )


def _beginning(path: Path) -> bytes:
    if not path.exists():
        raise NotATable(f"there is no file {path}")
    if not path.is_file():
        raise NotATable(f"{path} is not a file")
    try:
        with path.open("rb") as file:
            start = file.read(1 << 20)
    except OSError as error:
        raise NotATable(f"{path} cannot be read: {error.strerror}") from None
    if not start.strip():
        raise NotATable(f"{path} is empty")
    return start
