"""A console with people who work with it: what tests of its pages begin with."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, update
from werkzeug.test import TestResponse

from config.settings import Settings
from models.floor import Action
from models.operators.passwords import hash_of
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from operator_console.app import create_app
from operator_console.live.gateway import NAME as GATEWAY
from operator_console.office import NAME, Office

BEGAN = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # a Friday, 09:00 in Samara
PASSWORD = "correct horse battery"
BASE = "http://127.0.0.1:8080"
TOKEN = re.compile('<meta name="csrf-token" content="([^"]+)">')

# login -> role: one of each, and one more to be changed
PEOPLE = {
    "ivanova": Role.ENGINEER,
    "petrov": Role.ENGINEER,
    "sidorova": Role.SUPERVISOR,
    "audit": Role.AUDITOR,
    "root": Role.ADMINISTRATOR,
}


@cache
def kept() -> str:
    """The hash of everybody's password."""
    return hash_of(PASSWORD)


class Browser:
    """A browser at the console: keeps cookies, and sends a form with the secret of its page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, base_url=BASE, **options)

    def token(self, page: str = "/sign-in") -> str:
        """The secret of the forms, as a page says it."""
        found = TOKEN.search(self.client.get(page, base_url=BASE, follow_redirects=True).text)
        assert found
        return found[1]

    def post(self, path: str, form: dict[str, object] | None = None) -> TestResponse:
        """As the form of a page would be sent."""
        data = {"csrf_token": self.token()} | (form or {})
        return self.client.post(path, base_url=BASE, data=data)

    def post_bare(self, path: str, form: dict[str, object] | None = None) -> TestResponse:
        """As another site would have it sent: without the secret."""
        return self.client.post(path, base_url=BASE, data=form or {})

    def sign_in(self, login: str, password: str = PASSWORD, to: str = "") -> TestResponse:
        path = f"/sign-in?next={to}" if to else "/sign-in"
        return self.post(path, {"login": login, "password": password})

    def key(self) -> str:
        """The session's, as the cookie has it; empty without one."""
        cookie = self.client.get_cookie("teplofon", domain="127.0.0.1")
        return cookie.value if cookie else ""


@dataclass
class Gateway:
    """Where the gateway is told things: they are kept, nothing is done. Its own tests do it."""

    told: list[Action] = field(default_factory=list)

    def do(self, action: Action) -> str:
        self.told.append(action)
        return ""


@dataclass
class Console:
    """The application on a database of its own, at a time that stands until it is moved."""

    settings: Settings
    at: datetime = BEGAN
    ids: dict[str, int] = field(default_factory=dict)
    gateway: Gateway = field(default_factory=Gateway)

    def __post_init__(self) -> None:
        self.app: Flask = create_app(self.settings, now=lambda: self.at)
        self.app.extensions[GATEWAY] = self.gateway
        for login, role in PEOPLE.items():
            self.ids[login] = self.add(login, role)

    @property
    def office(self) -> Office:
        found: Office = self.app.extensions[NAME]
        return found

    def later(self, **delta: float) -> None:
        self.at += timedelta(**delta)

    def add(self, login: str, role: Role, name: str = "", **values: object) -> int:
        """An operator whose password is PASSWORD."""
        row = {
            "login": login,
            "name": name or login.title(),
            "unit": "Отдел сбыта",
            "role": role.value,
            "language": "ru",
            "password_hash": kept(),
            "wrong_passwords": 0,
            "active": True,
            "telephone": "browser",
            "queues": ["individuals"] if role is Role.ENGINEER else [],
            "changed_at": self.at,
        }
        query = insert(OperatorRow).values(**(row | values)).returning(OperatorRow.id)
        with self.office.writer.begin() as connection:
            operator: int = connection.execute(query).scalar_one()
        return operator

    def change(self, whose: str, /, **values: object) -> None:
        """In the database, past all rules."""
        query = update(OperatorRow).where(OperatorRow.login == whose).values(**values)
        with self.office.writer.begin() as connection:
            connection.execute(query)

    def browser(self) -> Browser:
        return Browser(self.app.test_client())

    def browser_of(self, login: str) -> Browser:
        """Signed in already."""
        browser = self.browser()
        assert browser.sign_in(login).status_code == 302
        return browser

    def close(self) -> None:
        self.office.reader.dispose()
        self.office.writer.dispose()
