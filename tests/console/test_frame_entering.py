"""Coming in, staying in, going out; and those who should not."""

import pytest

from models.floor import SignOff
from operator_console.sign_in.addresses import is_ours
from tests.console.console import BASE, PASSWORD, Console

WRONG = "Войти не удалось"


def test_who_knows_the_password_comes_in_and_is_greeted_by_name(any_console: Console) -> None:
    browser = any_console.browser()
    assert browser.get("/").location == "/sign-in?next=/"
    assert browser.sign_in("root").location == "/"
    assert "Root" in browser.get("/own/").text


def test_the_login_may_be_typed_in_capitals_and_with_spaces(console: Console) -> None:
    assert console.browser().sign_in("  Ivanova ").status_code == 302


@pytest.mark.parametrize("login", ["ivanova", "nobody", "closed", "empty", "", "x" * 5000])
def test_every_failure_reads_the_same(console: Console, login: str) -> None:
    console.change("petrov", login="closed", active=False)
    console.change("audit", login="empty", password_hash="")
    browser = console.browser()
    page = browser.sign_in(login, "wrong password")
    known = console.browser().sign_in("sidorova", "wrong password")
    assert (page.status_code, known.status_code) == (422, 422)
    assert WRONG in page.text
    assert _without_tokens(page.text, login) == _without_tokens(known.text, "sidorova")
    assert browser.key() == ""


def _without_tokens(page: str, login: str) -> list[str]:
    lines = page.replace(f'"field-login" name="login" type="text" value="{login}"', "").splitlines()
    return [line for line in lines if "csrf" not in line]


@pytest.mark.parametrize("login", ["closed", "empty"])
def test_a_closed_account_or_one_without_a_password_is_no_way_in(
    console: Console, login: str
) -> None:
    console.change("petrov", login="closed", active=False)
    console.change("audit", login="empty", password_hash="")
    assert console.browser().sign_in(login).status_code == 422
    assert console.browser().sign_in(login, "").status_code == 422


def test_five_mistakes_lock_even_the_right_password_out_for_a_while(any_console: Console) -> None:
    browser = any_console.browser()
    for _ in range(5):
        assert browser.sign_in("ivanova", "wrong password").status_code == 422
    assert WRONG in browser.sign_in("ivanova").text
    any_console.later(minutes=14, seconds=59)
    assert browser.sign_in("ivanova").status_code == 422
    any_console.later(seconds=2)
    assert browser.sign_in("ivanova").status_code == 302


def test_attempts_during_the_lock_do_not_prolong_it_and_others_are_not_locked(
    console: Console,
) -> None:
    browser = console.browser()
    for _ in range(9):
        browser.sign_in("ivanova", "wrong password")
        console.later(minutes=1)
    assert console.browser().sign_in("petrov").status_code == 302
    console.later(minutes=11)
    assert browser.sign_in("ivanova").status_code == 302


def test_after_a_lock_five_mistakes_lock_again(console: Console) -> None:
    browser = console.browser()
    for _ in range(5):
        browser.sign_in("ivanova", "wrong password")
    console.later(minutes=16)
    for _ in range(5):
        browser.sign_in("ivanova", "wrong password")
    assert browser.sign_in("ivanova").status_code == 422


def test_mistakes_are_counted_in_a_row(console: Console) -> None:
    for _ in range(3):
        browser = console.browser()
        for _ in range(4):
            browser.sign_in("ivanova", "wrong password")
        assert browser.sign_in("ivanova").status_code == 302


def test_a_session_ends_twelve_hours_after_it_began(any_console: Console) -> None:
    browser = any_console.browser_of("ivanova")
    for _ in range(23):
        any_console.later(minutes=31)
        assert browser.get("/own/").status_code == 200
    any_console.later(minutes=8)
    assert browser.get("/own/").location == "/sign-in?next=/own/"


def test_a_session_ends_after_an_hour_without_a_sign_of_life(any_console: Console) -> None:
    browser = any_console.browser_of("ivanova")
    any_console.later(minutes=59)
    assert browser.get("/ping").status_code == 200
    any_console.later(minutes=59)
    assert browser.get("/own/").status_code == 200
    any_console.later(minutes=60)
    assert browser.get("/own/").status_code == 302
    assert browser.get("/own/").status_code == 302


def test_who_signs_out_is_out_and_the_old_key_opens_nothing(any_console: Console) -> None:
    browser = any_console.browser_of("ivanova")
    key = browser.key()
    assert browser.post("/sign-out").location == "/sign-in"
    browser.client.set_cookie("teplofon", key, domain="127.0.0.1")
    assert browser.get("/own/").status_code == 302
    assert any_console.gateway.told == [SignOff(any_console.ids["ivanova"])]


def test_a_session_given_by_another_is_not_signed_in(console: Console) -> None:
    """Fixation: neither a made-up key nor a key got elsewhere becomes the victim's."""
    attacker = console.browser_of("petrov")
    victim = console.browser()
    victim.client.set_cookie("teplofon", attacker.key(), domain="127.0.0.1")
    victim.post("/sign-out")
    victim.client.set_cookie("teplofon", "chosen-by-the-attacker", domain="127.0.0.1")
    victim.sign_in("ivanova")
    assert victim.key() not in ("", "chosen-by-the-attacker", attacker.key())
    assert "ivanova" in victim.get("/own/").text
    assert attacker.get("/own/").status_code == 302  # signed out with its own key


def test_signing_in_again_ends_the_session_of_who_sat_here(console: Console) -> None:
    browser = console.browser_of("petrov")
    before = browser.key()
    browser.client.post(
        "/sign-in",
        base_url=BASE,
        data={"login": "ivanova", "password": PASSWORD, "csrf_token": browser.token("/own/")},
    )
    other = console.browser()
    other.client.set_cookie("teplofon", before, domain="127.0.0.1")
    assert other.get("/own/").status_code == 302


def test_the_cookie_of_a_deactivated_operator_opens_nothing(any_console: Console) -> None:
    browser, root = any_console.browser_of("ivanova"), any_console.browser_of("root")
    assert browser.get("/own/").status_code == 200
    root.post(f"/accounts/{any_console.ids['ivanova']}/active", {"active": "no"})
    assert browser.get("/own/").status_code == 302
    assert any_console.browser().sign_in("ivanova").status_code == 422


def test_the_key_is_nowhere_in_the_database(console: Console) -> None:
    key = console.browser_of("ivanova").key()
    console.close()
    files = console.settings.home.glob("teplofon.db*")
    assert not any(key.encode() in file.read_bytes() for file in files)


def test_the_cookies_are_for_this_site_alone_and_no_script(console: Console) -> None:
    answer = console.browser().sign_in("ivanova")
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("/own/", True),
        ("/reports?day=2026-11-20", True),
        ("", False),
        ("//evil.example", False),
        ("///evil.example", False),
        ("/\\evil.example", False),
        ("\\\\evil.example", False),
        ("https://evil.example", False),
        ("https:/evil.example", False),
        ("javascript:alert(1)", False),
        ("own", False),
        ("/\t/evil.example", False),
        ("/\r\nSet-Cookie: a=b", False),
        ("//[", False),
        (" //evil.example", False),
    ],
)
def test_signing_in_leads_to_pages_of_ours_alone(
    console: Console, address: str, ours: bool
) -> None:
    assert is_ours(address) is ours
    browser = console.browser()
    form = {"login": "root", "password": PASSWORD, "csrf_token": browser.token()}
    answer = browser.client.post(
        "/sign-in", base_url=BASE, query_string={"next": address}, data=form
    )
    assert answer.location == (address if ours else "/")
