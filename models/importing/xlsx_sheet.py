"""The first visible sheet of an Excel workbook, row by row; of formulas, what they came to."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile
from zlib import error as ZlibError

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from models.importing.refusals import NotATable
from models.importing.values import FORMULA, Cell

BROKEN = (
    BadZipFile, InvalidFileException, ParseError, ZlibError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, EOFError, RuntimeError, NotImplementedError,
)  # fmt: skip


class XlsxSheet:
    """A workbook. Only the upper left cell of merged ones has a value: the others are empty."""

    suffix = ".xlsx"

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self) -> Iterator[Sequence[Cell]]:
        with self._path.open("rb") as file, closing(self._open(file)) as workbook:
            sheets = [one for one in workbook.worksheets if one.sheet_state == "visible"]
            if not sheets:
                raise NotATable(f"{self._path} has no visible sheet")
            sheets[0].reset_dimensions()  # some programs write a wrong size
            rows = sheets[0].iter_rows(values_only=True)
            while (cells := self._next(rows)) is not None:
                yield cells

    def writer(self, path: Path) -> "XlsxWriter":
        return XlsxWriter(path)

    def _open(self, file: IO[bytes]) -> Workbook:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about styles, which we do not read
            try:
                return load_workbook(file, read_only=True, data_only=True)
            except BROKEN:
                raise self._unreadable() from None

    def _next(self, rows: Iterator[Sequence[Cell]]) -> Sequence[Cell] | None:
        try:
            return next(rows, None)
        except BROKEN:
            raise self._unreadable() from None

    def _unreadable(self) -> NotATable:
        return NotATable(f"{self._path} is no table: it is not a readable XLSX workbook")


class XlsxWriter:
    """Writes a workbook of one sheet, in which nothing is a formula."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._workbook = Workbook(write_only=True)
        self._sheet = self._workbook.create_sheet("Отказы")

    def write(self, cells: Sequence[Cell]) -> None:
        self._sheet.append([self._plain(cell) for cell in cells])

    def close(self) -> None:
        self._workbook.save(self._path)

    def _plain(self, value: Cell) -> Cell:
        if not isinstance(value, str) or not value.startswith(FORMULA):
            return value
        cell = WriteOnlyCell(self._sheet, value)
        cell.data_type = "s"
        cell.quotePrefix = True  # stays text when it is edited
        return cell
