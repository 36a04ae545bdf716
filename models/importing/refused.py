"""The file of refused rows: as they were, each with its number and the reason.

It can be corrected and fed again as it is; our two columns are not read.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from models.importing.headings import OURS, Headings
from models.importing.refusals import NotATable
from models.importing.sheets import Sheet
from models.importing.values import Cell

_OURS_ALREADY = re.compile(r"\.refused(-\d+)?$")


class RefusedFile:
    """Made beside its name and given it in one step, and only if a row was refused."""

    def __init__(self, path: Path, sheet: Sheet, top: Sequence[Cell], headings: Headings) -> None:
        """`top` is the heading row as it was. Raises NotATable if the file cannot be written."""
        self.path = path
        self.rows = 0
        self._part = path.with_name(f".{path.name}.part")
        self._headings = headings
        try:
            self._part.touch()
            self._writer = sheet.writer(self._part)
        except OSError as error:
            raise NotATable(f"refused rows cannot be written to {path}: {error.strerror}") from None
        self._write(top, OURS)

    def add(self, row: int, cells: Sequence[Cell], reason: str) -> None:
        """Keep a refused row."""
        self.rows += 1
        self._write(cells, (row, reason))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        """Keep the file if it holds a row and the import came to its end."""
        self._writer.close()
        if self.rows and not failed:
            os.replace(self._part, self.path)
        else:
            self._part.unlink()

    def _write(self, cells: Sequence[Cell], ours: Sequence[Cell]) -> None:
        """The file's own cells, our two, then what stood beyond the last column."""
        own = list(cells[: self._headings.original])
        own += [""] * (self._headings.original - len(own))
        self._writer.write([*own, *ours, *cells[self._headings.width :]])


def refused_path(path: Path, suffix: str) -> Path:
    """A name that is free, beside the file: NAME.refused.csv, then NAME.refused-2.csv ..."""
    stem = _OURS_ALREADY.sub("", path.stem)
    found, count = path.with_name(f"{stem}.refused{suffix}"), 1
    while found.exists():
        count += 1
        found = path.with_name(f"{stem}.refused-{count}{suffix}")
    return found
