"""The floor on the server's side: who may come, the figures of the day, what buttons ask for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from models.floor import Alarm, MoveQueues, Supervise
from models.operators.roles import Role
from models.tables import CallbackRow
from operator_console.app import create_app
from operator_console.office import this_office
from tests.console.at_work import AtWork, Browser, work
from tests.console.gateway_stand_in import Gateway, busy_floor, gateway_on
from tests.office_day import furnish_days
from tests.ports import free_ports

__all__ = ["work"]
ZONE = ZoneInfo("Europe/Samara")
PATHS = ["/floor/", "/floor/today.json", "/live/floor"]


@pytest.fixture
def with_gateway(work: AtWork, tmp_path: Path) -> Iterator[tuple[AtWork, Gateway]]:
    """The console with its real line to a gateway that we play."""
    (port,) = free_ports(1)
    with work.app.app_context():
        settings = replace(this_office().settings, gateway=f"127.0.0.1:{port}")
    app = create_app(settings, work.clock)
    with gateway_on(port) as gateway:
        gateway.show(busy_floor(work.clock.at))
        yield replace(work, app=app), gateway
    with app.app_context():
        this_office().reader.dispose()
        this_office().writer.dispose()


def boss_of(work: AtWork) -> tuple[int, Browser]:
    boss = work.operator("boss", Role.SUPERVISOR)
    browser = work.browser(boss)
    browser.get("/floor/")
    return boss, browser


@pytest.mark.parametrize("path", PATHS[:2])
@pytest.mark.parametrize(
    ("role", "status"),
    [("supervisor", 200), ("auditor", 403), ("engineer", 403), ("administrator", 403)],
)
def test_who_may_see_the_floor(work: AtWork, path: str, role: str, status: int) -> None:
    browser = work.browser(work.operator("somebody", Role(role)))
    assert browser.get(path).status_code == status


@pytest.mark.parametrize("path", ["supervise", "queues", "alarm"])
def test_nobody_else_gives_orders(work: AtWork, path: str) -> None:
    browser = work.browser(work.operator("anna"))
    assert browser.post(f"/floor/{path}", operator="1", how="listen").status_code == 403
    assert work.gateway.told == []


@pytest.mark.parametrize(
    ("path", "form", "asked"),
    [
        ("supervise", {"operator": "7", "how": "join"}, lambda boss: Supervise(boss, 7, "join")),
        ("queues", {"operator": "7", "queue": ["legal", "emergency"]},
         lambda boss: MoveQueues(7, ("legal", "emergency"))),
        ("queues", {"operator": "7"}, lambda boss: MoveQueues(7, ())),
        ("alarm", {"operator": "7"}, lambda boss: Alarm(7, on=False)),
    ],
)  # fmt: skip
def test_a_button_asks_the_gateway(
    with_gateway: tuple[AtWork, Gateway], path: str, form: dict[str, Any], asked: Any
) -> None:
    work, gateway = with_gateway
    boss, browser = boss_of(work)
    first_floor(browser)  # the line stands
    assert browser.post(f"/floor/{path}", **form).status_code == 204
    assert gateway.asked == [asked(boss)]
    gateway.refuses = "no_call"
    refused = browser.post(f"/floor/{path}", **form)
    assert refused.status_code == 409 and refused.json and len(refused.json["why"]) > 5


def first_floor(browser: Browser) -> bytes:
    """What the stream begins with."""
    answer = browser.client.get("/live/floor", buffered=False)
    pieces = iter(answer.response)
    told = next(piece for piece in pieces if b"event: floor" in bytes(piece))  # type: ignore[arg-type]
    answer.close()
    return bytes(told)  # type: ignore[arg-type]


def test_the_stream_brings_the_floor(with_gateway: tuple[AtWork, Gateway]) -> None:
    work, _ = with_gateway
    told = first_floor(boss_of(work)[1]).decode()
    assert "Садыкова Г. М." in told and '"out_of_turn":true' in told


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("supervise", {"operator": "7", "how": "shout"}),
        ("supervise", {"operator": "7"}),
        ("supervise", {"operator": "all", "how": "join"}),
        ("queues", {"operator": "7", "queue": ["nowhere"]}),
        ("queues", {"queue": ["legal"]}),
        ("alarm", {}),
    ],
)
def test_an_order_that_makes_no_sense_goes_nowhere(
    work: AtWork, path: str, form: dict[str, Any]
) -> None:
    _, browser = boss_of(work)
    answer = browser.post(f"/floor/{path}", **form)
    assert answer.status_code == 400 and answer.json and "запрос" in answer.json["why"]
    assert work.gateway.told == []


def test_without_a_gateway_a_sentence_says_so(with_gateway: tuple[AtWork, Gateway]) -> None:
    work, gateway = with_gateway
    gateway.stop()
    answer = boss_of(work)[1].post("/floor/alarm", operator="7")
    assert answer.status_code == 409 and answer.json and len(answer.json["why"]) > 5


def test_the_day_so_far(work: AtWork) -> None:
    """The fixture's noon is ten past eight of calls; what is yet to come is not counted."""
    day = work.clock.at.astimezone(ZONE).date()
    furnish_days(work.engine, [day - timedelta(days=1), day], ZONE, 200, until=work.clock.at)
    _, browser = boss_of(work)
    found = browser.get("/floor/today.json").json
    assert found
    queues = found["queues"]
    assert set(queues) == {"individuals", "legal", "emergency"}
    assert found["all"]["offered"] == sum(queue["offered"] for queue in queues.values()) > 20
    assert found["all"]["answered"] == sum(queue["answered"] for queue in queues.values())
    assert 0 < found["all"]["mean"] <= found["all"]["ninety"] * 10
    assert 0 < found["all"]["share"] <= 1
    before = found["all"]["offered"]
    work.clock.at = datetime.combine(day, datetime.min.time(), ZONE).astimezone(UTC)
    work.clock.at -= timedelta(seconds=1)
    yesterday = work.browser(work.operator("again", Role.SUPERVISOR)).get("/floor/today.json").json
    assert yesterday and yesterday["all"]["offered"] > before


def test_an_empty_day_has_no_figures(work: AtWork) -> None:
    found = boss_of(work)[1].get("/floor/today.json").json
    assert found and found["queues"] == {} and found["callbacks"] == []
    assert found["all"] == {
        "offered": 0, "answered": 0, "abandoned": 0, "mean": None, "ninety": None, "share": None,
    }  # fmt: skip


def test_promises_are_shown_without_numbers(work: AtWork) -> None:
    anna = work.operator("anna")
    calls = [work.call(anna, caller=f"+7912000000{n}")[0] for n in range(3)]
    with work.engine.begin() as db:
        for call, minutes in zip(calls, (30, -5, 10), strict=True):
            row = {
                "call_id": call, "number": "+79120000001", "reason": "asked",
                "asked_at": work.clock.at, "due_at": work.clock.at + timedelta(minutes=minutes),
                "done_at": work.clock.at if minutes == 10 else None,
            }  # fmt: skip
            db.execute(insert(CallbackRow), row)
    answer = boss_of(work)[1].get("/floor/today.json")
    assert answer.json
    assert [(one["call"], one["late"]) for one in answer.json["callbacks"]] == [
        (calls[1], True), (calls[0], False),
    ]  # fmt: skip
    assert "7912" not in answer.get_data(as_text=True)


def test_the_servers_time(work: AtWork) -> None:
    browser = work.browser(work.operator("anna"))
    assert browser.get("/now").json == {"now": "2026-06-10T08:00:00.000000+00:00"}
    assert work.app.test_client().get("/now").status_code in (302, 401)
