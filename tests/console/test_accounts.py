"""The administrator's pages."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from models.floor import Accounts, MoveQueues, SignOff
from models.operators.roles import Role
from models.operators.tables import AccountChangeRow, OperatorRow
from tests.console.console import PASSWORD, Console

SECRET = re.compile('<span class="secret">([a-z0-9-]+)</span>')
NEW: dict[str, object] = {
    "login": "kim",
    "name": "Ким Анна",
    "role": "engineer",
    "unit": "Отдел сбыта",
    "language": "ru",
    "telephone": "desk",
    "queues": ["individuals", "legal"],
}


def row_of(console: Console, login: str) -> Any:
    with console.office.reader.connect() as connection:
        return connection.execute(select(OperatorRow).where(OperatorRow.login == login)).first()


def changes_of(console: Console, login: str) -> list[tuple[str, int | None, dict[str, Any]]]:
    query = (
        select(AccountChangeRow.what, AccountChangeRow.by_id, AccountChangeRow.detail)
        .join(OperatorRow, OperatorRow.id == AccountChangeRow.operator_id)
        .where(OperatorRow.login == login)
        .order_by(AccountChangeRow.id)
    )
    with console.office.reader.connect() as connection:
        return [(what, by, detail) for what, by, detail in connection.execute(query)]


def test_a_new_operator_gets_a_password_once_and_must_change_it(any_console: Console) -> None:
    root = any_console.browser_of("root")
    shown = SECRET.search(root.post("/accounts/new", NEW).text)
    assert shown
    kim = any_console.browser()
    assert kim.sign_in("kim", shown[1]).status_code == 302
    assert kim.get("/").location == "/own/"
    assert "одноразовый" in kim.get("/own/").text
    answer = kim.post("/own/password", {"old": shown[1], "new": PASSWORD, "again": PASSWORD})
    assert answer.location == "/own/"
    assert "одноразовый" not in kim.get("/own/").text
    assert any_console.browser().sign_in("kim", shown[1]).status_code == 422
    row = row_of(any_console, "kim")
    assert (row.name, row.telephone, row.queues) == ("Ким Анна", "desk", ["individuals", "legal"])
    added, changed = changes_of(any_console, "kim")
    assert (added[0], added[1], added[2]["queues"]) == (
        "added",
        any_console.ids["root"],
        ["individuals", "legal"],
    )
    assert changed == ("password_changed", row.id, {})


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("login", "Ким", "Начните с латинской буквы"),
        ("login", "1kim", "Начните с латинской буквы"),
        ("login", "k", "Начните с латинской буквы"),
        ("login", "k" * 32, "Начните с латинской буквы"),
        ("login", "kim\r\nInjected: yes", "Начните с латинской буквы"),
        ("login", "ivanova", "Такой логин уже есть"),
        ("name", "", "Напишите имя одной строкой"),
        ("name", "   ", "Напишите имя одной строкой"),
        ("name", "Анна\x00", "Напишите имя одной строкой"),
        ("name", "А" * 81, "Напишите имя одной строкой"),
        ("unit", "a\nb", "Напишите подразделение одной строкой"),
        ("language", "de", "Выберите язык"),
        ("telephone", "smoke", "Выберите телефон"),
        ("queues", ["no-such-queue"], "Выберите очереди"),
        ("substitute", "999999", "Выберите другого"),
        ("substitute", str(2**70), "Выберите другого"),
    ],
)
def test_what_is_no_account_is_said_at_its_field_and_keeps_what_was_typed(
    any_console: Console, field: str, value: object, said: str
) -> None:
    root = any_console.browser_of("root")
    form = NEW | {"unit": "Служба сбыта"} | {field: value}
    answer = root.post("/accounts/new", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert field == "unit" or "Служба сбыта" in answer.text
    assert row_of(any_console, "kim") is None


def test_a_change_is_logged_with_before_and_after(any_console: Console) -> None:
    root = any_console.browser_of("root")
    path = f"/accounts/{any_console.ids['ivanova']}"
    form = NEW | {"login": "other", "substitute": str(any_console.ids["petrov"])}
    assert root.post(path, form).status_code == 302
    row = row_of(any_console, "ivanova")  # the login stays
    assert (row.name, row.substitute_id) == ("Ким Анна", any_console.ids["petrov"])
    assert root.post(path, form).status_code == 302  # nothing new
    [(what, by, detail)] = changes_of(any_console, "ivanova")
    assert (what, by) == ("changed", any_console.ids["root"])
    assert detail == {
        "name": ["Ivanova", "Ким Анна"],
        "telephone": ["browser", "desk"],
        "queues": [["individuals"], ["individuals", "legal"]],
        "substitute_id": [None, any_console.ids["petrov"]],
    }
    assert "данные изменены" in root.get(path).text


def test_nobody_is_the_own_substitute_nor_a_closed_account(console: Console) -> None:
    root = console.browser_of("root")
    console.change("petrov", active=False)
    for substitute in ("ivanova", "petrov"):
        form = NEW | {"substitute": str(console.ids[substitute])}
        assert root.post(f"/accounts/{console.ids['ivanova']}", form).status_code == 422


def test_a_password_that_was_reset_ends_lock_and_sessions(any_console: Console) -> None:
    root, ivanova = any_console.browser_of("root"), any_console.browser_of("ivanova")
    for _ in range(5):
        any_console.browser().sign_in("ivanova", "wrong password")
    answer = root.post(f"/accounts/{any_console.ids['ivanova']}/password")
    shown = SECRET.search(answer.text)
    assert shown
    assert "no-store" in answer.headers["Cache-Control"]
    assert shown[1] not in root.get(f"/accounts/{any_console.ids['ivanova']}").text
    assert ivanova.get("/own/").status_code == 302
    assert any_console.browser().sign_in("ivanova").status_code == 422
    assert any_console.browser().sign_in("ivanova", shown[1]).status_code == 302
    assert changes_of(any_console, "ivanova") == [("password_reset", any_console.ids["root"], {})]


def test_a_closed_account_can_be_opened_again(console: Console) -> None:
    root = console.browser_of("root")
    path = f"/accounts/{console.ids['ivanova']}/active"
    root.post(path, {"active": "no"})
    assert console.browser().sign_in("ivanova").status_code == 422
    root.post(path, {"active": "yes"})
    assert console.browser().sign_in("ivanova").status_code == 302
    whats = [what for what, _, _ in changes_of(console, "ivanova")]
    assert whats == ["deactivated", "activated"]


def test_the_last_administrator_stays_one(any_console: Console) -> None:
    root = any_console.browser_of("root")
    path = f"/accounts/{any_console.ids['root']}"
    assert "последний администратор" in root.post(f"{path}/active", {"active": "no"}).text
    assert "последний администратор" in root.post(path, NEW).text
    any_console.add("second", Role.ADMINISTRATOR)
    assert root.post(path, NEW).status_code == 302
    assert root.get("/accounts/").status_code == 403


def test_the_floor_is_told_what_concerns_it(console: Console) -> None:
    root, ivanova = console.browser_of("root"), console.ids["ivanova"]
    root.post("/accounts/new", NEW | {"login": "2 wrong"})
    assert console.gateway.told == []
    root.post("/accounts/new", NEW)
    root.post(f"/accounts/{ivanova}", NEW)
    root.post(f"/accounts/{ivanova}/active", {"active": "no"})
    assert console.gateway.told == [
        Accounts(),
        MoveQueues(ivanova, ("individuals", "legal")),
        Accounts(),
        SignOff(ivanova),
        Accounts(),
    ]


def test_names_are_shown_as_text(console: Console) -> None:
    hostile = "<script>alert(1)</script>\"'{{ 7*7 }}"
    root = console.browser_of("root")
    root.post("/accounts/new", NEW | {"name": hostile, "unit": hostile})
    operator = row_of(console, "kim").id
    for path in ("/accounts/", f"/accounts/{operator}"):
        page = root.get(path).text
        assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
        assert "{{ 7*7 }}" in page
    console.change("root", name=hostile)
    assert "<script>alert" not in root.get("/own/").text
    failed = console.browser().sign_in('"><script>alert(1)</script>', "x").text
    assert "<script>alert" not in failed


def test_an_account_that_is_not_there(console: Console) -> None:
    root = console.browser_of("root")
    assert root.get("/accounts/999999").status_code == 404
    assert root.get(f"/accounts/{2**63}").status_code == 404
    for path in ("/accounts/999999", "/accounts/999999/password", "/accounts/999999/active"):
        assert root.post(path, NEW).status_code == 404


def test_the_list_shows_who_is_locked_out_and_who_is_closed(console: Console) -> None:
    for _ in range(5):
        console.browser().sign_in("ivanova", "wrong password")
    console.change("petrov", active=False)
    page = console.browser_of("root").get("/accounts/").text
    assert "ошибки пароля, до 09:15:00" in page
    assert "закрыт" in page
