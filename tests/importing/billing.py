"""A small billing office: it writes files as such programs do, and looks at what became of them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, text

from config.utility import Utility
from models.importing.run import Report, import_file

TODAY = date(2025, 6, 20)
HEADINGS = (
    "Лицевой счёт;ФИО;Тип абонента;Город;Улица;Дом;Квартира;Номер счётчика;Услуга;"
    "Место установки;Разрядность;Точность;Норматив;Показание;Дата показания;Дата снятия"
)
IVANOVA = "10000016;Иванова А. А.;физлицо;Заречный;ул. Тёплая;2;1"
KITCHEN = "К-100;ГВС;кухня;5;3;4;12,345;31.05.2025;"
BATHROOM = "К-101;ГВС;ванная;5;3;4;7;31.05.2025;"


def write_csv(path: Path, *rows: str, headings: str = HEADINGS, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join([headings, *rows, ""]).encode(encoding))
    return path


def stored(engine: Engine, query: str) -> Sequence[tuple[object, ...]]:
    with engine.begin() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def run(engine: Engine, utility: Utility, path: Path) -> Report:
    return import_file(engine, utility, path, TODAY)


def counts(report: Report) -> tuple[int, int, int, int]:
    """New, changed, unchanged, refused."""
    fates = {fate.value: count for fate, count in report.fates.items()}
    return (
        fates.get("new", 0),
        fates.get("changed", 0),
        fates.get("unchanged", 0),
        report.refused,
    )
