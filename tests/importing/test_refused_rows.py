"""Every refused row comes back with its reason, can be corrected and fed again."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.utility import Utility, read_utility
from tests.importing.billing import (
    BATHROOM,
    HEADINGS,
    IVANOVA,
    KITCHEN,
    counts,
    run,
    stored,
    write_csv,
)  # fmt: skip

GOOD = f"{IVANOVA};{KITCHEN}"

REFUSED = {
    "wrong check digit": ("10000016;", "10000017;", "Неверная контрольная цифра"),
    "too long a number": ("10000016;", "100000166;", "должно быть цифр: 8"),
    "letters in the number": ("10000016;", "1000001O;", "должно быть цифр: 8"),
    "no number": ("10000016;", ";", "Не заполнен столбец «Лицевой счёт»"),
    "rounded by Excel": ("10000016;", "1,00E+07;", "Excel округлил номер"),
    "no name": ("Иванова А. А.", " ", "Не заполнен столбец «Имя»"),
    "no house": (";2;1;", ";;1;", "Не заполнен столбец «Дом»"),
    "no street": ("Заречный;ул. Тёплая", ";", "ни населённый пункт, ни улица"),
    "unknown customer": ("физлицо", "робот", "значение «робот» неизвестно"),
    "unknown service": ("ГВС", "газ", "значение «газ» неизвестно"),
    "no service": ("ГВС", "", "Не заполнен столбец «Услуга»"),
    "no serial": ("К-100", "", "не указан его заводской номер"),
    "two wheels": ("кухня;5", "кухня;2", "от 3 до 9"),
    "ten wheels": ("кухня;5", "кухня;10", "от 3 до 9"),
    "half a wheel": ("кухня;5", "кухня;5,5", "от 3 до 9"),
    "four decimals": ("кухня;5;3", "кухня;5;4", "от 0 до 3"),
    "norm is no number": ("5;3;4;", "5;3;много;", "«много» не число"),
    "negative reading": ("12,345", "-12,345", "меньше нуля"),
    "reading too large": ("12,345", "100000", "не помещается на счётчик"),
    "reading too fine": ("12,345", "12,3456", "больше знаков после запятой, чем 3"),
    "not a number": ("12,345", "nan", "«nan» не число"),
    "thousands and decimals": ("12,345", "1,012.5", "не число"),
    "no day": ("31.05.2025", "", "Показание без даты"),
    "no value": ("12,345", "", "Дата показания без показания"),
    "not a day": ("31.05.2025", "31.06.2025", "не дата вида"),
    "American date": ("31.05.2025", "05/31/2025", "не дата вида"),
    "tomorrow": ("31.05.2025", "21.06.2025", "ещё не наступила"),
    "too long ago": ("31.05.2025", "31.05.1899", "слишком давняя"),
    "after removal": ("31.05.2025;", "31.05.2025;30.05.2025", "после снятия"),
    "cell beyond the columns": ("31.05.2025;", "31.05.2025;;;;!", "больше ячеек"),
    "an endless cell": ("Иванова", "И" * 600, "не закрыта кавычка"),
    "error of Excel": ("Иванова А. А.", "#Н/Д", "ошибка Excel"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_row_is_refused_with_its_reason_and_the_good_one_kept(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path, case: str
) -> None:
    old, new, reason = REFUSED[case]
    assert old in GOOD
    bad = GOOD.replace(old, new)
    other = "10000024;Петров;;Заречный;ул. Тёплая;3;;;;;;;;;;"
    report = run(sqlite_engine, utility, write_csv(tmp_path / "a.csv", bad, other))
    assert counts(report) == (1, 0, 0, 1)
    assert stored(sqlite_engine, "SELECT number FROM account") == [("10000024",)]
    assert report.refused_file == tmp_path / "a.refused.csv"
    assert report.refused_file is not None
    heading, row = report.refused_file.read_text().splitlines()
    assert heading == f"{HEADINGS};Номер строки (отказ);Причина отказа"
    assert reason in row
    assert new.split(";")[-1].lstrip("-") in row


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_corrected_rows_are_fed_again_as_they_are(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path, encoding: str
) -> None:
    bad = GOOD.replace("31.05.2025", "31.06.2025")
    file = write_csv(tmp_path / "a.csv", bad, f"{IVANOVA};{BATHROOM}", encoding=encoding)
    assert counts(run(sqlite_engine, utility, file)) == (1, 0, 0, 1)
    refused = tmp_path / "a.refused.csv"
    words = refused.read_bytes().decode(encoding)
    assert ";2;Столбец «Дата показания»: «31.06.2025» не дата вида 31.12.2025" in words
    assert words.splitlines()[1].startswith(bad)
    refused.write_bytes(words.replace("31.06", "31.05").encode(encoding))
    report = run(sqlite_engine, utility, refused)
    assert counts(report) == (1, 0, 0, 0)
    assert report.ignored == ()
    assert report.refused_file is None
    assert [path.name for path in tmp_path.glob("*.csv")].count("a.refused-2.csv") == 0


def test_uncorrected_rows_are_refused_again_and_nothing_is_overwritten(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    bad = GOOD.replace("10000016", "10000017")
    run(sqlite_engine, utility, write_csv(tmp_path / "a.csv", bad))
    first = (tmp_path / "a.refused.csv").read_text()
    report = run(sqlite_engine, utility, tmp_path / "a.refused.csv")
    assert report.refused_file == tmp_path / "a.refused-2.csv"
    assert (tmp_path / "a.refused.csv").read_text() == first
    assert (tmp_path / "a.refused-2.csv").read_text() == first


@pytest.mark.parametrize("start", ["=1+1", "+7912", "-5", "@SUM(A1)"])
def test_a_cell_is_no_formula_in_excel_and_comes_back_as_it_was(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path, start: str
) -> None:
    bad = GOOD.replace("Иванова А. А.", start).replace("31.05", "31.06")
    run(sqlite_engine, utility, write_csv(tmp_path / "a.csv", bad))
    refused = tmp_path / "a.refused.csv"
    assert f";'{start};" in refused.read_text()
    refused.write_text(refused.read_text().replace("31.06", "31.05"))
    assert counts(run(sqlite_engine, utility, refused)) == (1, 0, 0, 0)
    assert stored(sqlite_engine, "SELECT name FROM account") == [(start,)]


def test_rows_that_contradict_each_other_are_all_refused(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    """Whichever comes first: the file of refused rows contradicts itself too until corrected."""
    married = IVANOVA.replace("Иванова", "Петрова")
    other = "10000024;Орлов;;Заречный;ул. Тёплая;3;"
    rows = (
        f"{IVANOVA};{KITCHEN}",
        f"{married};{BATHROOM}",
        f"{other};{KITCHEN}",
        f"{other};{KITCHEN.replace('12,345', '13')}",
        f"{other};{BATHROOM}",
        f"{other};{BATHROOM.replace('ванная;5', 'ванная;6')}",
        f"{other};К-7;ХВС;;5;3;;;;",
    )
    report = run(engine, utility, write_csv(tmp_path / "a.csv", *rows))
    assert counts(report) == (1, 0, 0, 6)
    words = (tmp_path / "a.refused.csv").read_text()
    assert (
        words.count("Строки 2 и 3: у лицевого счёта разные имя, адрес, вид, телефон или договор")
        == 2
    )
    assert words.count("Строки 4 и 5: разные показания счётчика за один день") == 2
    assert words.count("Строки 6 и 7: разные данные одного счётчика") == 2
    assert stored(engine, "SELECT name, serial FROM account JOIN meter ON true") == [
        ("Орлов", "К-7")
    ]
    assert run(engine, utility, tmp_path / "a.refused.csv").refused == 6


def test_the_same_row_twice_is_no_contradiction(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    assert counts(run(sqlite_engine, utility, write_csv(tmp_path / "a.csv", GOOD, GOOD))) == (
        (1, 0, 1, 0)
    )


def test_reasons_reach_a_latvian_office_in_unicode(sqlite_engine: Engine, tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "a.csv",
        "123;Bērziņš;Lielais prospekts;1",
        headings="Konts;Vārds;Iela;Māja",
        encoding="cp1257",
    )
    report = run(sqlite_engine, read_utility("ventspils"), file)
    assert report.refused == 1
    words = (tmp_path / "a.refused.csv").read_bytes().decode("utf-8-sig")
    assert "Bērziņš" in words and "должно быть цифр: 6" in words
