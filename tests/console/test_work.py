"""Requests that are open: the most urgent first, closed once, by one person (C16)."""

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from models.contacts.records import Closing, RequestKind
from models.contacts.tables import DraftRow, RequestRow
from models.operators.roles import Role
from operator_console.work.views import work as room
from tests.console.at_work import CALLER, AtWork, Browser, work

__all__ = ["work"]
LIST = f"{room.url_prefix}/"
ONE = "10000016"
TODAY = date(2026, 6, 10)


def asked(
    work: AtWork, operator: int, kind: RequestKind, due: int | None = None, **more: Any
) -> int:
    """A request due in so many days."""
    row = {
        "kind": kind, "account_id": work.account(ONE), "operator_id": operator,
        "fields": {"reason": "replacement", "contact_person": "Сосед", "phone": CALLER},
        "due_on": None if due is None else TODAY + timedelta(days=due),
        "created_at": work.clock.at, "form_key": f"k{kind}{due}{more}",
    }  # fmt: skip
    with work.engine.begin() as db:
        return db.execute(insert(RequestRow).returning(RequestRow.id), row | more).scalar_one()


def row_of(work: AtWork, number: int) -> Any:
    with work.engine.connect() as db:
        return db.execute(select(RequestRow.__table__).where(RequestRow.id == number)).one()


def rows_of(work: AtWork, table: Any) -> list[Any]:
    with work.engine.connect() as db:
        return list(db.execute(select(table.__table__)).all())


def listed(browser: Browser, query: str = "") -> list[int]:
    page = browser.get(f"{LIST}{query}").get_data(as_text=True).partition("<tbody>")[2]
    return [int(part.partition('"')[0]) for part in page.split(f'<a href="{LIST}')[1:]]


def test_overdue_ones_lead_and_emergencies_before_all(work: AtWork) -> None:
    anna = work.operator("anna")
    later = asked(work, anna, RequestKind.SEALING, 9)
    timeless = asked(work, anna, RequestKind.CHARGES, fields={"satisfied": "to_head"})
    late = asked(work, anna, RequestKind.INSPECTION, -2)
    later_still = asked(work, anna, RequestKind.UNSEALING, 12)
    very_late = asked(work, anna, RequestKind.SEALING, -8)
    emergency = asked(
        work, anna, RequestKind.EMERGENCY, fields={"danger": "people", "what": "leak"}
    )
    asked(work, anna, RequestKind.SEALING, -1, done_at=work.clock.at)
    asked(work, anna, RequestKind.CALLBACK, -1)
    browser = work.browser(anna)
    assert listed(browser) == [emergency, very_late, late, later, later_still, timeless]
    page = browser.get(LIST).get_data(as_text=True)
    assert "2 просрочены" in page
    assert "▲ Просрочена на 2 рабочих дня" in page and "осталось 6 рабочих дней" in page


def test_the_list_is_filtered_and_turned(work: AtWork) -> None:
    anna, boris = work.operator("anna"), work.operator("boris")
    mine = asked(work, anna, RequestKind.SEALING, -1)
    his = asked(work, boris, RequestKind.SEALING, 3)
    other = asked(work, anna, RequestKind.INSPECTION, 4)
    browser = work.browser(anna)
    assert listed(browser, "?kind=sealing") == [mine, his]
    assert listed(browser, "?mine=1") == [mine, other]
    assert listed(browser, "?overdue=1") == [mine]
    assert listed(browser, "?kind=nonsense&page=x") == [mine, his, other]
    many = [asked(work, anna, RequestKind.UNSEALING, 20 + day) for day in range(25)]
    assert listed(browser, "?kind=unsealing") == many[:20]
    assert listed(browser, "?kind=unsealing&page=2") == many[20:]
    assert listed(browser, "?kind=unsealing&page=99") == many[20:]
    page = browser.get(f"{LIST}?kind=unsealing&mine=1&page=2").get_data(as_text=True)
    assert f"{LIST}?page=1&amp;kind=unsealing&amp;mine=True" in page


def test_the_list_says_nothing_personal_and_a_look_at_one_is_on_record(work: AtWork) -> None:
    anna = work.operator("anna")
    number = asked(work, anna, RequestKind.SEALING, 3)
    browser = work.browser(anna)
    page = browser.get(LIST).get_data(as_text=True)
    assert "После замены" in page
    assert CALLER not in page and "Сосед" not in page and ONE not in page
    assert work.looks() == []
    page = browser.get(f"{LIST}{number}").get_data(as_text=True)
    assert CALLER in page and "Сосед" in page
    assert work.looks() == [("request", f"request {number}")]
    assert browser.get(f"{LIST}999999").status_code == 404


def test_of_a_caller_who_is_not_identified_nothing_is_shown(work: AtWork) -> None:
    anna = work.operator("anna")
    number = asked(work, anna, RequestKind.SEALING, 3)
    work.call(anna, account_id=work.account(ONE), identified_by="number")
    page = work.browser(anna).get(f"{LIST}{number}").get_data(as_text=True)
    assert CALLER not in page and "Сосед" not in page


