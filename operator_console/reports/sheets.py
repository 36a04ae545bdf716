"""A report as a table for a spreadsheet: XLSX, and CSV as a Russian or Latvian Excel reads it.

Numbers are numbers, lengths of time are lengths of time, and a text is never a formula.
"""

import csv
import io
from datetime import date, timedelta

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from models.events.summaries import Summary
from models.rules.clocks import Clock
from models.rules.figures import Figures
from models.rules.stay import Fate
from operator_console.reports.report import Report
from operator_console.texts import t

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")  # with these a spreadsheet begins a formula
WIDTHS = (30, 13)  # characters: of the names, of a figure


class Share(float):
    """A part of the whole, from 0 to 1."""


Value = str | int | Share | date | timedelta | None


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    seen = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{seen}" if seen.startswith(DANGEROUS) else seen


def table(report: Report) -> list[list[Value]]:
    """Headings, a line for each row, and the total."""
    lines: list[list[Value]] = [_headings(report)]
    lines += [[row.day or row.name, *_figures(row.summary)] for row in report.rows]
    return [*lines, [t("reports.total"), *_figures(report.total)]]


def _headings(report: Report) -> list[Value]:
    counts = ("offered", "answered", "abandoned", "at_once", "left", "still_waiting", "again")
    headings: list[Value] = [t(f"reports.of_{report.asked.by}")]
    headings += [t(f"reports.{count}") for count in counts]
    for clock in Clock:
        for figure in ("count", "mean", "median", "ninety", "share"):
            headings.append(f"{t(f'clocks.{clock}')}: {t(f'reports.{figure}')}")
    return headings


def _figures(summary: Summary) -> list[Value]:
    cells: list[Value] = [
        summary.offered,
        summary.answered,
        summary.abandoned,
        summary.at_once,
        summary.fates[Fate.LEFT],
        summary.fates[Fate.WAITING],
        summary.again,
    ]
    for clock in Clock:
        cells += _of_stage(summary.figures(clock))
    return cells


def _of_stage(figures: Figures) -> list[Value]:
    times = (figures.mean, figures.median, figures.ninety)
    share = None if figures.share is None else Share(figures.share)
    return [figures.count, *(_time(one) for one in times), share]


def _time(milliseconds: int | None) -> timedelta | None:
    return None if milliseconds is None else timedelta(milliseconds=milliseconds)


def to_csv(report: Report) -> bytes:
    """Semicolons, a decimal comma, and a mark by which Excel knows UTF-8."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerows(
        [_written(cell) for cell in line] for line in table(report)
    )
    return file.getvalue().encode("utf-8-sig")


def _written(cell: Value) -> str:
    match cell:
        case None:
            return ""
        case timedelta():
            seconds = round(cell.total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case Share():
            return f"{cell * 100:.1f}%".replace(".", ",")
        case date():
            return f"{cell:%d.%m.%Y}"
        case int():
            return str(cell)
    return harmless(cell)


def to_xlsx(report: Report) -> bytes:
    """One sheet, its headings in sight wherever one scrolls."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title, sheet.freeze_panes = t("reports.sheet"), "B2"
    lines = table(report)
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            cell = sheet.cell(number, column)
            assert isinstance(cell, Cell)
            _fill(cell, value)
            cell.font = Font(bold=number in (1, len(lines)))
    for column in range(1, len(lines[0]) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[column > 1]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(cell: Cell, value: Value) -> None:
    if isinstance(value, str):
        cell.value, cell.alignment = harmless(value), Alignment(wrap_text=True, vertical="top")
    elif isinstance(value, Share):
        cell.value, cell.number_format = float(value), "0.0%"
    elif isinstance(value, timedelta):
        cell.value, cell.number_format = value, "[h]:mm:ss"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "dd.mm.yyyy"
    else:
        cell.value = value
