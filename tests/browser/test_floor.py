"""The supervisor's floor in a real Chromium, with the real stream; we play the gateway."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import BaseWSGIServer, make_server

from config.settings import Settings
from models.database import open_database
from models.events.kinds import Presence
from models.floor import Alarm, Floor, MoveQueues, Supervise, WaitingCall
from models.operators.roles import Role
from operator_console.app import create_app
from operator_console.office import clock, this_office
from tests.blank import blank
from tests.browser.pages import WHOLE_SCREEN
from tests.console.at_work import AtWork, Clock
from tests.console.at_work import Gateway as Nobody
from tests.console.gateway_stand_in import Gateway, busy_floor
from tests.office_day import furnish_days
from tests.ports import free_ports


@dataclass
class Console:
    """A console that can be reached, its gateway, and a supervisor's session in it."""

    url: str
    gateway: Gateway
    cookie: tuple[str, str]
    port: int
    app: object
    server: BaseWSGIServer

    def serve(self) -> None:
        threading.Thread(target=self.server.serve_forever, args=(0.05,)).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def again(self) -> None:
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True)  # type: ignore[arg-type]
        self.serve()


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    web, line = free_ports(2)
    url = blank(tmp_path / "office.db")
    engine = open_database(url)
    settings = Settings(
        home=tmp_path, database=url, console=f"127.0.0.1:{web}", gateway=f"127.0.0.1:{line}"
    )
    app = create_app(settings)
    with app.app_context():
        office = this_office()
    today = clock().astimezone(office.utility.zone).date()
    furnish_days(engine, [today - timedelta(days=1), today], office.utility.zone, 120, clock())
    work = AtWork(app, engine, Clock(clock()), Nobody())
    client = work.browser(work.operator("boss", Role.SUPERVISOR)).client
    assert client._cookies
    (cookie,) = client._cookies.values()
    gateway = Gateway(line)
    gateway.start()
    server = make_server("127.0.0.1", web, app, threaded=True)
    one = Console(f"http://127.0.0.1:{web}", gateway, (cookie.key, cookie.value), web, app, server)
    one.serve()
    yield one
    gateway.stop()
    one.stop()
    for each in (office.reader, office.writer, engine):
        each.dispose()


