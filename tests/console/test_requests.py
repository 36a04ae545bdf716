"""The forms: what is registered, once; what is wrong is said and nothing typed is lost."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from models.contacts.records import Outcome, RequestKind
from models.contacts.tables import ContactRow, DraftRow, PhotoRow, RequestRow
from models.operators.roles import Role
from models.tables import CallbackRow, MeterRow, ReadingRow
from tests.console.at_work import CALLER, AtWork, Browser, work

__all__ = ["work"]
ONE = "10000016"
VISIT = "2026-06-25"  # the tenth working day after 10 June: the 12th is a holiday


def meter_of(work: AtWork, number: str) -> int:
    query = select(MeterRow.id).where(MeterRow.account_id == work.account(number))
    with work.engine.connect() as db:
        return db.scalars(query.order_by(MeterRow.id)).first() or 0


def rows(work: AtWork, table: Any) -> list[Any]:
    with work.engine.connect() as db:
        return list(db.execute(select(table.__table__)).all())


def talking(work: AtWork, by: str = "address") -> tuple[Browser, dict[str, Any]]:
    """An operator with an identified caller, and what every form sends."""
    anna = work.operator("anna")
    work.call(anna, account_id=work.account(ONE), identified_by=by)
    browser = work.browser(anna)
    return browser, {"customer": work.public(ONE), "form_key": "key-1"}


def sealing(work: AtWork, **other: str) -> dict[str, str]:
    return {
        "meter": str(meter_of(work, ONE)), "reason": "replacement", "contact_person": "Сосед",
        "phone": "8 912 123-45-67", "visit_on": VISIT, "note": "После 18:00",
    } | other  # fmt: skip


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


# --- readings ------------------------------------------------------------------------------------


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, (200, 10, 10)).save(drawn, kind)
    return drawn.getvalue()


def standing(work: AtWork) -> list[Any]:
    return [
        row
        for row in rows(work, ReadingRow)
        if row.source == "operator" and row.replaced_at is None
    ]


def test_a_reading_goes_to_the_ledger_with_its_photo(work: AtWork) -> None:
    browser, form = talking(work, by="number")
    sent = form | {"meter": str(meter_of(work, ONE)), "value": "123,5"}
    for _ in range(2):
        photo = (BytesIO(picture("PNG")), "счётчик.png")
        assert browser.post("/requests/reading", **sent, photo=photo).status_code == 303
    (row,) = standing(work)
    assert (row.value, row.entered_by) == (Decimal("123.5"), "anna")
    (photo_row,) = rows(work, PhotoRow)
    with Image.open(BytesIO(photo_row.content)) as kept:
        assert kept.format == "JPEG"
    where = f"/customers/{form['customer']}/photos/{photo_row.id}"
    assert browser.get(where).status_code == 403  # an account's number shows no photo
    browser.get(f"/customers/{form['customer']}")
    browser.post(f"/customers/{form['customer']}/identity", factor="name", said="Тестов")
    shown = browser.get(where)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    other = f"/customers/{work.public('10000024')}/photos/{photo_row.id}"
    assert browser.get(other).status_code == 403


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a...", b"<svg onload=alert(1)>", picture()[:60], b"\xff\xd8\xff\xe0" + b"x" * 99,
     picture("BMP"), picture("GIF")],
)  # fmt: skip
def test_a_photo_that_is_none_is_refused_and_the_value_kept(work: AtWork, content: bytes) -> None:
    browser, form = talking(work)
    photo = (BytesIO(content), "photo.jpg")
    meter = str(meter_of(work, ONE))
    answer = browser.post("/requests/reading", **form, meter=meter, value="123,5", photo=photo)
    assert answer.status_code == 422
    assert "Это не фото" in answer.get_data(as_text=True)
    assert 'value="123,5"' in answer.get_data(as_text=True)
    assert standing(work) == []


@pytest.mark.parametrize(("value", "asked"), [("900", "намного больше"), ("12", "меньше")])
def test_an_unusual_reading_is_asked_back_not_refused(work: AtWork, value: str, asked: str) -> None:
    browser, form = talking(work)
    sent = form | {"meter": str(meter_of(work, ONE)), "value": value}
    answer = browser.post("/requests/reading", **sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert asked in page
    assert standing(work) == []
    wrong = browser.post("/requests/reading", **sent, confirmed=f"{sent['meter']}:901")
    assert wrong.status_code == 422  # another value was confirmed
    sure = browser.post("/requests/reading", **sent, confirmed=f"{sent['meter']}:{value}")
    assert sure.status_code == 303
    assert [row.value for row in standing(work)] == [Decimal(value)]


@pytest.mark.parametrize(
    "value", ["", "abc", "-5", "1e3", "100000", "1,2345", "NaN", "١٢٣", "1.2.3"]
)
def test_what_no_register_shows_is_refused(work: AtWork, value: str) -> None:
    browser, form = talking(work)
    meter = str(meter_of(work, ONE))
    answer = browser.post("/requests/reading", **form, meter=meter, value=value, confirmed=value)
    assert answer.status_code == 422
    assert standing(work) == []


def test_two_tabs_with_the_same_meter_leave_one_reading(work: AtWork) -> None:
    browser, form = talking(work)
    meter = str(meter_of(work, ONE))
    for key, value in (("tab-1", "122"), ("tab-2", "123")):
        sent = form | {"form_key": key, "meter": meter, "value": value}
        assert browser.post("/requests/reading", **sent).status_code == 303
    assert [row.value for row in standing(work)] == [Decimal(123)]


# --- drafts and the end of a contact -------------------------------------------------------------


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


# --- every way to see data is on record ----------------------------------------------------------


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
