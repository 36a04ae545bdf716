"""Telephones and contracts of a file: stored beside what calls told, and found by the search."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from config.utility import Utility
from models.importing import values
from models.importing.refusals import Refusal
from models.rules.phones import to_e164
from models.search.by_number import phone_key
from models.search.find import find
from models.search.index import note_number
from models.search.words import contract_key
from tests.importing.billing import counts, run, stored, write_csv

HEADINGS = "Лицевой счёт;ФИО;Улица;Дом;Телефон;№ договора"
IVANOVA = "10000016;Иванова А. А.;ул. Тёплая;2"
BREAD = "10000024;ООО «Хлеб»;ул. Тёплая;4"
KEPT = "SELECT kind, number, source FROM customer_number ORDER BY kind DESC, number"
MOBILE, FIXED = phone_key("+79121112233"), phone_key("+73412555555")


def test_an_imported_account_is_found_by_telephone_and_contract(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    file = bill(tmp_path, f'{IVANOVA};"8 (912) 111-22-33; 8-3412-55-55-55";', f"{BREAD};;ТС-17/204")
    assert counts(run(engine, utility, file)) == (2, 0, 0, 0)
    for typed in ("+7 912 1112233", "8 912 111 22 33", "1112233", "тел 83412555555"):
        assert found(engine, utility, typed) == ["10000016"], typed
    for typed in ("тс 17/204", "ТС17204", "договор тс-17/204"):
        assert found(engine, utility, typed) == ["10000024"], typed


def test_the_same_file_twice_changes_nothing(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    file = bill(tmp_path, f"{IVANOVA};89121112233;17/204")
    run(engine, utility, file)
    before = stored(engine, "SELECT * FROM customer_number ORDER BY id")
    assert len(before) == 2
    assert counts(run(engine, utility, file)) == (0, 0, 1, 0)
    assert stored(engine, "SELECT * FROM customer_number ORDER BY id") == before


def test_a_new_telephone_takes_the_old_ones_place_and_what_a_call_told_stays(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    run(engine, utility, bill(tmp_path, f"{IVANOVA};89121112233;17/204"))
    with engine.begin() as connection:
        (one,) = find(connection, utility, "10000016")
        note_number(connection, one.account, "phone", FIXED, "call")
    newer = bill(tmp_path, f'{IVANOVA};"89124445566, 83412555555";17/204')
    assert counts(run(engine, utility, newer)) == (0, 1, 0, 0)
    assert stored(engine, KEPT) == [
        ("phone", FIXED, "call"),
        ("phone", phone_key("+79124445566"), "import"),
        ("contract", "17204", "import"),
    ]
    assert counts(run(engine, utility, bill(tmp_path, f"{IVANOVA};;17/204"))) == (0, 1, 0, 0)
    assert found(engine, utility, "89124445566") == []
    assert found(engine, utility, "83412555555") == ["10000016"]


def test_columns_that_are_not_in_the_file_leave_what_was_stored(
    engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    run(engine, utility, bill(tmp_path, f"{IVANOVA};89121112233;17/204"))
    before = stored(engine, KEPT)
    file = write_csv(tmp_path / "2.csv", IVANOVA, headings=HEADINGS.partition(";Телефон")[0])
    assert counts(run(engine, utility, file)) == (0, 0, 1, 0)
    file = write_csv(tmp_path / "3.csv", f"{IVANOVA};", headings=HEADINGS.partition(";№")[0])
    assert counts(run(engine, utility, file)) == (0, 1, 0, 0)
    assert stored(engine, KEPT) == [one for one in before if one[0] == "contract"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("позвонить вечером;", "Столбец «Телефон»: «позвонить вечером» не номер телефона"),
        ("89121112233, 55-55-55;", "Столбец «Телефон»: «55-55-55» не номер телефона"),
        ("7,91E+10;", "Столбец «Телефон»: Excel округлил номер (7,91E+10)"),
        (";б/н", "Столбец «Номер договора»: «б/н» не номер договора"),
        (";1,2E+10", "Столбец «Номер договора»: Excel округлил номер (1,2E+10)"),
    ],
)
def test_a_bad_number_is_refused_and_nothing_of_the_row_is_stored(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path, cells: str, reason: str
) -> None:
    report = run(sqlite_engine, utility, bill(tmp_path, f"{IVANOVA};{cells}", f"{BREAD};;17"))
    assert counts(report) == (1, 0, 0, 1)
    assert report.refused_file is not None
    assert reason in report.refused_file.read_text()
    assert stored(sqlite_engine, KEPT) == [("contract", "17", "import")]


def test_rows_of_one_account_with_different_telephones_are_all_refused(
    sqlite_engine: Engine, utility: Utility, tmp_path: Path
) -> None:
    file = bill(tmp_path, f"{IVANOVA};89121112233;", f"{IVANOVA};89124445566;")
    report = run(sqlite_engine, utility, file)
    assert counts(report) == (0, 0, 0, 2)
    assert report.refused_file is not None
    assert "Строки 2 и 3: у лицевого счёта разные" in report.refused_file.read_text()
    assert stored(sqlite_engine, KEPT) == []


@given(st.text(max_size=60))
def test_whatever_stands_there_is_telephones_or_a_refusal(cell: str) -> None:
    try:
        phones = values.phones(cell, "RU")
    except Refusal:
        return
    assert all(to_e164(phone, "RU") == phone for phone in phones)
    assert phones or not cell.strip(" ,;\t'") or not any(map(str.isalnum, cell))


@given(st.text(max_size=60))
def test_whatever_stands_there_is_a_contract_or_a_refusal(cell: str) -> None:
    """One that is taken has a key to be found by."""
    try:
        contract = values.contract(cell)
    except Refusal:
        return
    assert bool(contract_key(contract)) == bool(contract)


def bill(tmp_path: Path, *rows: str) -> Path:
    return write_csv(tmp_path / "bill.csv", *rows, headings=HEADINGS)


def found(engine: Engine, utility: Utility, typed: str) -> list[str]:
    with engine.connect() as connection:
        return [one.number for one in find(connection, utility, typed)]