def test_done_with_who_and_when_and_the_card_shows_it(work: AtWork) -> None:
    anna, boss = work.operator("anna"), work.operator("boss", Role.SUPERVISOR)
    number = asked(work, anna, RequestKind.SEALING, 3)
    browser = work.browser(boss)
    browser.get(f"{LIST}{number}")
    answer = browser.post(f"{LIST}{number}/close", how="done", note="Пломба 778")
    assert answer.status_code == 303
    row = row_of(work, number)
    assert (row.closed_as, row.closed_by_id, row.closing_note) == ("done", boss, "Пломба 778")
    assert row.done_at == work.clock.at
    page = browser.get(f"{LIST}{number}").get_data(as_text=True)
    assert "Выполнена" in page and "Имя boss" in page and "Пломба 778" in page
    work.call(anna, account_id=work.account(ONE), identified_by="address")
    card = work.browser(anna).get(f"/customers/{work.public(ONE)}").get_data(as_text=True)
    assert "Выполнена" in card and "Имя boss" in card and f'href="{LIST}{number}"' in card


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"how": "refused", "note": " "}, "причин"),
        ({"how": "", "note": "что-то"}, "Выберите из списка"),
        ({"how": "given_up", "note": "что-то"}, "Выберите из списка"),
        ({"how": "done", "note": "x" * 2001}, "Слишком длинно"),
    ],
)
def test_a_wrong_end_is_said_and_nothing_lost(
    work: AtWork, form: dict[str, str], said: str
) -> None:
    anna = work.operator("anna")
    number = asked(work, anna, RequestKind.SEALING, 3)
    browser = work.browser(anna)
    answer = browser.post(f"{LIST}{number}/close", **form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page and form["note"].strip()[:50] in page
    assert row_of(work, number).done_at is None


def test_of_two_at_once_one_closes_it(work: AtWork) -> None:
    people = [work.operator(f"one{n}") for n in range(2)]
    number = asked(work, people[0], RequestKind.SEALING, 3)
    browsers = [work.browser(each) for each in people]
    for browser in browsers:
        browser.get(f"{LIST}{number}")
    answers: dict[int, int] = {}
    start = Barrier(2)

    def close(which: int) -> None:
        start.wait()
        note = f"Закрыл {which}"
        answer = browsers[which].post(f"{LIST}{number}/close", how="refused", note=note)
        answers[which] = answer.status_code

    threads = [Thread(target=close, args=(which,)) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [303, 409]
    winner = next(which for which, status in answers.items() if status == 303)
    row = row_of(work, number)
    assert (row.closed_by_id, row.closing_note) == (people[winner], f"Закрыл {winner}")
    assert row.closed_as == Closing.REFUSED


def test_what_is_typed_is_kept_until_it_is_sent(work: AtWork) -> None:
    anna = work.operator("anna")
    number = asked(work, anna, RequestKind.SEALING, 3)
    browser = work.browser(anna)
    page = browser.get(f"{LIST}{number}").get_data(as_text=True)
    where = page.partition('data-draft="')[2].partition('"')[0]
    assert browser.post(where, how="refused", note="Недописа").status_code == 204
    again = browser.get(f"{LIST}{number}").get_data(as_text=True)
    assert "Недописа" in again and 'value="refused" checked' in again
    browser.post(f"{LIST}{number}/close", how="done")
    assert rows_of(work, DraftRow) == []


def test_a_call_back_is_ended_on_its_own_page(work: AtWork) -> None:
    anna = work.operator("anna")
    number = asked(work, anna, RequestKind.CALLBACK)
    assert work.browser(anna).post(f"{LIST}{number}/close", how="done").status_code == 409
    assert row_of(work, number).done_at is None


def test_after_a_satisfactory_answer_nothing_is_left_to_do(work: AtWork) -> None:
    anna = work.operator("anna")
    work.call(anna, account_id=work.account(ONE), identified_by="address")
    browser = work.browser(anna)
    form = {"customer": work.public(ONE), "period": "май", "question": "?", "explanation": "!"}
    for key, satisfied in (("a", "yes"), ("b", "written_answer")):
        sent = form | {"form_key": key, "satisfied": satisfied}
        assert browser.post("/requests/charges", **sent).status_code == 303
    with work.engine.connect() as db:
        found = db.execute(select(RequestRow.done_at).order_by(RequestRow.id)).scalars().all()
    assert found == [work.clock.at, None]


@pytest.mark.parametrize(
    ("role", "status"),
    [("engineer", 200), ("supervisor", 200), ("auditor", 403), ("administrator", 403)],
)
def test_who_comes_to_it(work: AtWork, role: str, status: int) -> None:
    browser = work.browser(work.operator("somebody", Role(role)))
    assert browser.get(LIST).status_code == status


def test_a_request_kept_with_a_field_of_old_is_still_shown(work: AtWork) -> None:
    anna = work.operator("anna")
    number = asked(work, anna, RequestKind.SEALING, 3)
    with work.engine.begin() as db:
        fields = {"meter": "999999", "visit_on": "2026-06-25", "note": "<b>"}
        db.execute(update(RequestRow).values(fields=fields))
    page = work.browser(anna).get(f"{LIST}{number}").get_data(as_text=True)
    assert "25 июн" in page and "&lt;b&gt;" in page
