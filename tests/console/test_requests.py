"""The forms: what is registered, once; what is wrong is said and nothing typed is lost."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from models.contacts.records import Outcome, RequestKind
from models.contacts.tables import ContactRow, DraftRow, RequestRow
from models.operators.roles import Role
from models.tables import CallbackRow
from tests.console.at_work import CALLER, AtWork, work
from tests.console.registering import ONE, meter_of, picture, rows, sealing, talking

__all__ = ["work"]


def test_sealing_is_registered_once_with_its_due_day(work: AtWork) -> None:
    browser, form = talking(work)
    first = browser.post("/requests/sealing", **form, **sealing(work))
    again = browser.post("/requests/sealing", **form, **sealing(work))
    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    (row,) = rows(work, RequestRow)
    assert (row.kind, row.due_on, row.done_at) == ("sealing", date(2026, 6, 25), None)
    assert row.fields["phone"] == CALLER
    assert "25 июн" in browser.get(first.headers["Location"]).get_data(as_text=True)
    card = browser.get(f"/customers/{form['customer']}").get_data(as_text=True)
    assert "После 18:00" in card


def test_the_days_offered_leave_out_weekend_and_holiday(work: AtWork) -> None:
    browser, form = talking(work)
    page = browser.get(f"/requests/sealing?customer={form['customer']}").get_data(as_text=True)
    offered = [day for day in range(10, 31) if f'value="2026-06-{day}"' in page]
    assert offered == [18, 19, 22, 23, 24, 25]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("phone", "12", "Такого номера телефона не бывает"),
        ("phone", "", "Заполните это поле"),
        ("visit_on", "2026-06-12", "Выберите из списка"),
        ("meter", "999999", "Выберите из списка"),
        ("reason", "scheduled", "Выберите из списка"),
        ("contact_person", "я" * 201, "Слишком длинно"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(
    work: AtWork, field: str, value: str, said: str
) -> None:
    browser, form = talking(work)
    note = "<b>&quot; не терять"
    answer = browser.post(
        "/requests/sealing", **form, **sealing(work, **{"note": note, field: value})
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert "&lt;b&gt;&amp;quot; не терять" in page
    assert 'name="form_key" value="key-1"' in page
    assert rows(work, RequestRow) == []


def test_a_legal_entity_is_asked_for_contract_and_object(work: AtWork) -> None:
    work.rename(ONE, customer="legal")
    browser, form = talking(work)
    lacking = browser.post("/requests/inspection", **form, **sealing(work)).get_data(as_text=True)
    assert lacking.count("Заполните это поле") == 3
    more = {"contract": "ТС-17/204", "object": "Магазин", "device": "heat_metering_unit"}
    assert browser.post("/requests/inspection", **form, **sealing(work), **more).status_code == 303
    found = browser.post("/customers/search", typed="тс 17/204").get_data(as_text=True)
    assert "договор" in found
    assert "Тестов" in found


def test_nothing_is_registered_for_an_account_nobody_identified(work: AtWork) -> None:
    anna = work.operator("anna")
    work.call(anna)
    browser = work.browser(anna)
    form = {"customer": work.public(ONE), "form_key": "k"}
    for kind in ("sealing", "unsealing", "inspection", "charges", "reading"):
        assert browser.get(f"/requests/{kind}?customer={form['customer']}").status_code == 409
        assert browser.post(f"/requests/{kind}", **form, **sealing(work)).status_code == 409
    assert rows(work, RequestRow) == []


def test_an_account_number_alone_is_not_enough_for_charges(work: AtWork) -> None:
    browser, form = talking(work, by="number")
    assert browser.get(f"/requests/charges?customer={form['customer']}").status_code == 409
    assert browser.get(f"/requests/sealing?customer={form['customer']}").status_code == 200


def test_a_promise_to_call_back_is_the_one_of_the_menu(work: AtWork) -> None:
    browser, form = talking(work)
    assert browser.post("/requests/callback", **form, phone=CALLER, about="Счёт").status_code == 303
    late = {**form, "form_key": "key-2"}
    browser.post("/requests/callback", **late, phone="+79127654321", about="Счёт")
    (promise,) = rows(work, CallbackRow)
    assert (promise.number, promise.done_at) == ("+79127654321", None)
    assert promise.due_at > work.clock.at


def test_an_emergency_raises_the_alarm_once(work: AtWork) -> None:
    browser, form = talking(work)
    what = {"danger": "people", "what": "scald", "address": "Ленина 25, подвал"}
    for _ in range(2):
        page = browser.post("/requests/emergency", **form, **what)
        assert page.status_code == 303
    alarms = [one for one in work.gateway.told if type(one).__name__ == "Alarm"]
    assert [one.on for one in alarms] == [True]
    assert "201" in browser.get(page.headers["Location"]).get_data(as_text=True)


def test_refusal_and_suspension_need_their_reasons(work: AtWork) -> None:
    browser, form = talking(work)
    assert browser.post("/requests/refusal", **form, service="Рассрочка").status_code == 422
    reasoned = {"service": "Рассрочка", "refusal_reason": "Нет договора", "explained": "yes"}
    assert browser.post("/requests/refusal", **form, **reasoned).status_code == 303
    other = {**form, "form_key": "key-2"}
    assert browser.post("/requests/suspension", **other, conduct="insult").status_code == 422
    warned = {"conduct": "insult", "warned": "yes"}
    assert browser.post("/requests/suspension", **other, **warned).status_code == 303
    kinds = [row.kind for row in rows(work, RequestRow)]
    assert kinds == [RequestKind.REFUSAL, RequestKind.SUSPENSION]


def test_a_draft_comes_back_until_it_is_sent(work: AtWork) -> None:
    browser, form = talking(work)
    page = browser.get(f"/requests/sealing?customer={form['customer']}").get_data(as_text=True)
    where = page.partition('data-draft="')[2].partition('"')[0]
    assert browser.post(where, **form, note="Недописа").status_code == 204
    again = browser.get(f"/requests/sealing?customer={form['customer']}").get_data(as_text=True)
    assert "Недописа" in again
    assert 'name="form_key" value="key-1"' in again
    browser.post("/requests/sealing", **form, **sealing(work))
    assert rows(work, DraftRow) == []
    other = work.browser(work.operator("boris"))
    assert other.post(where, note="x" * 30_000).status_code == 413


def test_no_contact_ends_without_an_outcome(work: AtWork) -> None:
    anna = work.operator("anna")
    call, contact = work.call(anna)
    browser = work.browser(anna)
    assert browser.get(f"/contacts/{contact}").status_code == 200
    lacking = browser.post(f"/contacts/{contact}/close", topic="readings", note="Важное")
    assert lacking.status_code == 422
    assert "Важное" in lacking.get_data(as_text=True)
    unreasoned = {"topic": "readings", "outcome": "refused", "note": " "}
    assert browser.post(f"/contacts/{contact}/close", **unreasoned).status_code == 422
    assert work.gateway.told == []
    ended = {"topic": "readings", "outcome": "resolved", "note": "Всё"}
    for _ in range(2):
        assert browser.post(f"/contacts/{contact}/close", **ended).status_code == 303
    (row,) = rows(work, ContactRow)
    assert (row.outcome, row.topic, row.closed_at) == (Outcome.RESOLVED, "readings", work.clock.at)
    assert {(one.operator, one.call) for one in work.gateway.told} == {(anna, call)}


def test_a_contact_is_closed_by_its_own_operator(work: AtWork) -> None:
    _, contact = work.call(work.operator("anna"))
    boris = work.browser(work.operator("boris", Role.SUPERVISOR))
    ended = {"topic": "readings", "outcome": "resolved"}
    assert boris.post(f"/contacts/{contact}/close", **ended).status_code == 404


def test_the_outcome_that_follows_from_the_work_is_suggested(work: AtWork) -> None:
    browser, form = talking(work)
    browser.post("/requests/sealing", **form, **sealing(work))
    page = browser.get("/contacts/1").get_data(as_text=True)
    assert 'value="request_registered" checked' in page


def test_a_second_call_about_the_same_is_a_repetition(work: AtWork) -> None:
    anna = work.operator("anna")
    known: dict[str, Any] = {"account_id": work.account(ONE), "identified_by": "address"}
    calls = []
    for topic, days in (("charges", 3), ("readings", 3), ("charges", 31), ("charges", 0)):
        call, contact = work.call(anna, **known)
        calls.append(call)
        ended = {"topic": topic, "outcome": "resolved", "note": "Говорили о долге"}
        browser = work.browser(anna)  # of another day
        assert browser.post(f"/contacts/{contact}/close", **ended).status_code == 303
        work.later(days=days)
    with work.engine.connect() as db:
        query = select(ContactRow.call_id, ContactRow.repeat_of).order_by(ContactRow.id)
        repeats = dict(db.execute(query).all())
    assert repeats == {calls[0]: None, calls[1]: None, calls[2]: calls[0], calls[3]: None}


def test_every_page_with_personal_data_logs_a_look(work: AtWork) -> None:
    browser, form = talking(work)
    customer, meter = form["customer"], str(meter_of(work, ONE))
    photo = (BytesIO(picture()), "a.jpg")
    browser.post("/requests/reading", **form, meter=meter, value="123", photo=photo)
    browser.post("/requests/sealing", **{**form, "form_key": "k2"}, **sealing(work))
    values = {
        "customer": customer, "number": "1", "name": "x", "kind": "sealing",
    }  # fmt: skip
    ours = ("customers", "requests", "contacts")
    rules = [rule for rule in work.app.url_map.iter_rules() if rule.endpoint.split(".")[0] in ours]
    assert len(rules) > 12
    for rule in rules:
        url = rule.rule
        for name, value in values.items():
            for kind in ("", "int:"):
                url = url.replace(f"<{kind}{name}>", value)
        before = len(work.looks())
        answers = []
        if "GET" in (rule.methods or ()):
            answers.append(browser.get(f"{url}?customer={customer}"))
        if "POST" in (rule.methods or ()) and not url.endswith("/close"):
            answers.append(browser.post(url, customer=customer, typed="тестов ленина 25-10"))
        shown = any(
            secret in answer.get_data(as_text=True)
            for answer in answers
            if answer.mimetype == "text/html"
            for secret in ("Тестов", "Ленина, 25", ONE, "…427")
        ) or any(answer.mimetype == "image/jpeg" for answer in answers)
        assert not shown or len(work.looks()) > before, url


def test_drafts_and_forms_are_nobodys_without_signing_in(work: AtWork) -> None:
    client = work.app.test_client()
    for url in ("/requests/sealing", "/contacts/1", "/customers/", "/requests/done/1"):
        assert client.get(url).status_code in (302, 401)
    with work.engine.connect() as db:
        assert db.scalar(select(func.count()).select_from(RequestRow)) == 0
