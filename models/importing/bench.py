"""How fast a million accounts are imported: `python -m models.importing.bench [--rows N]`.

Prints time, rows per second and peak memory, and as a reference what Python's own csv.reader
needs to read the same file and do nothing with it.
"""

import csv
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from stdnum import luhn

from config.utility import read_utility
from models.database import open_database, upgrade
from models.importing.run import Report, import_file

HEADINGS = (
    "Лицевой счёт;ФИО;Тип абонента;Город;Улица;Дом;Квартира;Номер счётчика;Услуга;"
    "Место установки;Разрядность;Точность;Норматив;Последнее показание;Дата показания"
)
TODAY = date(2025, 6, 20)


@click.command()
@click.option("--rows", default=1_000_000, show_default=True, help="Accounts, a meter each.")
@click.option("--database", default="", help="A database URL; by default a new SQLite file.")
def bench(rows: int, database: str) -> None:
    """Import made-up accounts and tell how long it took."""
    with TemporaryDirectory(prefix="teplofon-bench-") as directory:
        file = Path(directory) / "accounts.csv"
        file.write_text(f"{HEADINGS}\n", encoding="cp1251")
        with file.open("a", encoding="cp1251") as out:
            out.writelines(_rows(rows))
        reference = _timed_reading(file)
        url = database or f"sqlite:///{directory}/bench.db"
        upgrade(url)
        took, worked, report = _timed_import(url, file)
    if report.refused:
        sys.exit(f"{report.refused} rows were refused")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"import of {rows:,} accounts, each with a meter and a reading: {took:.1f} s")
    print(f"{rows / took:,.0f} rows/s, {worked:.1f} s on the processor, peak {peak:.0f} MB")
    print(f"csv.reader alone over the same file: {reference:.2f} s, ratio {took / reference:.0f}")


def _rows(count: int) -> Iterator[str]:
    for place in range(count):
        number = f"{place:07}"
        number += luhn.calc_check_digit(number)
        street, house, flat = place // 4000, place // 80 % 50 + 1, place % 80 + 1
        yield (
            f"{number};Абонентов А. {place % 977};физлицо;Заречный;ул. Прямая {street};{house};"
            f"{flat};{place + 10_000_000};ГВС;кухня;5;3;3,5;{place % 900},{place % 1000:03};"
            f"{place % 28 + 1:02}.05.2025\n"
        )


def _timed_reading(file: Path) -> float:
    began = time.perf_counter()
    with file.open(encoding="cp1251", newline="") as text:
        for _ in csv.reader(text, delimiter=";"):
            pass
    return time.perf_counter() - began


def _timed_import(url: str, file: Path) -> tuple[float, float, Report]:
    engine = open_database(url)
    began, worked = time.perf_counter(), time.process_time()
    report = import_file(engine, read_utility("demo"), file, TODAY)
    took = time.perf_counter() - began, time.process_time() - worked
    engine.dispose()
    return *took, report


if __name__ == "__main__":
    bench()
