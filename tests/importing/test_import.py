"""The life of imported accounts, on SQLite and PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from stdnum import luhn

from config.utility import Utility
from models.importing.run import import_file
from models.importing.store import BATCH
from tests.importing.billing import (
    BATHROOM,
    IVANOVA,
    KITCHEN,
    TODAY,
    counts,
    run,
    stored,
    write_csv,
)  # fmt: skip

READINGS = (
    "SELECT serial, value, source, entered_by, replaced_at IS NULL FROM reading"
    " JOIN meter ON meter.id = meter_id ORDER BY reading.id"
)


def test_an_account_with_two_meters_is_stored(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "may.csv", f"{IVANOVA};{KITCHEN}", f"{IVANOVA};{BATHROOM}")
    assert counts(run(engine, utility, file)) == (2, 0, 0, 0)
    assert stored(engine, "SELECT number, customer, name FROM account") == [
        ("10000016", "individual", "Иванова А. А.")
    ]
    assert stored(engine, "SELECT locality, street, house, flat FROM address") == [
        ("Заречный", "ул. Тёплая", "2", "1")
    ]
    assert stored(
        engine, "SELECT serial, service, place, wheels, decimals, monthly_norm FROM meter"
    ) == [
        ("К-100", "hot_water", "kitchen", 5, 3, 4000),
        ("К-101", "hot_water", "bathroom", 5, 3, 4000),
    ]
    assert [row[:4] for row in stored(engine, READINGS)] == [
        ("К-100", 12345, "import", "may.csv"),
        ("К-101", 7000, "import", "may.csv"),
    ]


def test_the_same_file_twice_changes_nothing(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "may.csv", f"{IVANOVA};{KITCHEN}", f"{IVANOVA};{BATHROOM}")
    run(engine, utility, file)
    tables = ("address", "account", "meter", "reading")
    before = [stored(engine, f"SELECT * FROM {table} ORDER BY id") for table in tables]
    assert counts(run(engine, utility, file)) == (0, 0, 2, 0)
    assert [stored(engine, f"SELECT * FROM {table} ORDER BY id") for table in tables] == before


def test_a_corrected_row_updates_and_others_stay(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    other = "10000024;ООО «Хлеб»;юрлицо;Заречный;ул. Тёплая;4;;;;;;;;;;"
    run(engine, utility, write_csv(tmp_path / "1.csv", f"{IVANOVA};{KITCHEN}", other))
    moved = IVANOVA.replace("Иванова", "Петрова").replace("Тёплая;2;1", "Тёплая;4;9")
    changed = KITCHEN.replace("12,345", "13,5").replace("кухня;5", "кухня;6")
    report = run(engine, utility, write_csv(tmp_path / "2.csv", f"{moved};{changed}"))
    assert counts(report) == (0, 1, 0, 0)
    assert stored(
        engine,
        "SELECT number, customer, name, house, flat FROM account"
        " JOIN address ON address.id = address_id ORDER BY number",
    ) == [
        ("10000016", "individual", "Петрова А. А.", "4", "9"),
        ("10000024", "legal", "ООО «Хлеб»", "4", ""),
    ]
    assert stored(engine, "SELECT serial, wheels FROM meter") == [("К-100", 6)]
    assert [(row[1], bool(row[4])) for row in stored(engine, READINGS)] == [
        (12345, False),
        (13500, True),
    ]


def test_a_new_serial_is_a_new_meter_and_the_old_one_is_removed(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    run(engine, utility, write_csv(tmp_path / "1.csv", f"{IVANOVA};{KITCHEN}"))
    rows = (f"{IVANOVA};{KITCHEN}10.06.2025", f"{IVANOVA};К-200;ГВС;кухня;5;3;4;;;")
    assert counts(run(engine, utility, write_csv(tmp_path / "2.csv", *rows))) == (1, 1, 0, 0)
    found = stored(engine, "SELECT serial, CAST(removed_on AS VARCHAR) FROM meter ORDER BY id")
    assert found == [("К-100", "2025-06-10"), ("К-200", None)]


def test_columns_that_are_not_in_the_file_keep_what_they_were(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    company = IVANOVA.replace("физлицо", "юрлицо")
    run(engine, utility, write_csv(tmp_path / "1.csv", f"{company};{KITCHEN}10.06.2025"))
    file = write_csv(
        tmp_path / "2.csv",
        "10000016,Иванова А. А.,Заречный,ул. Тёплая,2,1,К-100,ГВС,5,3",
        headings="account,name,city,street,house,flat,serial,service,digits,decimals",
    )
    assert counts(run(engine, utility, file)) == (0, 0, 1, 0)


def test_a_history_of_one_meter_is_several_rows(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    april = KITCHEN.replace("12,345;31.05", "9;30.04")
    file = write_csv(tmp_path / "1.csv", f"{IVANOVA};{april}", f"{IVANOVA};{KITCHEN}")
    assert counts(run(engine, utility, file)) == (1, 1, 0, 0)
    assert [row[1] for row in stored(engine, READINGS)] == [9000, 12345]


def test_a_reading_given_by_the_caller_is_not_overwritten(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "1.csv", f"{IVANOVA};{KITCHEN}")
    run(engine, utility, file)
    with engine.begin() as connection:
        connection.execute(text("UPDATE reading SET source = 'keypad', value = 12000"))
    renamed = IVANOVA.replace("Иванова", "Петрова")
    report = run(engine, utility, write_csv(tmp_path / "2.csv", f"{renamed};{KITCHEN}"))
    assert counts(report) == (0, 0, 0, 1)
    assert report.refused_file is not None
    assert "За 31.05.2025 абонент сам передал другое показание: 12" in (
        report.refused_file.read_text()
    )
    assert stored(engine, "SELECT name FROM account") == [("Иванова А. А.",)]
    assert [row[1] for row in stored(engine, READINGS)] == [12000]


def test_accounts_of_one_address_share_it_across_batches(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    """More rows than a batch; the second import finds everything as it was."""
    rows = []
    for place in range(BATCH + 5):
        number = f"{2_000_000 + place}"
        number += luhn.calc_check_digit(number)
        rows.append(f"{number};Абонент;;Заречный;ул. Тёплая;{place % 7};;{place};ХВС;;5;0;;;;")
    file = write_csv(tmp_path / "many.csv", *rows)
    assert counts(run(engine, utility, file)) == (BATCH + 5, 0, 0, 0)
    assert stored(engine, "SELECT count(*) FROM address") == [(7,)]
    assert counts(run(engine, utility, file)) == (0, 0, BATCH + 5, 0)


def test_an_import_that_was_stopped_is_run_again(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    class Stopped(Exception):
        pass

    def stop(doing: str, done: int, total: int | None) -> None:
        if doing == "storing":
            raise Stopped

    bad = IVANOVA.replace("10000016", "10000017") + ";" + BATHROOM
    file = write_csv(tmp_path / "1.csv", f"{IVANOVA};{KITCHEN}", bad)
    with pytest.raises(Stopped):
        import_file(engine, utility, file, TODAY, tell=stop)
    assert list(tmp_path.glob("*refused*")) == list(tmp_path.glob(".*part")) == []
    assert counts(run(engine, utility, file)) == (0, 0, 1, 1)
