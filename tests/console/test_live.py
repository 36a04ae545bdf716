"""The streams of the floor: a real WebSocket to a gateway that we play, and what browsers hear."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from models.floor import Floor
from models.operators.roles import Role
from models.operators.tables import OperatorRow, SessionRow
from operator_console.app import create_app
from operator_console.live import gateway as line
from operator_console.live import views
from operator_console.office import this_office
from tests.console.at_work import AtWork, Browser, work
from tests.console.gateway_stand_in import Gateway, busy_floor
from tests.ports import free_ports

__all__ = ["work"]
MOST = 20  # pieces of a stream that are looked at


@pytest.fixture
def gateway(work: AtWork, tmp_path: Path) -> Iterator[Gateway]:
    """A gateway that this console's line leads to; not started."""
    (port,) = free_ports(1)
    with work.app.app_context():
        settings = replace(this_office().settings, gateway=f"127.0.0.1:{port}")
    work.app = create_app(settings, work.clock)
    one = Gateway(port)
    yield one
    one.stop()
    with work.app.app_context():
        this_office().reader.dispose()
        this_office().writer.dispose()


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds as tenths of them."""
    monkeypatch.setattr(views, "ALIVE", 1.0)
    monkeypatch.setattr(line, "AGAIN", 0.05)


class Stream:
    """What a browser hears, piece by piece."""

    def __init__(self, browser: Browser, path: str) -> None:
        self.answer: TestResponse = browser.client.get(path, buffered=False)
        self.pieces = iter(self.answer.response)

    def next(self) -> dict[str, Any] | None:
        """The next event's data; None where nothing happened."""
        piece = bytes(next(self.pieces)).decode()  # type: ignore[arg-type]
        found: dict[str, Any] | None = None
        if piece.startswith("event: "):
            found = json.loads(piece.partition("data: ")[2])
        return found

    def until(self, **values: Any) -> dict[str, Any]:
        """The first event in which these are so."""
        for _ in range(MOST):
            event = self.next()
            if event and all(event[name] == value for name, value in values.items()):
                return event
        raise AssertionError("never")

    def close(self) -> None:
        self.answer.close()


def desk_of(work: AtWork, role: Role = Role.ENGINEER) -> tuple[int, Browser]:
    number = work.operator("anna", role)
    return number, work.browser(number)


def test_the_newest_floor_comes_at_once_and_then_each_change(
    work: AtWork, gateway: Gateway
) -> None:
    gateway.show(busy_floor(work.clock.at))
    gateway.start()
    number, browser = desk_of(work)
    stream = Stream(browser, "/live/desk")
    first = stream.until(link=True)
    assert first["queues"]["individuals"]["waiting"] == 3
    assert first["queues"]["individuals"]["since"] < first["at"]
    gateway.show(replace_operators(busy_floor(work.clock.at), number))
    assert stream.until(link=True)["me"]["operator"] == number
    stream.close()


def replace_operators(floor: Floor, number: int) -> Floor:
    one = msgspec.structs.replace(floor.operators[0], operator=number)
    return msgspec.structs.replace(floor, operators=(one,), waiting=())


def test_an_operator_hears_of_nobody_else(work: AtWork, gateway: Gateway) -> None:
    gateway.show(busy_floor(work.clock.at))
    gateway.start()
    stream = Stream(desk_of(work)[1], "/live/desk")
    event = stream.until(link=True)
    assert "Садыкова" not in json.dumps(event, ensure_ascii=False)
    assert event.keys() == {"at", "link", "me", "queues"}
    stream.close()


def test_a_gateway_that_goes_and_comes_back(work: AtWork, gateway: Gateway) -> None:
    gateway.show(busy_floor(work.clock.at))
    gateway.start()
    stream = Stream(desk_of(work)[1], "/live/desk")
    stream.until(link=True)
    gateway.stop()
    lost = stream.until(link=False)
    assert lost["queues"]["individuals"]["waiting"] == 3  # what was known stays
    gateway.start()
    assert stream.until(link=True)
    stream.close()


def test_the_stream_ends_with_the_session(
    work: AtWork, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "CHECKED", 0.0)
    gateway.show(busy_floor(work.clock.at))
    gateway.start()
    number, browser = desk_of(work)
    stream = Stream(browser, "/live/desk")
    stream.until(link=True)
    with work.engine.begin() as db:
        db.execute(
            update(SessionRow).where(SessionRow.operator_id == number), {"ended_at": work.clock.at}
        )
    with pytest.raises(StopIteration):
        for _ in range(MOST):
            stream.next()


def test_the_stream_ends_with_the_role(
    work: AtWork, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "CHECKED", 0.0)
    gateway.show(busy_floor(work.clock.at))
    gateway.start()
    number, browser = desk_of(work, Role.SUPERVISOR)
    stream = Stream(browser, "/live/floor")
    stream.until(link=True)
    with work.engine.begin() as db:
        db.execute(update(OperatorRow).where(OperatorRow.id == number), {"role": Role.ENGINEER})
    with pytest.raises(StopIteration):
        for _ in range(MOST):
            stream.next()


@pytest.mark.parametrize(
    ("path", "role", "status"),
    [
        ("/live/desk", Role.ENGINEER, 200), ("/live/desk", Role.AUDITOR, 403),
        ("/live/desk", Role.ADMINISTRATOR, 403), ("/live/floor", Role.ENGINEER, 403),
        ("/live/floor", Role.AUDITOR, 200), ("/live/floor", Role.ADMINISTRATOR, 403),
    ],
)  # fmt: skip
def test_who_may_hear(work: AtWork, gateway: Gateway, path: str, role: Role, status: int) -> None:
    answer = desk_of(work, role)[1].client.get(path, buffered=False)
    assert answer.status_code == status
    answer.close()
