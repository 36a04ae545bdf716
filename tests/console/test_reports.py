"""Reports: what is on the page and in the files, and who may see them."""

import csv
import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import update

from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.tables import CallRow
from operator_console.reports.sheets import harmless
from tests.console.at_work import AtWork, Browser, work
from tests.office_day import furnish_days

__all__ = ["work"]
ZONE = ZoneInfo("Europe/Samara")
MONDAY = date(2026, 6, 8)  # of the week in which the fixture's clock stands
DAYS = "from=2026-06-08&to=2026-06-09"
WAYS = ["day", "hour", "operator", "topic", "queue"]


@pytest.fixture
def boss(work: AtWork) -> Browser:
    furnish_days(work.engine, [MONDAY, MONDAY + timedelta(days=1)], ZONE, 150)
    return work.browser(work.operator("boss", Role.SUPERVISOR))


def page(browser: Browser, query: str) -> str:
    answer = browser.get(f"/reports/?{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def lines(browser: Browser, query: str) -> list[list[str]]:
    answer = browser.get(f"/reports/hotline.csv?{query}")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def sheet(browser: Browser, query: str) -> Worksheet:
    book = load_workbook(io.BytesIO(browser.get(f"/reports/hotline.xlsx?{query}").data))
    assert isinstance(book.active, Worksheet)
    return book.active


@pytest.mark.parametrize(
    ("role", "status"),
    [("supervisor", 200), ("auditor", 200), ("engineer", 403), ("administrator", 403)],
)
@pytest.mark.parametrize("path", ["/reports/", "/reports/hotline.csv", "/reports/hotline.xlsx"])
def test_who_may_see_reports(work: AtWork, role: str, status: int, path: str) -> None:
    browser = work.browser(work.operator("somebody", Role(role)))
    assert browser.get(path).status_code == status


@pytest.mark.parametrize("by", WAYS)
def test_whatever_the_breakdown_the_total_is_the_same(boss: Browser, by: str) -> None:
    total = lines(boss, f"{DAYS}&by={by}")[-1]
    rows = lines(boss, f"{DAYS}&by={by}")[1:-1]
    assert total == ["Итого", *lines(boss, f"{DAYS}&by=day")[-1][1:]]
    for column in range(1, 8):  # counts
        assert sum(int(row[column]) for row in rows) == int(total[column])
    assert int(total[1]) > 150


def test_days_without_calls_are_shown_and_charted(boss: Browser) -> None:
    assert [row[0] for row in lines(boss, "from=2026-06-06&to=2026-06-08")[1:]] == [
        "06.06.2026", "07.06.2026", "08.06.2026", "Итого",
    ]  # fmt: skip
    text = page(boss, "from=2026-06-06&to=2026-06-08")
    assert text.count('class="abandoned"') == 3 + 1 + 1  # bars, legend, pattern
    assert "polyline" not in text  # a line needs two points


@pytest.mark.parametrize(("by", "charts"), [("day", 1), ("hour", 1), ("topic", 0), ("queue", 0)])
def test_times_are_charted(boss: Browser, by: str, charts: int) -> None:
    assert page(boss, f"{DAYS}&by={by}").count("<svg") == charts


def test_by_hour_from_the_first_call_to_the_last(boss: Browser) -> None:
    hours = [row[0] for row in lines(boss, f"{DAYS}&by=hour")[1:-1]]
    assert hours[0] == "08:00–08:59" and "09:00–09:59" in hours
    assert hours == sorted(hours)


def test_the_first_days_are_the_last_week(boss: Browser) -> None:
    """Today is Wednesday the tenth."""
    text = page(boss, "")
    assert 'value="2026-06-04"' in text and 'value="2026-06-10"' in text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("from=2026-06-10&to=2026-06-09", "позже"),
        ("from=tomorrow", "не читается"),
        ("from=0001-01-01&to=2026-06-09", "не читается"),
        ("from=2025-01-01&to=2026-06-09", "года"),
        ("by=weather", "нет"),
    ],
)
def test_what_cannot_be_asked_is_answered_by_a_sentence(
    work: AtWork, query: str, says: str
) -> None:
    browser = work.browser(work.operator("boss", Role.AUDITOR))
    answer = browser.get(f"/reports/?{query}")
    assert answer.status_code == 422 and says in answer.get_data(as_text=True)
    assert browser.get(f"/reports/hotline.csv?{query}").status_code == 400


def test_an_empty_office_has_an_empty_report(work: AtWork) -> None:
    browser = work.browser(work.operator("boss", Role.AUDITOR))
    assert "никто не ждал" in page(browser, DAYS)
    assert lines(browser, f"{DAYS}&by=hour")[1][:3] == ["Итого", "0", "0"]


def test_in_xlsx_numbers_are_numbers_and_times_are_times(boss: Browser) -> None:
    found = sheet(boss, DAYS)
    headings = [cell.value for cell in found[1]]
    mean, share = headings.index("Ожидание оператора: Среднее"), headings.index(
        "Ожидание оператора: В норме"
    )  # fmt: skip
    first = found[2]
    assert isinstance(first[0].value, datetime) and first[0].value.date() == MONDAY
    assert isinstance(first[1].value, int) and first[1].value > 50
    assert not isinstance(first[mean].value, str) and first[mean].number_format == "[h]:mm:ss"
    assert first[share].number_format == "0.0%"
    assert 0 < float(str(first[share].value)) <= 1


def test_csv_is_written_as_a_russian_excel_reads_it(boss: Browser) -> None:
    headings, first, *_ = lines(boss, DAYS)
    cells = dict(zip(headings, first, strict=True))
    assert cells["Ожидание оператора: В норме"].endswith("%")
    assert "," in cells["Ожидание оператора: В норме"]
    hours, minutes, seconds = cells["Разговор: Среднее"].split(":")
    assert (hours, len(minutes), len(seconds)) == ("0", 2, 2)


@pytest.mark.parametrize("name", ["=1+1", "+7", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_name_is_a_formula(work: AtWork, boss: Browser, name: str) -> None:
    """An operator's name is the one text that somebody types."""
    with work.engine.begin() as db:
        db.execute(update(OperatorRow).where(OperatorRow.login == "petrov").values(name=name))
    assert f"'{name}" in [row[0] for row in lines(boss, f"{DAYS}&by=operator")]
    cells = [row[0] for row in sheet(boss, f"{DAYS}&by=operator").iter_rows()]
    assert all(cell.data_type == "s" for cell in cells)


def test_what_no_spreadsheet_can_hold_is_left_out() -> None:
    assert harmless("\x00=1+1") == "'=1+1"
    assert harmless("Q=1\x07") == "Q=1"


def test_no_caller_is_in_a_report(work: AtWork, boss: Browser) -> None:
    with work.engine.begin() as db:
        db.execute(update(CallRow).values(caller="+79121234567"))
    for by in WAYS:
        assert "9121234567" not in page(boss, f"{DAYS}&by={by}")
        assert "9121234567" not in str(lines(boss, f"{DAYS}&by={by}"))


@pytest.mark.parametrize("language", ["kk", "lv", "en"])
def test_in_every_language(work: AtWork, boss: Browser, language: str) -> None:
    with work.engine.begin() as db:
        db.execute(update(OperatorRow).values(language=language))
    for by in WAYS:
        text = page(boss, f"{DAYS}&by={by}")
        assert "Итого" not in text
