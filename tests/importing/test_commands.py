"""`teplofon accounts` as people run it, in a process of its own."""

import os
import sqlite3
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from models.progress import EVERY, shown
from tests.importing.billing import IVANOVA, KITCHEN, write_csv

GOOD = f"{IVANOVA};{KITCHEN}"


def teplofon(
    home: Path, *words: object, group: str = "accounts"
) -> subprocess.CompletedProcess[str]:
    start = f"from models.commands import {group}; {group}(prog_name='{group}')"
    command = [sys.executable, "-c", start, *map(str, words)]
    environment = os.environ | {"TEPLOFON_HOME": str(home), "COLUMNS": "160"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database has the demo town and a call that gave a reading and asked for one."""
    home = tmp_path_factory.mktemp("town")
    assert "10001378" in teplofon(home, "demo").stdout
    database = sqlite3.connect(home / "teplofon.db")
    database.executescript(
        "INSERT INTO call (id, key, utility, caller, dialled, began_at, holder, language)"
        " VALUES (7, 'k', 'demo', '', '', '2025-06-20', '', 'ru');"
        "INSERT INTO reading (meter_id, value, taken_on, received_at, source, entered_by, call_id)"
        " SELECT min(id), 99123, '2025-06-20', '2025-06-20', 'keypad', 'caller', 7 FROM meter;"
        "INSERT INTO callback (call_id, number, reason, asked_at, due_at)"
        " VALUES (7, '+79120000000', 'asked', '2025-06-20', '2025-06-20 10:00:00');"
    )
    database.close()
    return home


def test_import_says_what_it_did_and_its_status_tells(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", GOOD, headings=HEADINGS_WITH_NOTE)
    done = teplofon(tmp_path, "import", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "columns not read: Примечание\n1 new, 0 changed, 0 unchanged, 0 refused\n"
    bad = GOOD.replace("10000016", "10000017")
    file = write_csv(tmp_path / "b.csv", GOOD, bad)
    done = teplofon(tmp_path, "import", file, "--refused", tmp_path / "bad.csv")
    assert done.returncode == 1
    assert "0 new, 0 changed, 1 unchanged, 1 refused" in done.stdout
    assert str(tmp_path / "bad.csv") in done.stdout
    assert "10000017" in (tmp_path / "bad.csv").read_text()


def test_what_cannot_be_read_is_one_sentence_and_status_two(tmp_path: Path) -> None:
    done = teplofon(tmp_path, "import", tmp_path)
    assert done.returncode == 2
    assert done.stderr == f"teplofon: {tmp_path} is not a file\n"
    file = write_csv(tmp_path / "a.csv", GOOD)
    done = teplofon(tmp_path, "import", file, "--encoding", "klingon")
    assert (done.returncode, done.stderr) == (2, "teplofon: there is no encoding klingon\n")


def test_no_name_and_no_number_is_shown_while_importing(tmp_path: Path) -> None:
    bad = GOOD.replace("10000016", "10000017")
    done = teplofon(tmp_path, "import", write_csv(tmp_path / "a.csv", GOOD, bad))
    assert "Иванова" not in done.stdout + done.stderr
    assert "1000001" not in done.stdout + done.stderr


def test_progress_is_told_in_lines_where_there_is_no_terminal() -> None:
    page = StringIO()
    with shown(Console(file=page, width=100)) as tell:
        for done in range(0, EVERY * 2 + 1, EVERY // 2):
            tell("comparing", done, None)
        tell("storing", EVERY, EVERY * 2)
    assert page.getvalue().splitlines() == [
        f"comparing: {EVERY} rows",
        f"comparing: {EVERY * 2} rows",
        f"storing: {EVERY} of {EVERY * 2} rows",
    ]


def test_progress_is_a_bar_on_a_terminal() -> None:
    page = StringIO()
    with shown(Console(file=page, width=100, force_terminal=True)) as tell:
        tell("comparing", 10, None)
        tell("storing", 10, 20)
    assert "10/20" in page.getvalue()


def test_an_account_is_shown_with_its_latest_readings(town: Path) -> None:
    card = teplofon(town, "show", "10001378").stdout
    assert "Заречный, ул. Ленина, 25, 1" in card
    kitchen = next(line for line in card.splitlines() if "kitchen" in line)
    assert "hot_water" in kitchen and "5+3" in kitchen
    missing = teplofon(town, "show", "1")
    assert (missing.returncode, missing.stderr) == (1, "teplofon: there is no account 1\n")


def test_readings_by_phone_are_listed(town: Path) -> None:
    (row,) = [line for line in teplofon(town, "readings").stdout.splitlines() if "99.123" in line]
    assert row.split()[:2] == ["7", "10001378"]
    assert teplofon(town, "readings", "--today").stdout == "no readings by phone yet\n"


def test_promised_calls_are_listed_in_the_utilitys_time(town: Path) -> None:
    listed = teplofon(town, group="callbacks").stdout
    assert "+79120000000" in listed
    assert "2025-06-20 14:00" in listed and "late" in listed


HEADINGS_WITH_NOTE = (
    "Лицевой счёт;ФИО;Тип абонента;Город;Улица;Дом;Квартира;Номер счётчика;Услуга;Место;"
    "Разрядность;Точность;Норматив;Показание;Дата показания;Примечание"
)
