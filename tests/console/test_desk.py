"""The desk on the server's side: its page, its parts, and what its buttons ask for."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import insert, update

from models.events.kinds import Kind
from models.events.log import Event, add
from models.floor import (
    Action,
    Alarm,
    Away,
    Closed,
    Consult,
    EndConsult,
    Ready,
    SignOff,
    Transfer,
)
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.outbound.tables import OutboundAttemptRow
from models.tables import CallbackRow
from tests.console.at_work import CALLER, NOON, AtWork, Browser, work

__all__ = ["work"]


@dataclass
class Line:
    """The console's line to a gateway that grants everything, or nothing."""

    refuses: str = ""
    asked: list[Action] = field(default_factory=list)

    def do(self, action: Action) -> str:
        self.asked.append(action)
        return self.refuses


@pytest.fixture
def line(work: AtWork) -> Line:
    one = Line()
    work.app.extensions["teplofon.gateway"] = one
    return one


def desk_of(work: AtWork) -> tuple[int, Browser]:
    number = work.operator("anna")
    browser = work.browser(number)
    browser.get("/customers/")
    return number, browser


@pytest.mark.parametrize(
    ("path", "form", "action"),
    [
        ("ready", {}, lambda me: Ready(me)),
        ("away", {"reason": "lunch"}, lambda me: Away(me, "lunch")),
        ("sign-off", {}, lambda me: SignOff(me)),
        ("transfer", {"to": "legal"}, lambda me: Transfer(me, "legal")),
        ("transfer", {"to": "head"}, lambda me: Transfer(me, "head")),
        ("consult", {"to": "head"}, lambda me: Consult(me, "head")),
        ("consult/end", {"how": "back"}, lambda me: EndConsult(me, "back")),
        ("alarm", {"on": "yes"}, lambda me: Alarm(me, True)),
        ("alarm", {"on": "no"}, lambda me: Alarm(me, False)),
    ],
)
def test_a_button_asks_the_gateway(
    work: AtWork, line: Line, path: str, form: dict[str, str], action: Any
) -> None:
    me, browser = desk_of(work)
    assert browser.post(f"/desk/{path}", **form).json == {"refused": ""}
    assert line.asked == [action(me)]
    line.refuses = "in_a_call"
    assert browser.post(f"/desk/{path}", **form).json == {"refused": "Сначала закончите разговор"}


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("away", {"reason": "holiday"}), ("away", {}), ("transfer", {"to": "nowhere"}),
        ("consult", {"to": "legal"}), ("consult/end", {"how": "shout"}),
    ],
)  # fmt: skip
def test_a_wish_that_makes_no_sense_goes_nowhere(
    work: AtWork, line: Line, path: str, form: dict[str, str]
) -> None:
    _, browser = desk_of(work)
    assert browser.post(f"/desk/{path}", **form).status_code == 400
    assert line.asked == []


def test_that_a_contact_is_closed_is_told_again_but_not_of_one_that_is_open(
    work: AtWork, line: Line
) -> None:
    me, browser = desk_of(work)
    assert browser.post("/desk/closed", call="7").json == {"refused": ""}
    assert line.asked == [Closed(me, 7)]
    call, _ = work.call(me)
    assert browser.post("/desk/closed", call=str(call)).status_code == 400
    assert browser.post("/desk/closed", call="x").status_code == 400
    assert len(line.asked) == 1


def test_a_call_that_we_made_says_so(work: AtWork) -> None:
    """To whom it rings, and who talks: which promise it keeps, without the number (C9)."""
    me, browser = desk_of(work)
    asked, _ = work.call(me)
    work.later(minutes=30)
    made, _ = work.call(me, "+79127654321")
    row = {
        "call_id": asked, "number": "+79127654321", "reason": "asked", "asked_at": NOON,
        "due_at": NOON, "claimed_until": work.clock.at,
    }  # fmt: skip
    with work.engine.begin() as db:
        number = db.execute(insert(CallbackRow).returning(CallbackRow.id), row).scalar_one()
        attempt = {"callback_id": number, "number": "+79127654321", "carrier": "asterisk"}
        attempt |= {"key": "made", "placed_at": work.clock.at, "call_id": made}
        db.execute(insert(OutboundAttemptRow), attempt)
    shown = browser.get(f"/desk/made?call={made}").get_data(as_text=True)
    assert "Звоним мы." in shown and f"№ {asked}" in shown and "12:00" in shown
    assert "Просил оператора" in shown and "7654321" not in shown
    for other in (f"?call={asked}", "", "?call=x"):
        assert browser.get(f"/desk/made{other}").get_data(as_text=True).strip() == ""
    assert 'data-made="/desk/made"' in browser.get("/desk/").get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "contact", "clocks", "caller", "made"])
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_others_have_no_desk(work: AtWork, role: Role, path: str) -> None:
    browser = work.browser(work.operator("other", role))
    assert browser.get(f"/desk/{path}").status_code == 403


def test_without_a_contact_there_is_the_search(work: AtWork) -> None:
    _, browser = desk_of(work)
    found = browser.get("/desk/contact").json
    assert found == {"contact": None, "card": "/customers/", "close": None}
    assert browser.get("/desk/caller").status_code == 303


def test_a_caller_of_whom_no_account_is_known(work: AtWork) -> None:
    me, browser = desk_of(work)
    _, contact = work.call(me)
    found = browser.get("/desk/contact").json
    assert found == {"contact": contact, "card": "/desk/caller", "close": f"/contacts/{contact}"}
    page = browser.get("/desk/caller", fragment=True).text
    assert CALLER in page and "Клиент не определён" in page
    assert "/requests/callback" in page and "/requests/reading" not in page
    assert "<html" not in page


def test_a_caller_whom_the_menu_knows(work: AtWork) -> None:
    me, browser = desk_of(work)
    work.call(me, account_id=work.account("10000016"), identified_by="number")
    found = browser.get("/desk/contact").json
    assert found and found["card"] == f"/customers/{work.public('10000016')}"
    assert browser.get("/desk/caller").status_code == 303


def test_the_clocks_of_a_talk(work: AtWork) -> None:
    me, browser = desk_of(work)
    call, _ = work.call(me)
    with work.engine.begin() as db:
        began = work.clock.at
        add(db, [Event(call, began, Kind.QUEUED, queue="individuals", mark="1")])
        work.later(seconds=12)
        add(db, [Event(call, work.clock.at, Kind.ANSWERED, me, "individuals", mark="2")])
    clocks = browser.get("/desk/clocks").text
    assert f'data-since="{began.isoformat()}"' in clocks
    assert f'data-until="{work.clock.at.isoformat()}"' in clocks  # the wait stands
    assert "0:12" in clocks
    assert "<html" not in clocks


def test_the_softphone_of_a_browser_and_the_telephone_on_a_desk(work: AtWork) -> None:
    me, browser = desk_of(work)
    account = browser.post("/desk/telephone").json
    assert account and account["user"] == "op-anna" and len(account["password"]) > 20
    assert 'data-kind="browser"' in browser.get("/desk/").text
    with work.engine.begin() as db:
        db.execute(update(OperatorRow).where(OperatorRow.id == me), {"telephone": "desk"})
    assert 'data-kind="desk"' in browser.get("/desk/").text


def test_the_own_state_is_on_every_other_page(work: AtWork) -> None:
    _, browser = desk_of(work)
    assert 'id="state-badge"' in browser.get("/customers/").text
    assert 'id="state-badge"' not in browser.get("/desk/").text
    auditor = work.browser(work.operator("audit", Role.AUDITOR))
    assert 'id="state-badge"' not in auditor.get("/reports/").text
