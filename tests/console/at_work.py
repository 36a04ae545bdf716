"""An office with operators who are signed in, for tests of the customer's screens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, insert, select, update
from werkzeug.test import TestResponse

from config.settings import Settings
from config.utility import PROFILES
from models.contacts.desk import open_contact
from models.contacts.tables import LookRow
from models.floor import Floor
from models.operators import sessions
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.search.index import keep_all
from models.tables import AccountRow, CallRow
from operator_console.app import create_app
from operator_console.customers.public import public_id
from operator_console.office import this_office
from operator_console.security import cookies

NOON = datetime(2026, 6, 10, 8, tzinfo=UTC)  # a Wednesday, noon in Samara
CALLER = "+79121234567"
WEEK = '[hours]\nholidays = "RU"\n[hours.week]\n' + "".join(
    f"{day} = {{ opens = 08:00:00, closes = 17:00:00 }}\n"
    for day in ("mon", "tue", "wed", "thu", "fri")
)


@dataclass
class Clock:
    """Goes when it is told to."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Gateway:
    """The place where a gateway is told things; a recording of them, no behaviour."""

    told: list[Any] = field(default_factory=list)
    floor: Floor | None = None

    def do(self, action: object) -> None:
        self.told.append(action)

    def next_floor(self, version: int, timeout: float) -> tuple[int, Floor | None]:
        return 1, self.floor


@dataclass
class AtWork:
    """The console with its database."""

    app: Flask
    engine: Engine
    clock: Clock
    gateway: Gateway

    def operator(self, login: str, role: Role = Role.ENGINEER) -> int:
        """Somebody who works here."""
        row = {
            "login": login, "name": f"Имя {login}", "unit": "", "role": role, "language": "ru",
            "password_hash": "", "wrong_passwords": 0, "active": True, "telephone": "browser",
            "queues": [], "changed_at": self.clock.at, "must_change_password": False, "theme": "",
        }  # fmt: skip
        with self.engine.begin() as db:
            return db.execute(insert(OperatorRow).returning(OperatorRow.id), row).scalar_one()

    def browser(self, operator: int) -> "Browser":
        """One where this operator is signed in."""
        with self.engine.begin() as db:
            key = sessions.begin(db, operator, self.clock.at)
        client = self.app.test_client()
        with self.app.app_context():
            client.set_cookie(cookies.name_of_session(this_office().settings), key)
        return Browser(client)

    def call(self, operator: int, caller: str = CALLER, **known: Any) -> tuple[int, int]:
        """A caller comes to the operator; call and contact."""
        with self.engine.begin() as db:
            row = {
                "key": f"test-{self.clock.at.timestamp()}-{operator}-{caller}", "utility": "demo",
                "caller": caller, "dialled": "", "began_at": self.clock.at, "holder": "",
                "language": "ru",
            }  # fmt: skip
            call = db.execute(insert(CallRow).returning(CallRow.id), row | known).scalar_one()
            return call, self._answer(db, call, operator)

    def _answer(self, db: Connection, call: int, operator: int) -> int:
        with self.app.app_context():
            utility = this_office().utility
        return open_contact(db, utility, call, operator, "individuals", self.clock.at)

    def account(self, number: str) -> int:
        with self.engine.connect() as db:
            return db.scalars(select(AccountRow.id).where(AccountRow.number == number)).one()

    def rename(self, number: str, **values: Any) -> None:
        with self.engine.begin() as db:
            db.execute(update(AccountRow).where(AccountRow.number == number), values)

    def public(self, number: str) -> str:
        with self.app.app_context():
            return public_id(self.account(number))

    def looks(self) -> list[tuple[str, str]]:
        """What was seen and why, in order."""
        with self.engine.connect() as db:
            rows = db.execute(select(LookRow.what, LookRow.reason).order_by(LookRow.id))
            return [(row.what, row.reason) for row in rows]

    def later(self, **length: float) -> None:
        self.clock.at += timedelta(**length)


@dataclass
class Browser:
    """A browser of somebody who is signed in; forms carry the secret of the page before."""

    client: FlaskClient
    secret: str = ""

    def get(self, url: str, fragment: bool = False) -> TestResponse:
        headers = {"X-Fragment": "1"} if fragment else {}
        answer = self.client.get(url, headers=headers)
        if found := re.search(rb'name="csrf_token" value="([^"]+)"', answer.data):
            self.secret = found[1].decode()
        return answer

    def post(self, url: str, **fields: Any) -> TestResponse:
        if not self.secret:
            self.get("/customers/")
        data = {"csrf_token": self.secret} | fields
        return self.client.post(url, data=data, content_type="multipart/form-data")


def working_week(directory: Path) -> str:
    """The demo's profile, which is always open, with the hours of an ordinary office."""
    demo = (PROFILES / "demo.toml").read_text()
    before, _, rest = demo.partition("[hours]")
    after = rest.partition("[accounts]")[2]
    path = directory / "week.toml"
    path.write_text(f"{before}{WEEK}[accounts]{after}")
    return str(path)


@pytest.fixture
def work(office: Engine, tmp_path: Path) -> Iterator[AtWork]:
    """The console over a furnished office, in a database of each kind."""
    with office.begin() as db:
        keep_all(db)
    clock = Clock()
    url = office.url.render_as_string(hide_password=False)
    app = create_app(Settings(home=tmp_path, database=url, utility=working_week(tmp_path)), clock)
    gateway = Gateway()
    app.extensions["teplofon.gateway"] = gateway
    yield AtWork(app, office, clock, gateway)
    with app.app_context():
        this_office().reader.dispose()
        this_office().writer.dispose()
