"""Calling back (C9): whose turn it is, one operator for one call back, what came of it."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from config.utility import read_utility
from models.contacts.callbacks import CLAIM
from models.contacts.tables import CallbackAttemptRow, ContactRow, RequestRow
from models.events.kinds import Kind, Presence
from models.events.log import Event, add
from models.floor import AtWork as OnFloor
from models.floor import Away, Floor, WaitingCall
from models.operators.roles import Role
from models.outbound.tables import OutboundAttemptRow, OutboundRefusalRow
from models.rules.routing import priority
from models.tables import CallbackRow, CallRow, JournalRow
from operator_console.requests.callback import promise
from tests.console.at_work import CALLER, AtWork, Browser, work

__all__ = ["work"]
ONE = "10000016"
NUMBER = "+79127654321"


def promised(work: AtWork, waited: int | None = None, due: int = 60, **more: Any) -> int:
    """A call in which a call back was promised, with the place of so many seconds of waiting."""
    now = work.clock.at
    demo = read_utility("demo")
    place = None if waited is None else priority(demo, now - timedelta(seconds=waited), "", False)
    call = {
        "key": f"cb-{waited}-{due}-{more}", "utility": "demo", "caller": CALLER, "dialled": "",
        "began_at": now, "holder": "", "language": "ru", "account_id": work.account(ONE),
    }  # fmt: skip
    row = {
        "number": NUMBER, "reason": "asked", "asked_at": now,
        "due_at": now + timedelta(minutes=due), "queue": None if waited is None else "individuals",
        "priority": place,
    }  # fmt: skip
    with work.engine.begin() as db:
        number = db.execute(insert(CallRow).returning(CallRow.id), call).scalar_one()
        db.execute(insert(CallbackRow), row | {"call_id": number} | more)
        said = [{"key": "welcome", "values": {}, "language": "ru"}]
        entry = {
            "kind": "answer",
            "key": "menu",
            "value": {"by": "keys", "text": "77"},
            "said": said,
        }
        db.execute(
            insert(JournalRow), {"call_id": number, "position": 0, "at": now, "entry": entry}
        )
    return number


def row_of(work: AtWork, call: int) -> Any:
    with work.engine.connect() as db:
        query = select(CallbackRow.__table__).where(CallbackRow.call_id == call)
        return db.execute(query).one()


def attempts(work: AtWork) -> list[tuple[int, str, str]]:
    with work.engine.connect() as db:
        rows = db.execute(select(CallbackAttemptRow.__table__).order_by(CallbackAttemptRow.id))
        return [(row.operator_id, row.result, row.note) for row in rows]


def line_of(work: AtWork, *waited: int, operators: tuple[OnFloor, ...] = ()) -> None:
    """So many callers wait on the line, for so many seconds."""
    now = work.clock.at
    waiting = tuple(
        WaitingCall(9000 + place, "individuals", now - timedelta(seconds=each), place)
        for place, each in enumerate(waited, 1)
    )
    work.gateway.floor = Floor(at=now, link=True, waiting=waiting, operators=operators)


def text(browser: Browser, url: str) -> str:
    return browser.get(url).get_data(as_text=True)


def listed(browser: Browser) -> list[int]:
    page = text(browser, "/callbacks/").partition("<tbody>")[2]
    return [int(part.partition('"')[0]) for part in page.split('<a href="/callbacks/')[1:]]


def anna_of(work: AtWork) -> tuple[int, Browser]:
    anna = work.operator("anna")
    browser = work.browser(anna)
    browser.get("/customers/")
    return anna, browser


def test_first_those_whose_place_is_reached_then_by_time(work: AtWork) -> None:
    line_of(work, 300, 20)
    behind, overdue = promised(work, waited=100), promised(work, due=-1)
    reached, by_time = promised(work, waited=400, due=90), promised(work, due=30)
    promised(work, due=10, done_at=work.clock.at)
    _, browser = anna_of(work)
    assert listed(browser) == [reached, overdue, by_time, behind]
    page = text(browser, "/callbacks/")
    assert "Очередь подошла" in page and "▲ Просрочен" in page
    assert NUMBER not in page and CALLER not in page and ONE not in page
    assert browser.get("/callbacks/count").json == {"count": 3}
    assert work.looks() == []


def test_a_kept_place_is_not_taken_before_a_live_caller_who_came_earlier(work: AtWork) -> None:
    call = promised(work, waited=100)
    line_of(work, 300)
    _, browser = anna_of(work)
    assert f"/callbacks/{call}/take" not in text(browser, "/callbacks/")
    assert browser.post(f"/callbacks/{call}/take").headers["Location"] == "/callbacks/"
    assert row_of(work, call).claimed_by_id is None
    assert "Очередь этого звонка ещё не подошла" in text(browser, "/callbacks/")
    line_of(work, 20)  # that caller has been answered
    assert browser.post(f"/callbacks/{call}/take").headers["Location"] == f"/callbacks/{call}"


def test_without_a_link_nobody_is_overtaken(work: AtWork) -> None:
    call, other = promised(work, waited=100), promised(work)
    _, browser = anna_of(work)
    assert listed(browser) == [other, call]
    assert "Нет связи с телефонией" in text(browser, "/callbacks/")
    browser.post(f"/callbacks/{call}/take")
    assert row_of(work, call).claimed_by_id is None
    browser.post(f"/callbacks/{other}/take")
    assert row_of(work, other).claimed_by_id


def test_who_takes_it_sees_number_and_menu_and_that_is_on_record(work: AtWork) -> None:
    line_of(work)
    call = promised(work)
    anna, browser = anna_of(work)
    assert NUMBER not in text(browser, f"/callbacks/{call}")
    assert work.looks() == []
    browser.post(f"/callbacks/{call}/take")
    page = text(browser, f"/callbacks/{call}")
    assert NUMBER in page and "<kbd>77</kbd>" in page and "tel:" not in page
    assert work.looks() == [("call back", f"call back {call}")]
    other = work.browser(work.operator("boris"))
    page = text(other, f"/callbacks/{call}")
    assert NUMBER not in page and "77" not in page and "Имя anna" in page
    row = row_of(work, call)
    assert (row.claimed_by_id, row.claimed_until) == (anna, work.clock.at + CLAIM)


def test_two_operators_at_once_and_one_has_it(work: AtWork) -> None:
    line_of(work)
    call = promised(work)
    people = [work.operator(f"one{n}") for n in range(3)]
    browsers = [work.browser(each) for each in people]
    for browser in browsers:
        browser.get("/callbacks/")
    to: dict[int, str] = {}
    start = Barrier(len(people))

    def take(which: int) -> None:
        start.wait()
        to[which] = browsers[which].post(f"/callbacks/{call}/take").headers["Location"]

    threads = [Thread(target=take, args=(which,)) for which in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [which for which, where in to.items() if where == f"/callbacks/{call}"]
    assert len(winners) == 1
    assert row_of(work, call).claimed_by_id == people[winners[0]]


def test_a_claim_ends_by_itself_or_is_given_back(work: AtWork) -> None:
    line_of(work)
    call = promised(work)
    _, browser = anna_of(work)
    boris = work.operator("boris")
    other = work.browser(boris)
    browser.post(f"/callbacks/{call}/take")
    assert other.post(f"/callbacks/{call}/take").headers["Location"] == "/callbacks/"
    other.post(f"/callbacks/{call}/give-back")  # it is not his
    assert NUMBER in text(browser, f"/callbacks/{call}")
    work.later(minutes=15)
    assert NUMBER not in text(browser, f"/callbacks/{call}")
    assert other.post(f"/callbacks/{call}/take").headers["Location"] == f"/callbacks/{call}"
    late = browser.post(f"/callbacks/{call}/result", result="reached")
    assert late.status_code == 303 and attempts(work) == []
    other.post(f"/callbacks/{call}/give-back")
    assert row_of(work, call).claimed_by_id is None


def test_one_operator_has_one_and_no_call_besides(work: AtWork) -> None:
    line_of(work)
    first, second = promised(work), promised(work, due=70)
    anna, browser = anna_of(work)
    browser.post(f"/callbacks/{first}/take")
    browser.post(f"/callbacks/{second}/take")
    assert row_of(work, second).claimed_by_id is None
    browser.post(f"/callbacks/{first}/give-back")
    work.call(anna)
    browser.post(f"/callbacks/{second}/take")
    assert row_of(work, second).claimed_by_id is None
    assert "Сначала закончите разговор" in text(browser, "/callbacks/")


def test_what_is_typed_is_kept_until_it_is_sent(work: AtWork) -> None:
    line_of(work)
    call = promised(work)
    _, browser = anna_of(work)
    browser.post(f"/callbacks/{call}/take")
    where = text(browser, f"/callbacks/{call}").partition('data-draft="')[2].partition('"')[0]
    assert browser.post(where, result="reached", note="Недописа").status_code == 204
    again = text(browser, f"/callbacks/{call}")
    assert "Недописа" in again and 'value="reached" checked' in again


@pytest.mark.parametrize(
    ("doing", "taken", "told"),
    [
        (Presence.READY, True, 1),
        (Presence.AWAY, True, 0),
        (Presence.OFFLINE, True, 0),
        (Presence.RINGING, False, 0),
        (Presence.WRAP_UP, False, 0),
    ],
)
def test_no_call_rings_while_somebody_calls_back(
    work: AtWork, doing: Presence, taken: bool, told: int
) -> None:
    call = promised(work)
    anna, browser = anna_of(work)
    line_of(work, operators=(OnFloor(anna, "anna", "Имя", doing, work.clock.at),))
    browser.post(f"/callbacks/{call}/take")
    assert (row_of(work, call).claimed_by_id == anna) is taken
    assert work.gateway.told == [Away(anna, "callback")] * told


def tried(work: AtWork, browser: Browser, call: int, result: str, note: str = "") -> None:
    assert browser.post(f"/callbacks/{call}/take").headers["Location"] == f"/callbacks/{call}"
    answer = browser.post(f"/callbacks/{call}/result", result=result, note=note)
    assert answer.headers["Location"] == "/callbacks/"


@pytest.mark.parametrize("result", ["reached", "wrong_number"])
def test_reached_or_a_strangers_number_ends_it(work: AtWork, result: str) -> None:
    line_of(work)
    call = promised(work)
    anna, browser = anna_of(work)
    tried(work, browser, call, result, "Объяснила счёт")
    assert attempts(work) == [(anna, result, "Объяснила счёт")]
    assert row_of(work, call).done_at == work.clock.at
    browser.post(f"/callbacks/{call}/result", result=result)  # sent twice
    assert len(attempts(work)) == 1
    assert browser.post(f"/callbacks/{call}/take").headers["Location"] == "/callbacks/"
    assert listed(browser) == []


def test_nobody_answers_so_it_is_tried_again_and_given_up_in_the_end(work: AtWork) -> None:
    line_of(work)
    call = promised(work, waited=400)
    anna = work.operator("anna")
    due = row_of(work, call).due_at
    for number in (1, 2):
        browser = work.browser(anna)  # a session ends after an hour
        tried(work, browser, call, "not_reached")
        row = row_of(work, call)
        assert (row.done_at, row.claimed_by_id) == (None, None)
        assert row.again_at == work.clock.at + timedelta(minutes=60)  # of working time
        assert row.due_at == max(due, row.again_at)
        assert f"{number} из 3" in text(browser, "/callbacks/")
        assert browser.get("/callbacks/count").json == {"count": 0}
        browser.post(f"/callbacks/{call}/take")  # too early
        assert row_of(work, call).claimed_by_id is None
        work.later(minutes=60)
        line_of(work)
    browser = work.browser(anna)
    tried(work, browser, call, "not_reached")
    assert row_of(work, call).done_at == work.clock.at
    assert [result for _, result, _ in attempts(work)] == ["not_reached"] * 3
    assert "закрыто как «не дозвонились»" in text(browser, "/callbacks/")


def test_what_an_operator_promised_ends_with_it_and_may_be_promised_anew(work: AtWork) -> None:
    line_of(work)
    anna, browser = anna_of(work)
    call, contact = work.call(anna, account_id=work.account(ONE), identified_by="address")
    form = {"customer": work.public(ONE), "phone": NUMBER, "about": "Счёт"}
    browser.post("/requests/callback", **form, form_key="a")
    closing = {"topic": "readings", "outcome": "callback_promised"}
    browser.post(f"/contacts/{contact}/close", **closing)
    tried(work, browser, call, "reached", "Всё сказано")
    with work.engine.connect() as db:
        row = db.execute(select(RequestRow.__table__)).one()
    assert (row.closed_as, row.closed_by_id, row.closing_note) == ("done", anna, "Всё сказано")
    with work.app.test_request_context(), work.engine.begin() as db:
        promise(db, call, NUMBER)
    assert listed(browser) == [call]


def test_what_is_registered_while_calling_back_belongs_to_that_calls_contact(work: AtWork) -> None:
    line_of(work)
    anna, browser = anna_of(work)
    call, contact = work.call(anna, account_id=work.account(ONE), identified_by="address")
    browser.post("/requests/callback", customer=work.public(ONE), phone=NUMBER, about="Счёт")
    closing = {"topic": "readings", "outcome": "callback_promised"}
    browser.post(f"/contacts/{contact}/close", **closing)
    boris = work.operator("boris")
    other = work.browser(boris)
    other.get("/callbacks/")
    other.post(f"/callbacks/{call}/take")
    page = text(other, f"/callbacks/{call}")
    assert f"/customers/{work.public(ONE)}/reason" in page
    other.post(f"/customers/{work.public(ONE)}/reason", reason=f"Звонок {call}")
    sent = {"service": "Рассрочка", "refusal_reason": "Нет договора", "explained": "yes"}
    other.post("/requests/refusal", customer=work.public(ONE), form_key="b", **sent)
    with work.engine.connect() as db:
        row = db.execute(select(RequestRow.__table__).where(RequestRow.kind == "refusal")).one()
    assert (row.contact_id, row.operator_id) == (contact, boris)


@pytest.mark.parametrize(
    "form", [{}, {"result": "maybe"}, {"result": "reached", "note": "x" * 2001}]
)
def test_a_result_that_is_none_is_not_stored(work: AtWork, form: dict[str, str]) -> None:
    line_of(work)
    call = promised(work)
    _, browser = anna_of(work)
    browser.post(f"/callbacks/{call}/take")
    answer = browser.post(f"/callbacks/{call}/result", **form)
    assert answer.status_code == 422
    assert form.get("note", "")[:100] in answer.get_data(as_text=True)
    assert attempts(work) == []


@pytest.mark.parametrize(
    ("role", "status"),
    [("engineer", 200), ("supervisor", 200), ("auditor", 403), ("administrator", 403)],
)
def test_who_comes_to_it(work: AtWork, role: str, status: int) -> None:
    browser = work.browser(work.operator("somebody", Role(role)))
    assert browser.get("/callbacks/").status_code == status
    assert browser.get("/callbacks/count").status_code == status


def test_what_does_not_exist_is_not_found(work: AtWork) -> None:
    _, browser = anna_of(work)
    assert browser.get("/callbacks/999999").status_code == 404
    assert browser.post("/callbacks/999999/take").status_code == 404
    assert "Перезванивать некому" in text(browser, "/callbacks/")


def test_a_reason_no_text_names_and_a_queue_no_longer_there(work: AtWork) -> None:
    line_of(work)
    call = promised(work, waited=10)
    with work.engine.begin() as db:
        db.execute(update(CallbackRow).values(reason="made_up", queue="gone"))
    _, browser = anna_of(work)
    assert listed(browser) == [call]


def test_the_desk_leads_there(work: AtWork) -> None:
    _, browser = anna_of(work)
    page = text(browser, "/desk/")
    assert 'data-callbacks="/callbacks/count"' in page and 'data-shortcut="c"' in page


def tried_by_machine(work: AtWork, call: int, outcome: str | None, minutes: int) -> None:
    """So many minutes ago."""
    at = work.clock.at - timedelta(minutes=minutes)
    attempt = {
        "callback_id": row_of(work, call).id, "number": f"+7912000{minutes:04}", "outcome": outcome,
        "carrier": "asterisk", "key": f"{call} {minutes}", "placed_at": at,
        "ended_at": at if outcome else None,
    }  # fmt: skip
    with work.engine.begin() as db:
        db.execute(insert(OutboundAttemptRow), attempt)


def test_nobody_can_take_what_the_machine_calls_now(work: AtWork) -> None:
    line_of(work)
    call = promised(work, claimed_until=work.clock.at + timedelta(hours=2))
    tried_by_machine(work, call, None, 0)
    _, browser = anna_of(work)
    assert "Система звонит сейчас" in text(browser, "/callbacks/")
    assert browser.get("/callbacks/count").json == {"count": 0}
    browser.post(f"/callbacks/{call}/take")
    assert "Система звонит этому абоненту прямо сейчас" in text(browser, "/callbacks/")
    assert row_of(work, call).claimed_by_id is None


def test_what_the_machine_gives_up_is_for_a_person_to_decide(work: AtWork) -> None:
    line_of(work)
    call = promised(work, asked_at=work.clock.at - timedelta(hours=1))
    _, browser = anna_of(work)
    for minutes, outcome in enumerate(("busy", "refused", "no_answer", "answered"), 1):
        assert "исчерпан" not in text(browser, "/callbacks/")
        tried_by_machine(work, call, outcome, minutes)
    page = text(browser, "/callbacks/")
    assert "Автодозвон исчерпан" in page and "Автодозвон: 3 из 3" in page
    page = text(browser, f"/callbacks/{call}")
    for words in ("Занято", "Линия не приняла звонок", "Не ответили", "до оператора не дошло"):
        assert words in page
    assert browser.post(f"/callbacks/{call}/take").headers["Location"] == f"/callbacks/{call}"


def test_why_the_machine_does_not_call_is_shown_until_it_does(work: AtWork) -> None:
    line_of(work)
    call = promised(work, asked_at=work.clock.at - timedelta(hours=1))
    row = {"callback_id": row_of(work, call).id, "why": "prefix"}
    with work.engine.begin() as db:
        at = work.clock.at - timedelta(minutes=5)
        db.execute(insert(OutboundRefusalRow), row | {"at": at})
    _, browser = anna_of(work)
    assert "номер не из разрешённых" in text(browser, "/callbacks/")
    tried_by_machine(work, call, "busy", 4)
    assert "номер не из разрешённых" not in text(browser, "/callbacks/")


def talked(work: AtWork, operator: int, caller: str) -> None:
    """A call from this number, answered by the operator, a minute later."""
    work.later(minutes=1)
    call, contact = work.call(operator, caller)
    with work.engine.begin() as db:
        add(db, [Event(call, work.clock.at, Kind.ANSWERED, operator, mark=f"answered:{call}")])
        db.execute(
            update(ContactRow).where(ContactRow.id == contact).values(closed_at=work.clock.at)
        )


def test_who_talked_with_us_meanwhile_is_for_a_person_to_ask(work: AtWork) -> None:
    call, other = promised(work), promised(work, number="+79127654322")
    boris = work.operator("boris")
    talked(work, boris, "89127654321")
    line_of(work)
    _, browser = anna_of(work)
    page = text(browser, "/callbacks/")
    assert page.count("Говорил с оператором") == 1
    assert "12:01" in page.partition("Говорил с оператором")[2][:40]
    assert "Говорил с оператором" in text(browser, f"/callbacks/{call}")
    assert "Говорил с оператором" not in text(browser, f"/callbacks/{other}")
    tried(work, browser, call, "reached", "Не нужно")
    assert listed(browser) == [other]


def test_nobody_takes_a_promise_to_a_number_that_the_machine_calls_now(work: AtWork) -> None:
    """By another promise of the same customer."""
    line_of(work)
    called, other = promised(work), promised(work, due=70)
    row = {
        "callback_id": row_of(work, called).id, "number": NUMBER, "carrier": "asterisk",
        "key": "goes on", "placed_at": work.clock.at,
    }  # fmt: skip
    with work.engine.begin() as db:
        db.execute(insert(OutboundAttemptRow), row)
    _, browser = anna_of(work)
    browser.post(f"/callbacks/{other}/take")
    assert "Система звонит этому абоненту прямо сейчас" in text(browser, "/callbacks/")
    assert row_of(work, other).claimed_by_id is None
    work.later(hours=2)  # whoever called has died, or was switched off
    work.browser(work.operator("boris")).post(f"/callbacks/{other}/take")
    assert row_of(work, other).claimed_by_id
