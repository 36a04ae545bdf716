"""What keeps strangers and other sites out: roles, secrets of forms, names of hosts, headers."""

import re
from collections.abc import Iterator

import pytest
from flask import Blueprint
from werkzeug.routing import Rule

from config.settings import Settings
from models.operators.roles import Role
from operator_console.app import create_app
from operator_console.room import EVERYBODY, PUBLIC, Room
from operator_console.security.gate import STATIC, admitted_to
from operator_console.security.headers import content_policy
from operator_console.security.hosts import names
from tests.console.console import BASE, PASSWORD, PEOPLE, Console

A_PERSON_OF = {role: login for login, role in PEOPLE.items()}
OPEN_TO_STRANGERS = {
    "sign_in.form",
    "sign_in.let_in",
    "sign_in.sign_out",
    "health.health",
    "telephone.index",  # of the demo's customer; elsewhere there is no such page
    "telephone.line",
}


def rules(console: Console) -> Iterator[Rule]:
    for rule in console.app.url_map.iter_rules():
        if rule.endpoint != STATIC:
            yield rule


def path_of(rule: Rule) -> str:
    """An address that the rule serves; nothing is there under its numbers."""
    return re.sub("<[^>]*>", "999999", rule.rule)


def test_every_view_says_whom_it_admits(console: Console) -> None:
    with console.app.app_context():
        silent = [rule.endpoint for rule in rules(console) if not admitted_to(rule.endpoint)]
        public = {each.endpoint for each in rules(console) if admitted_to(each.endpoint) == PUBLIC}
    assert silent == []
    assert public == OPEN_TO_STRANGERS


def test_a_view_that_says_nothing_is_refused_to_everybody(console: Console) -> None:
    silent, foreign = Room("silent", __name__), Blueprint("foreign", __name__)
    for blueprint in (silent, foreign):
        blueprint.add_url_rule(f"/{blueprint.name}-page", "page", lambda: "secret")
        console.app.register_blueprint(blueprint)
    for browser in (console.browser(), *map(console.browser_of, A_PERSON_OF.values())):
        assert browser.get("/silent/silent-page").status_code == 403
        assert browser.get("/foreign-page").status_code == 403


@pytest.mark.parametrize("role", [*Role])
def test_each_role_comes_to_its_own_views_alone(console: Console, role: Role) -> None:
    """Every route and method: a page of another role is refused, whatever is sent."""
    browser = console.browser_of(A_PERSON_OF[role])
    token = browser.token("/own/")
    with console.app.app_context():
        foreign = [rule for rule in rules(console) if role not in admitted_to(rule.endpoint)]
    for rule in foreign:
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}:
            answer = browser.client.open(
                path_of(rule), method=method, base_url=BASE, headers={"X-CSRF-Token": token}
            )
            assert (rule.rule, method, answer.status_code) == (rule.rule, method, 403)


def test_strangers_come_to_no_page(console: Console) -> None:
    stranger = console.browser()
    token = stranger.token()
    for rule in rules(console):
        if rule.endpoint in OPEN_TO_STRANGERS:
            continue
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}:
            answer = stranger.client.open(
                path_of(rule), method=method, base_url=BASE, headers={"X-CSRF-Token": token}
            )
            assert (rule.rule, answer.status_code) == (rule.rule, 302 if method == "GET" else 401)
            assert answer.headers.get("Location", "/sign-in").startswith("/sign-in")


def test_a_role_that_was_taken_is_gone_at_the_next_request(console: Console) -> None:
    browser = console.browser_of("root")
    assert browser.get("/accounts/").status_code == 200
    console.change("root", role="engineer")
    assert browser.get("/accounts/").status_code == 403


def test_no_form_is_taken_without_the_secret_of_its_page(console: Console) -> None:
    """Every POST of the console, from somebody who may send it."""
    posts = [rule for rule in rules(console) if "POST" in (rule.methods or set())]
    assert posts
    with console.app.app_context():
        senders = [(rule, admitted_to(rule.endpoint)) for rule in posts]
    for rule, admitted in senders:
        login = A_PERSON_OF[next(role for role in Role if role in admitted)]
        browser = console.browser_of(login)
        key = browser.key()
        for token in ("", "forged", console.browser_of("petrov").token("/own/")):
            form: dict[str, object] = {"csrf_token": token, "login": login, "password": PASSWORD}
            answer = browser.post_bare(path_of(rule), form)
            assert (rule.rule, answer.status_code) == (rule.rule, 400)
            assert "Страница устарела" in answer.text
        assert browser.key() == key
        assert browser.get("/own/").status_code == 200


def test_a_script_sends_the_secret_in_a_header(console: Console) -> None:
    browser = console.browser_of("ivanova")
    headers = {"X-CSRF-Token": browser.token("/own/")}
    answer = browser.client.post("/sign-out", base_url=BASE, headers=headers)
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost:8080", 200),
        ("hotline.example", 200),
        ("HOTLINE.example:443", 200),
        ("evil.example", 400),
        ("hotline.example.evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("evil.example:8080", 400),
        ("", 400),
        ("[::1]", 400),
        ("a b", 400),
    ],
)
def test_the_console_answers_to_its_own_names(console: Console, host: str, status: int) -> None:
    settings = Settings(home=console.settings.home, console_url="https://hotline.example/")
    assert names(settings) == ["127.0.0.1", "localhost", "hotline.example"]
    client = create_app(settings, now=lambda: console.at).test_client()
    answer = client.get("/sign-in", headers={"Host": host})
    assert answer.status_code == status


def test_every_answer_says_what_browsers_may_do(console: Console) -> None:
    browser = console.browser_of("root")
    for path in ("/own/", "/accounts/", "/nowhere", "/static/console.css", "/health", "/sign-in"):
        with browser.get(path) as answer:
            headers = answer.headers
        assert headers["Content-Security-Policy"] == content_policy(console.settings)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert ("no-store" in headers["Cache-Control"]) is not path.startswith("/static")


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = content_policy(Settings(softphone_url="wss://hotline.example/ws"))
    assert "connect-src 'self' wss://hotline.example/ws;" in policy
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy


def test_over_https_the_cookies_are_bound_to_it(console: Console) -> None:
    settings = Settings(home=console.settings.home, console_url="https://hotline.example")
    client = create_app(settings, now=lambda: console.at).test_client()
    page = client.get("/sign-in", base_url="https://hotline.example")
    assert page.headers["Strict-Transport-Security"]
    token = re.search('csrf-token" content="([^"]+)"', page.text)
    assert token
    answer = client.post(
        "/sign-in",
        base_url="https://hotline.example",
        headers={"Referer": "https://hotline.example/sign-in"},
        data={"login": "ivanova", "password": PASSWORD, "csrf_token": token[1]},
    )
    given = answer.headers.getlist("Set-Cookie")
    assert any(cookie.startswith("__Host-teplofon=") for cookie in given)
    assert all("Secure" in cookie and "Domain" not in cookie for cookie in given)


def test_a_page_for_everybody_is_for_every_role() -> None:
    assert set(Role) == EVERYBODY
    assert None not in EVERYBODY
