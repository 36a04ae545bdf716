"""Files as offices send them: kinds, encodings, headings; and files that are no table."""

import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine

from config.utility import Utility, read_utility
from models.importing.refusals import NotATable
from models.importing.run import import_file
from tests.importing.billing import (
    HEADINGS,
    IVANOVA,
    KITCHEN,
    TODAY,
    counts,
    run,
    stored,
    write_csv,
)  # fmt: skip

ROW = f"{IVANOVA};{KITCHEN}"
FACTS = (
    "SELECT number, name, street, serial, service, wheels, decimals, value FROM account"
    " JOIN address ON address.id = address_id JOIN meter ON account_id = account.id"
    " JOIN reading ON meter_id = meter.id"
)
STORED = [("10000016", "Иванова А. А.", "ул. Тёплая", "К-100", "hot_water", 5, 3, 12345)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encodings_and_delimiters_are_found_out(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    row = ROW.replace("12,345", '"12,345"' if delimiter == "," else "12,345")
    rows = [words.replace(";", delimiter) for words in (HEADINGS, row)]
    file = tmp_path / "a.csv"
    file.write_bytes("\r\n".join(rows).encode(encoding))
    assert counts(run(sqlite_engine, utility, file)) == (1, 0, 0, 0)
    assert stored(sqlite_engine, FACTS) == STORED


HEADED = {
    "ru": "Л/С;Ф.И.О.;Физ/юр;Нас. пункт;УЛ.;№ дома;Кв.;Зав. №;Ресурс;Место;Разрядность;Точность;"
    "Норма;Последние показания;Дата снятия показаний;Дата демонтажа",
    "kk": "Дербес шот;Аты-жөні;Абонент түрі;Қала;Көше;Үй;Пәтер;Есептегіш нөмірі;Қызмет;Орны;"
    "Разрядтылығы;Дәлдігі;Нормасы;Көрсеткіш;Көрсеткіш күні;Алынған күні",
    "lv": "Konts;Vārds, uzvārds;Klienta veids;Pilsēta;Iela;Māja;Dzīvoklis;Skaitītāja numurs;"
    "Pakalpojums;Vieta;Ciparu skaits;Cipari aiz komata;Norma;Rādījums;Rādījuma datums;Noņemts",
    "en": "Account number;Full name;Customer type;Town;Street;House;Apartment;Serial number;"
    "Service;Location;Wheels;Decimals;Monthly norm;Last reading;Reading date;Removed on",
    "look-alikes": HEADINGS.translate(str.maketrans("аеорсу", "aeopcy")),
}


@pytest.mark.parametrize("language", HEADED)
def test_headings_of_four_languages(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path, language: str
) -> None:
    report = run(sqlite_engine, utility, write_csv(tmp_path / "a", ROW, headings=HEADED[language]))
    assert (counts(report), report.ignored) == ((1, 0, 0, 0), ())
    assert stored(sqlite_engine, FACTS) == STORED


@pytest.mark.parametrize(
    ("profile", "encoding", "headings", "row", "name"),
    [
        ("almaty", "kz1048", "Дербес шот;Аты-жөні;Көше;Үй", "1234567;Әсел Құрманова;Абай;3", "Ә"),
        ("ventspils", "cp1257", "Konts;Vārds;Iela;Māja", "123456;Jānis Bērziņš;Lielā;1", "Jānis B"),
    ],
)
def test_the_country_tells_the_old_encoding(
    sqlite_engine: Engine,
    tmp_path: Path,
    profile: str,
    encoding: str,
    headings: str,
    row: str,
    name: str,
) -> None:
    file = write_csv(tmp_path / "a.csv", row, headings=headings, encoding=encoding)
    assert counts(run(sqlite_engine, read_utility(profile), file)) == (1, 0, 0, 0)
    assert str(stored(sqlite_engine, "SELECT name FROM account")[0][0]).startswith(name)


def test_a_named_encoding_wins(sqlite_engine: Engine, utility: Utility, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", ROW, encoding="cp866")
    with pytest.raises(NotATable, match="--encoding"):
        run(sqlite_engine, utility, file)
    report = import_file(sqlite_engine, utility, file, TODAY, encoding="cp866")
    assert counts(report) == (1, 0, 0, 0)
    assert stored(sqlite_engine, FACTS) == STORED


def test_titles_blank_rows_line_breaks_and_odd_spaces(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    row = ROW.replace("Иванова А. А.", '"Иванова\nА. А. "').replace("12,345", "00 012,345")
    row = row.replace("ул. Тёплая", "ул. Tёплая")  # a Latin T
    headings = f"Отчёт за май\n\n{HEADINGS}"
    file = write_csv(tmp_path / "a.csv", "", row, ";;;", ROW + "x", headings=headings)
    report = run(sqlite_engine, utility, file)
    assert counts(report) == (1, 0, 0, 1)
    assert stored(sqlite_engine, FACTS) == STORED
    assert report.refused_file and ";7;" in report.refused_file.read_text()  # as Excel counts


def test_lost_zeros_are_put_back_where_the_check_digit_confirms_them(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    row = ROW.replace("10000016", "12344")
    assert counts(run(sqlite_engine, utility, write_csv(tmp_path / "a.csv", row))) == (1, 0, 0, 0)
    assert stored(sqlite_engine, "SELECT number FROM account") == [("00012344",)]
    file = write_csv(tmp_path / "b.csv", row)
    assert counts(run(sqlite_engine, read_utility("rtk"), file)) == (0, 0, 0, 1)


def test_unknown_columns_and_places_are_noted(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    row = ROW.replace("кухня", "чердак") + ";звонить вечером"
    file = write_csv(tmp_path / "a.csv", row, headings=f"{HEADINGS};Примечание")
    report = run(sqlite_engine, utility, file)
    assert (report.ignored, report.unnamed_places) == (("Примечание",), ("чердак",))
    assert stored(sqlite_engine, "SELECT place FROM meter") == [("",)]


# Excel


def excel(path: Path, *rows: list[object]) -> Path:
    workbook = Workbook()
    hidden = workbook.active
    assert hidden is not None
    hidden.sheet_state = "hidden"
    hidden.append(["Лицевой счёт", "Имя", "не тот лист"])
    sheet = workbook.create_sheet("Абоненты")
    sheet.append(["Абоненты на 1 июня"])
    sheet.merge_cells("A1:D1")
    sheet.append(HEADINGS.split(";"))
    for row in rows:
        sheet.append(row)
    workbook.save(path)
    return path


def excel_row(*changes: tuple[int, object]) -> list[object]:
    row: list[object] = [
        10000016.0, "Иванова А. А.", None, None, "ул. Тёплая", 2, 1.0, "К-100", "ГВС", None, 5, 3,
        None, 12.345000000000001, datetime(2025, 5, 31),
    ]  # fmt: skip
    for position, value in changes:
        row[position] = value
    return row


def test_a_workbook_with_numbers_and_dates(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    file = excel(tmp_path / "a.xlsx", excel_row(), excel_row((0, 12344), (14, 45808)))
    assert counts(run(engine, utility, file)) == (2, 0, 0, 0)
    assert stored(engine, FACTS)[0] == STORED[0]
    assert [row[0] for row in stored(engine, FACTS)] == ["10000016", "00012344"]
    assert stored(engine, "SELECT DISTINCT CAST(taken_on AS VARCHAR) FROM reading") == [
        ("2025-05-31",)
    ]
    assert stored(engine, "SELECT house, flat FROM address") == [("2", "1")]
    assert counts(run(engine, utility, file)) == (0, 0, 2, 0)


def test_a_workbook_of_refused_rows_is_corrected_and_fed_again(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    rows = (
        excel_row((5, datetime(2025, 12, 1))),
        excel_row((7, "1,2E+11")),
        excel_row((0, None)),  # as the lower of two merged cells is
        excel_row((1, "=1+1")),  # a formula whose result was never saved
    )
    report = run(sqlite_engine, utility, excel(tmp_path / "a.xlsx", *rows))
    assert (counts(report), report.refused_file) == ((0, 0, 0, 4), tmp_path / "a.refused.xlsx")
    workbook = load_workbook(tmp_path / "a.refused.xlsx")
    sheet = workbook.worksheets[0]
    reasons = [str(sheet.cell(row, 18).value) for row in (2, 3, 4)]
    assert [sheet.cell(row, 17).value for row in (2, 3, 4)] == [3, 4, 5]
    assert "превратил значение в дату" in reasons[0]
    assert "Excel округлил номер" in reasons[1]
    assert "Не заполнен столбец «Лицевой счёт»" in reasons[2]
    sheet.cell(2, 6).value = "12-1"
    workbook.save(tmp_path / "a.refused.xlsx")
    assert counts(run(sqlite_engine, utility, tmp_path / "a.refused.xlsx")) == (1, 0, 0, 3)
    assert stored(sqlite_engine, "SELECT house FROM address") == [("12-1",)]


def test_text_like_a_formula_stays_text_in_a_workbook(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    file = excel(tmp_path / "a.xlsx", excel_row((4, "'=1+1"), (5, None)))
    run(sqlite_engine, utility, file)
    sheet = load_workbook(tmp_path / "a.refused.xlsx").worksheets[0]
    cell = sheet.cell(2, 5)
    assert (cell.data_type, cell.value) == ("s", "'=1+1")


# Files that are no table: nothing is stored, one sentence is said


def _text(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _password(path: Path) -> None:
    """What Excel writes with a password: an old-style container around the encrypted workbook."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le") + bytes(2000))


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "no workbook")


def _torn(path: Path) -> None:
    excel(path, excel_row())
    path.write_bytes(path.read_bytes()[:-300])


NO_TABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "there is no file"),
    "directory": (lambda path: path.mkdir(), "is not a file"),
    "zero bytes": (_text(b""), "is empty"),
    "blank": (_text(b"\r\n  \n"), "is empty"),
    "only headings": (_text(HEADINGS.encode()), "no rows"),
    "old Excel": (_text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900)), "old Excel format"),
    "password": (_password, "protected by a password"),
    "another zip": (_zip, "not a readable XLSX"),
    "torn workbook": (_torn, "not a readable XLSX"),
    "picture": (_text(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "neither text nor an XLSX"),
    "prose": (_text("Уважаемый абонент,\nВаш долг".encode()), "no row with headings"),
    "no name column": (_text("Лицевой счёт;Улица;Дом\n1;2;3".encode()), "«Имя» is missing"),
    "no wheels column": (
        _text("Лицевой счёт;Имя;Улица;Дом;Номер счётчика;Услуга\n".encode()),
        "«Цифр до запятой» is missing",
    ),
    "reading without a date column": (
        _text("ЛС;Имя;Улица;Дом;Зав. №;Услуга;Разрядность;Точность;Показание\n".encode()),
        "«Дата показания» is missing",
    ),
    "a column twice": (_text("Лицевой счёт;ФИО;Абонент;Улица;Дом\n".encode()), "two columns"),
    "neither UTF-8 nor windows-1251": (
        _text(f"{HEADINGS}\n{ROW}".encode("cp1251") + b"\x98"),
        "is not text in cp1251",
    ),
    "an open quotation mark": (
        _text(f'{HEADINGS}\n{ROW}\n10000024;"Петров;'.encode() + b"x" * 200_000),
        "never closed",
    ),
}


@pytest.mark.parametrize("case", NO_TABLE)
def test_what_is_no_table_is_one_sentence(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path, case: str
) -> None:
    make, words = NO_TABLE[case]
    make(tmp_path / "a.csv")
    with pytest.raises(NotATable, match=words) as caught:
        run(sqlite_engine, utility, tmp_path / "a.csv")
    assert "\n" not in str(caught.value)
    assert stored(sqlite_engine, "SELECT * FROM account") == []


def test_refused_rows_never_go_over_the_file_itself(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", ROW)
    with pytest.raises(NotATable, match="cannot go to the file"):
        import_file(sqlite_engine, utility, file, TODAY, refused=file)
    with pytest.raises(NotATable, match="cannot be written"):
        import_file(sqlite_engine, utility, file, TODAY, refused=tmp_path / "no" / "b.csv")
    assert stored(sqlite_engine, "SELECT * FROM account") == []


def test_a_heading_row_of_a_named_pipe_is_not_waited_for(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    subprocess.run(["mkfifo", tmp_path / "pipe"], check=True)
    with pytest.raises(NotATable, match="is not a file"):
        run(sqlite_engine, utility, tmp_path / "pipe")
