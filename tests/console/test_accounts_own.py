"""What everybody changes of the own account."""

import pytest

from tests.console.console import PASSWORD, Console

FRESH = "staple of the battery"


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(
    any_console: Console,
) -> None:
    here, elsewhere = any_console.browser_of("ivanova"), any_console.browser_of("ivanova")
    before = here.key()
    answer = here.post("/own/password", {"old": PASSWORD, "new": FRESH, "again": FRESH})
    assert answer.location == "/own/"
    assert "Пароль изменён" in here.get("/own/").text
    assert here.key() != before
    assert elsewhere.get("/own/").status_code == 302
    assert any_console.browser().sign_in("ivanova").status_code == 422
    assert any_console.browser().sign_in("ivanova", FRESH).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("not the password", FRESH, FRESH, "Пароль не тот"),
        (PASSWORD, FRESH, FRESH + "!", "Пароли не совпали"),
        (PASSWORD, PASSWORD, PASSWORD, "Это прежний пароль"),
        (PASSWORD, "short", "short", "легко угадать"),
        (PASSWORD, "aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "легко угадать"),
        (PASSWORD, "my name is IVANOVA", "my name is IVANOVA", "легко угадать"),
        (PASSWORD, "x1y2z" * 41, "x1y2z" * 41, "легко угадать"),
    ],
)
def test_a_password_that_will_not_do(
    console: Console, old: str, new: str, again: str, said: str
) -> None:
    browser = console.browser_of("ivanova")
    answer = browser.post("/own/password", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert said in answer.text
    assert new not in answer.text
    assert console.browser().sign_in("ivanova").status_code == 302


def test_guessing_the_password_within_a_session_locks_too(console: Console) -> None:
    browser = console.browser_of("ivanova")
    for _ in range(5):
        browser.post("/own/password", {"old": "wrong one", "new": FRESH, "again": FRESH})
    answer = browser.post("/own/password", {"old": PASSWORD, "new": FRESH, "again": FRESH})
    assert answer.status_code == 422


def test_language_and_colours_hold_at_once(console: Console) -> None:
    browser = console.browser_of("ivanova")
    browser.post("/own/look", {"language": "lv", "theme": "dark"})
    page = browser.get("/own/").text
    assert '<html lang="lv" data-theme="dark">' in page
    assert "Saglabāts" in page


@pytest.mark.parametrize("look", [("de", ""), ("ru", "pink"), ("", ""), ('"><script>', "dark")])
def test_a_look_that_is_not_offered(console: Console, look: tuple[str, str]) -> None:
    browser = console.browser_of("ivanova")
    answer = browser.post("/own/look", {"language": look[0], "theme": look[1]})
    assert answer.status_code == 422
    assert "из списка" in answer.text
