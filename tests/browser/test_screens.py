"""Every screen with believable data, light and dark: nothing overflows, nothing is cut or fails.

With SCREENSHOTS set, those for the README are written to docs/screenshots.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect
from sqlalchemy import Engine, insert

from models.demo.accounts import DEMO_ACCOUNT
from models.floor import Accounts
from models.operators.passwords import hash_of
from models.operators.tables import OperatorRow
from operator_console.office import clock
from tests.browser.at_desk import (
    answers,
    asks_the_menu_for_an_operator,
    at_desk,
    does,
    furnished_hall,
    gets_ready,
    identify,
    rings,
    until,
)
from tests.browser.conftest import ROOT, SCREENSHOTS, WHOLE_SCREEN
from tests.browser.test_floor import Console, console, open_floor, shown
from tests.console.gateway_stand_in import busy_floor
from tests.gateway.office import PASSWORD, Office
from tests.office_day import furnish_days

__all__ = ["console", "open_floor"]
README = {"desk-talking", "card", "floor", "reports", "sign-in", "telephone"}
SMALLER = ViewportSize(width=1280, height=720)
OVERFLOWS = "document.documentElement.scrollWidth > innerWidth"
CUT = """() => [...document.querySelectorAll('button, .badge, .phone dt, .phone h2')]
    .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.textContent.trim())"""


@dataclass
class Pictures:
    """Takes them, and keeps what the pages complain about."""

    elsewhere: Path
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def take(self, page: Page, name: str) -> None:
        page.mouse.move(0, 0)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(SMALLER)
            assert not page.evaluate(OVERFLOWS), name
            page.set_viewport_size(WHOLE_SCREEN)
            assert not page.evaluate(OVERFLOWS), name
            assert page.evaluate(CUT) == [], name
            self._write(page, name, scheme)
        page.emulate_media(color_scheme="light")

    def _write(self, page: Page, name: str, scheme: str) -> None:
        wanted = os.environ.get(SCREENSHOTS) and name in README and scheme == "light"
        path = (ROOT / "docs/screenshots" if wanted else self.elsewhere) / f"{name}.png"
        if scheme == "dark":
            path = self.elsewhere / f"{name}-dark.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, animations="disabled", caret="hide")
        with Image.open(path) as picture:
            picture.convert("RGB").quantize(160).save(path, optimize=True)
        assert path.stat().st_size > 4_000  # not an empty page


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pictures]:
    one = Pictures(tmp_path_factory.mktemp("screens"))
    yield one
    assert one.complaints == []


@pytest.fixture(scope="module")
def hall() -> Iterator[Office]:
    with furnished_hall(demo_telephone=True) as one:
        now = datetime.now(UTC)
        days = [(now - timedelta(days=back)).date() for back in range(6, 0, -1)]  # nobody talks now
        furnish_days(one.engine, days, now.astimezone().tzinfo, 140, now)  # type: ignore[arg-type]
        hire(one.engine, "boss", "Сергеева М. И.", "supervisor")
        hire(one.engine, "root", "Ким В. А.", "administrator")
        assert one.console.wish(Accounts()) == ""
        yield one


def hire(engine: Engine, login: str, name: str, role: str) -> None:
    row = {
        "login": login, "name": name, "unit": "ОКА", "role": role, "language": "ru", "theme": "",
        "password_hash": hash_of(PASSWORD), "must_change_password": False, "wrong_passwords": 0,
        "active": True, "telephone": "browser", "queues": [], "changed_at": datetime.now(UTC),
    }  # fmt: skip
    with engine.begin() as db:
        db.execute(insert(OperatorRow), row)


@contextmanager
def entered(browser: Browser, hall: Office, pictures: Pictures, login: str) -> Iterator[Page]:
    """A page of somebody without a desk."""
    context = browser.new_context(viewport=WHOLE_SCREEN, locale="ru-RU")
    page = context.new_page()
    pictures.watch(page)
    page.goto(f"http://{hall.settings.console}/sign-in")
    page.get_by_label("Логин").fill(login)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("nav").first.wait_for()
    yield page
    context.close()


def test_before_anybody_is_signed_in(browser: Browser, hall: Office, pictures: Pictures) -> None:
    context = browser.new_context(viewport=WHOLE_SCREEN, locale="ru-RU")
    page = context.new_page()
    pictures.watch(page)
    page.goto(f"http://{hall.settings.console}/sign-in")
    pictures.take(page, "sign-in")
    context.grant_permissions(["microphone"])
    page.goto(f"http://{hall.settings.console}/telephone/")
    expect(page.locator("#call")).to_be_enabled(timeout=30_000)
    pictures.take(page, "telephone")
    context.close()


def test_the_desk(browser: Browser, hall: Office, pictures: Pictures) -> None:
    with at_desk(browser, hall, "anna") as page:
        pictures.watch(page)
        pictures.take(page, "desk-off-line")
        gets_ready(page)
        pictures.take(page, "desk-ready")
        before = top_of_queues(page)
        with asks_the_menu_for_an_operator(hall):
            until(lambda: rings(page))
            pictures.take(page, "desk-ringing")
            answers(page)
            page.get_by_text("Клиент не определён").wait_for()
            pictures.take(page, "desk-unknown")
            assert top_of_queues(page) == before  # nothing has jumped
            identify(page, hall)
            pictures.take(page, "desk-talking")
            page.keyboard.press("Alt+h")
            expect(page.locator("#hold")).to_have_attribute("aria-pressed", "true")
            page.keyboard.press("Alt+1")
            page.locator("#value, [name=value]").first.wait_for()
            pictures.take(page, "desk-form")
            page.keyboard.press("Alt+b")
            page.locator("article.customer").wait_for()
        does(page, "wrap_up")
        page.locator('input[name="topic"]').first.wait_for()
        pictures.take(page, "desk-wrap-up")


def top_of_queues(page: Page) -> float:
    found: float = page.locator(".queues").bounding_box()["y"]  # type: ignore[index]
    return found


def test_away_from_the_desk(browser: Browser, hall: Office, pictures: Pictures) -> None:
    with entered(browser, hall, pictures, "boss") as page:
        address = f"http://{hall.settings.console}"
        page.goto(f"{address}/floor/")
        expect(page.locator("[data-state=live]")).to_be_visible(timeout=30_000)
        page.goto(f"{address}/reports/?by=day")
        page.locator("figure.chart").wait_for()
        pictures.take(page, "reports")
        page.goto(f"{address}/customers/")
        expect(page.locator("#state-badge")).to_be_visible()
        page.locator("#find").fill("ленина 25")
        page.locator("#found").wait_for()
        pictures.take(page, "search")
        page.locator("#find").fill(DEMO_ACCOUNT)
        page.locator(f"#found a:has-text('{DEMO_ACCOUNT}')").click()
        pictures.take(page, "card-before-a-reason")
        page.locator("#reason, [name=reason]").first.fill("Перезваниваю клиенту")
        page.keyboard.press("Enter")
        page.locator(".meters").wait_for()
        pictures.take(page, "card")
        page.goto(f"{address}/own/")
        pictures.take(page, "own")
    with entered(browser, hall, pictures, "root") as page:
        page.goto(f"http://{hall.settings.console}/accounts/")
        pictures.take(page, "accounts")


def test_the_floor(console: Console, open_floor: Callable[..., Page], pictures: Pictures) -> None:
    console.gateway.show(busy_floor(clock()))
    page = shown(open_floor())
    pictures.watch(page)
    expect(page.locator(".tiles [data-today=offered]")).not_to_have_text("–")
    pictures.take(page, "floor")