@pytest.fixture
def open_floor(browser: Browser, console: Console) -> Iterator[Callable[..., Page]]:
    """Opens the floor with so many milliseconds of error in the computer's clock."""
    contexts, errors = [], list[str]()

    def open_(wrong_by: int = 0) -> Page:
        context = browser.new_context(viewport=WHOLE_SCREEN, locale="ru-RU")
        contexts.append(context)
        context.add_cookies(
            [{"name": console.cookie[0], "value": console.cookie[1], "url": console.url}]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        if wrong_by:
            page.add_init_script(f"const right = Date.now; Date.now = () => right() + {wrong_by}")
        page.goto(f"{console.url}/floor/")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def row_of(page: Page, name: str) -> str:
    return f"#operators tr:has-text('{name}')"


def shown(page: Page) -> Page:
    expect(page.locator("[data-state=live]")).to_be_visible()
    return page


def test_everything_is_shown(console: Console, open_floor: Callable[..., Page]) -> None:
    console.gateway.show(busy_floor(clock()))
    page = shown(open_floor())
    names = page.locator("#operators [data-part=name]").all_text_contents()
    assert names == sorted(names) and len(names) == 8
    expect(page.locator("#waiting tr")).to_have_count(4)
    expect(page.locator("#waiting-now")).to_have_text("4")
    expect(page.locator("#alarms")).to_have_text("Тревога: Садыкова Г. М.")
    expect(page.locator("[data-queue=individuals] [data-part=next]")).to_have_text("№ 5012")
    expect(page.locator(row_of(page, "Петров")).locator("[data-part=held]")).to_be_visible()
    expect(page.locator(row_of(page, "Зайцев")).locator("[data-part=unreachable]")).to_be_visible()
    expect(page.locator(row_of(page, "Садыкова"))).to_contain_text("слушает: boss")
    expect(page.locator(".tiles [data-today=offered]")).not_to_have_text("–")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(row_of(page, "Озолс")).locator("[data-act=supervise]").first.is_disabled()


@pytest.mark.parametrize("wrong_by", [0, 3_600_000, -86_400_000])
def test_clocks_go_by_the_servers_time(
    console: Console, open_floor: Callable[..., Page], wrong_by: int
) -> None:
    """An hour or a day of error in the computer's clock changes nothing."""
    floor = busy_floor(clock())
    console.gateway.show(floor)
    page = shown(open_floor(wrong_by=wrong_by))
    for place, caller in enumerate(
        sorted(floor.waiting, key=lambda one: (one.queue != "legal", one.place))
    ):
        text = page.locator("#waiting time").nth(place).text_content() or ""
        minutes, seconds = text.split(":")
        waited = (clock() - caller.since).total_seconds()
        assert abs(int(minutes) * 60 + int(seconds) - waited) < 3


def test_a_clock_turns_amber_and_red_by_itself(
    console: Console, open_floor: Callable[..., Page]
) -> None:
    """N1 of the profile is 40 s: amber after thirty, red after forty."""
    console.gateway.show(Floor(clock(), True, (waiting(1, seconds=24),)))
    page = shown(open_floor())
    bell = page.locator("#waiting .clock")
    expect(bell).to_have_class("clock green")
    expect(bell).to_have_class("clock amber", timeout=20_000)
    expect(bell.locator("[data-level=amber]")).to_have_text("норма подходит к концу")
    console.gateway.show(Floor(clock(), True, (waiting(1, seconds=39),)))
    expect(bell).to_have_class("clock red")


def waiting(call: int, seconds: float = 5, place: int = 1) -> WaitingCall:
    return WaitingCall(call, "legal", clock() - timedelta(seconds=seconds), place)


def test_rows_stay_the_same_while_others_come_and_go(
    console: Console, open_floor: Callable[..., Page]
) -> None:
    floor = busy_floor(clock())
    console.gateway.show(floor)
    page = shown(open_floor())
    page.evaluate("window.kept = document.querySelector('#waiting tr[data-key=\"5015\"]')")
    ours = page.locator(row_of(page, "Иванова")).locator("[data-act=move]")
    ours.focus()
    changed = [
        msgspec.structs.replace(one, doing=Presence.AWAY, call=None) if one.operator == 1 else one
        for one in floor.operators
        if one.operator != 6
    ]
    less = msgspec.structs.replace(
        floor, waiting=floor.waiting[1:], operators=tuple(reversed(changed))
    )
    console.gateway.show(less)
    expect(page.locator("#waiting tr")).to_have_count(3)
    expect(page.locator("#operators tr")).to_have_count(7)
    assert page.evaluate("window.kept === document.querySelector('#waiting tr[data-key=\"5015\"]')")
    names = page.locator("#operators [data-part=name]").all_text_contents()
    assert names == sorted(names)
    assert ours.evaluate("button => button === document.activeElement")
    expect(page.locator(row_of(page, "Иванова"))).to_contain_text("Пауза")


def test_what_a_name_holds_is_text(console: Console, open_floor: Callable[..., Page]) -> None:
    nasty = "<img src=x onerror=document.title='stolen'>"
    floor = busy_floor(clock())
    operators = tuple(msgspec.structs.replace(one, name=nasty) for one in floor.operators)
    console.gateway.show(msgspec.structs.replace(floor, operators=operators))
    page = shown(open_floor())
    expect(page.locator("#operators [data-part=name]").first).to_have_text(nasty)
    assert page.locator("#floor img").count() == 0


def test_a_lost_link_to_asterisk_is_told(console: Console, open_floor: Callable[..., Page]) -> None:
    floor = busy_floor(clock())
    console.gateway.show(floor)
    page = shown(open_floor())
    console.gateway.show(msgspec.structs.replace(floor, link=False))
    expect(page.locator("[data-state=no_link]")).to_contain_text("Нет связи с телефонией с ")
    expect(page.locator("[data-state=live]")).to_be_hidden()
    console.gateway.show(floor)
    shown(page)


def test_a_console_that_is_started_anew(console: Console, open_floor: Callable[..., Page]) -> None:
    """The page says since when it knows nothing, and catches up by itself."""
    console.gateway.show(Floor(clock(), True, (waiting(1),)))
    page = shown(open_floor())
    page.context.set_offline(True)
    console.stop()
    expect(page.locator("[data-state=no_connection]")).to_contain_text(
        "Нет связи с сервером с ", timeout=20_000
    )
    console.gateway.show(Floor(clock(), True, (waiting(1), waiting(2, place=2))))
    console.again()
    page.context.set_offline(False)
    expect(page.locator("[data-state=live]")).to_be_visible(timeout=20_000)
    expect(page.locator("#waiting tr")).to_have_count(2)


def test_without_a_gateway_the_page_says_so(
    console: Console, open_floor: Callable[..., Page]
) -> None:
    console.gateway.stop()
    page = open_floor()
    expect(page.locator("[data-state=no_link]")).to_be_visible()


def test_the_buttons(console: Console, open_floor: Callable[..., Page]) -> None:
    console.gateway.show(busy_floor(clock()))
    page = shown(open_floor())
    page.locator(row_of(page, "Иванова")).locator("[data-how=whisper]").click()
    expect(page.locator(".toast.good")).to_have_count(1)
    page.locator(row_of(page, "Садыкова")).locator("[data-act=acknowledge]").click()
    expect(page.locator(".toast.good")).to_have_count(2)
    page.locator(row_of(page, "Озолс")).locator("[data-act=move]").click()
    expect(page.locator("#move-whom")).to_have_text("Озолс Я.")
    page.locator("#move input[value=legal]").uncheck()
    page.locator("#move button.primary").click()
    expect(page.locator("#move")).to_be_hidden()
    expect(page.locator(".toast.good")).to_have_count(3)
    supervise, alarm, move = console.gateway.asked
    assert isinstance(supervise, Supervise) and (supervise.operator, supervise.how) == (
        1,
        "whisper",
    )
    assert alarm == Alarm(3, on=False)
    assert isinstance(move, MoveQueues) and sorted(move.queues) == ["emergency", "individuals"]
    console.gateway.refuses = "no_call"
    page.locator(row_of(page, "Иванова")).locator("[data-how=join]").click()
    expect(page.locator(".toast.bad")).to_contain_text("Не получилось")
