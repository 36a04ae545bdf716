"""What people read when something goes wrong, and that it tells strangers nothing."""

import logging

import pytest

from operator_console.app import LARGEST_REQUEST
from operator_console.room import PUBLIC, Room
from tests.console.console import BASE, Console


def test_a_page_that_is_not_there(console: Console) -> None:
    for browser in (console.browser(), console.browser_of("ivanova")):
        answer = browser.get("/nowhere")
        assert answer.status_code == 404
        assert "Такой страницы нет" in answer.text and 'href="/"' in answer.text


def test_a_page_of_another_role(console: Console) -> None:
    answer = console.browser_of("ivanova").get("/accounts/")
    assert answer.status_code == 403
    assert "Сюда вам нельзя" in answer.text


def test_scripts_get_json_instead_of_a_page(console: Console) -> None:
    headers = {"Sec-Fetch-Mode": "cors"}
    stranger, engineer = console.browser(), console.browser_of("ivanova")
    assert stranger.get("/ping", headers=headers).status_code == 401
    assert stranger.get("/ping", headers=headers).json == {"error": "401"}
    assert engineer.get("/accounts/", headers=headers).json == {"error": "403"}
    assert engineer.get("/nowhere", headers=headers).json == {"error": "404"}


def test_too_much_is_not_read(console: Console) -> None:
    browser = console.browser_of("ivanova")
    answer = browser.post("/own/look", {"language": "r" * (LARGEST_REQUEST + 1)})
    assert answer.status_code == 413
    assert "Файл слишком большой" in answer.text


def test_a_method_that_is_not_served_and_nonsense(console: Console) -> None:
    browser = console.browser_of("ivanova")
    headers = {"X-CSRF-Token": browser.token("/own/")}
    answer = browser.client.post("/ping", base_url=BASE, headers=headers)
    assert answer.status_code == 405
    assert "Запрос не понят" in answer.text


def test_a_fault_of_ours_shows_no_trace(console: Console, caplog: pytest.LogCaptureFixture) -> None:
    broken = Room("broken", __name__, admitted=PUBLIC)
    broken.add_url_rule("/", "page", lambda: 1 / 0)  # type: ignore[arg-type]
    console.app.register_blueprint(broken)
    with caplog.at_level(logging.ERROR):
        answer = console.browser().get("/broken/?caller=79120000000")
    assert answer.status_code == 500
    assert "У нас что-то сломалось" in answer.text
    assert "ZeroDivision" not in answer.text and "Traceback" not in answer.text
    assert "ZeroDivisionError" in caplog.text
    assert "79120000000" not in caplog.text


def test_without_a_database_there_is_still_a_page(console: Console) -> None:
    browser = console.browser_of("ivanova")
    console.close()
    (console.settings.home / "teplofon.db").write_bytes(b"not a database at all, but full of text")
    for leftover in console.settings.home.glob("teplofon.db-*"):
        leftover.unlink()
    answer = browser.get("/own/")
    assert answer.status_code == 500
    assert "У нас что-то сломалось" in answer.text
    assert browser.get("/health").status_code == 500
