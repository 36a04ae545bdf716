"""Every screen with believable data, light and dark: nothing overflows, nothing is cut or fails.

With SCREENSHOTS set, those for the README are written to docs/screenshots.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from sqlalchemy import Engine, insert, update

from config.debian import NotAvailable
from config.settings import read_settings
from models.demo.accounts import DEMO_ACCOUNT
from models.demo.fill import fill
from models.floor import Accounts
from models.operators.passwords import hash_of
from models.operators.tables import OperatorRow
from operator_console.office import NAME as CONSOLE
from operator_console.office import Office as ConsoleOffice
from operator_console.office import clock
from operator_console.work.views import work as left_to_do
from tests.browser.accessible import find_or_fetch_axe, grave_findings
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
from tests.browser.pages import (
    PICTURES,
    WHOLE_SCREEN,
    assert_it_fits,
    for_the_readme,
    in_both_schemes,
    take_picture,
)
from tests.browser.test_floor import Console, console, open_floor, shown
from tests.console.gateway_stand_in import busy_floor
from tests.console.left_to_do import leave_work
from tests.console.recorded import archive_of_a_day, files_from_before
from tests.gateway.furnishing import PASSWORD
from tests.gateway.office import Office
from tests.office_day import furnish_days

__all__ = ["console", "open_floor"]
README = {
    "sign-in", "telephone", "desk-ringing", "desk-talking", "desk-form", "desk-wrap-up", "search",
    "card", "requests", "request", "call-backs", "floor", "reports", "own", "accounts",
    "recordings", "recording", "audits-sample", "audits-grading-midway",
}  # fmt: skip


NAMES = {"boss": "Сергеева М. И.", "auditor": "Беляев К. О."}


@dataclass
class Pictures:
    """Takes them, looks whether all can use the page, and keeps what the pages complain about."""

    elsewhere: Path
    axe: str
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def take(self, page: Page, name: str) -> None:
        page.mouse.move(0, 0)
        for scheme in in_both_schemes(page):
            assert_it_fits(page, name)
            found = grave_findings(page, self.axe)
            self.complaints += [f"{name}, {scheme}: {one}" for one in found]
            take_picture(page, self._place(name, scheme))

    def _place(self, name: str, scheme: str) -> Path:
        if scheme == "dark":
            return self.elsewhere / f"{name}-dark.png"
        wanted = for_the_readme() and name in README
        return (PICTURES if wanted else self.elsewhere) / f"{name}.png"


@pytest.fixture(scope="module")
def axe() -> str:
    try:
        return find_or_fetch_axe(read_settings().cache)
    except NotAvailable as reason:
        pytest.skip(f"no axe-core can be had here: {reason}")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory, axe: str) -> Iterator[Pictures]:
    one = Pictures(tmp_path_factory.mktemp("screens"), axe)
    yield one
    assert "\n".join(one.complaints) == ""


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


def introduce(engine: Engine) -> None:
    """Who has made a sample or placed a hold has a name that a person would have."""
    with engine.begin() as db:
        for login, name in NAMES.items():
            db.execute(update(OperatorRow).where(OperatorRow.login == login).values(name=name))


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
        page.keyboard.press("Alt+c")
        expect(page.locator("#work h1")).to_have_text("Перезвонить")
        pictures.take(page, "desk-call-backs")
        assert page.url.endswith("/desk/")  # the telephone is still there
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


def test_the_work_that_is_left(
    console: Console, open_floor: Callable[..., Page], pictures: Pictures
) -> None:
    office: ConsoleOffice = console.app.extensions[CONSOLE]  # type: ignore[attr-defined]
    introduce(office.writer)
    fill(office.writer, clock().date())
    calls = leave_work(office.writer, office.utility, clock(), DEMO_ACCOUNT)
    console.gateway.show(busy_floor(clock()))
    page = open_floor()
    pictures.watch(page)
    page.goto(f"{console.url}{left_to_do.url_prefix}/")
    pictures.take(page, "requests")
    page.get_by_role("link", name="№ 1", exact=True).click()
    pictures.take(page, "request")
    page.goto(f"{console.url}/callbacks/")
    pictures.take(page, "call-backs")
    page.keyboard.press("Alt+t")
    expect(page.locator(".secret")).to_be_visible()
    pictures.take(page, "call-back")
    page.goto(f"{console.url}/callbacks/{calls[-1]}")
    pictures.take(page, "call-back-of-nobody")


def test_the_floor(console: Console, open_floor: Callable[..., Page], pictures: Pictures) -> None:
    office: ConsoleOffice = console.app.extensions[CONSOLE]  # type: ignore[attr-defined]
    introduce(office.writer)
    console.gateway.show(busy_floor(clock()))
    page = shown(open_floor())
    pictures.watch(page)
    expect(page.locator(".tiles [data-today=offered]")).not_to_have_text("–")
    pictures.take(page, "floor")


def test_the_recordings(
    console: Console, open_floor: Callable[..., Page], pictures: Pictures
) -> None:
    office: ConsoleOffice = console.app.extensions[CONSOLE]  # type: ignore[attr-defined]
    introduce(office.writer)
    call = archive_of_a_day(office.writer, office.settings, clock())
    page = open_floor()
    pictures.watch(page)
    page.goto(f"{console.url}/recordings/")
    page.locator("tbody tr").first.wait_for()
    pictures.take(page, "recordings")
    page.goto(f"{console.url}/recordings/{call}")
    page.get_by_text("Продлить хранение").click()
    page.get_by_label("Причина").fill("Жалоба в Ростехнадзор, ждём ответа")
    page.get_by_role("button", name="Продлить").click()
    page.locator(".hold").wait_for()
    page.locator(".toast").click()
    page.get_by_text("Аудит", exact=True).click()
    page.evaluate("location.hash = '#t=95000'")
    page.locator("[data-play]").click()
    expect(page.locator("#player")).to_have_attribute("data-doing", "playing", timeout=30_000)
    page.locator("[data-play]").click()
    pictures.take(page, "recording")
    page.goto(f"{console.url}/recordings/log")
    pictures.take(page, "recordings-log")
    page.goto(f"{console.url}/recordings/tomorrow")
    pictures.take(page, "recordings-tomorrow")
    file = files_from_before(office.writer, office.settings, clock())
    page.goto(f"{console.url}/recordings/older/")
    pictures.take(page, "recordings-older")
    page.goto(f"{console.url}/recordings/older/{file}")
    page.get_by_text("Продлить хранение").click()
    page.get_by_label("Причина").fill("Спор о начислениях прошлой зимы")
    page.get_by_role("button", name="Продлить").click()
    page.locator(".hold").wait_for()
    page.locator(".toast").click()
    page.get_by_text("Жалоба", exact=True).click()
    page.locator("[data-play]").click()
    expect(page.locator("#player")).to_have_attribute("data-doing", "playing", timeout=30_000)
    page.locator("[data-play]").click()
    page.evaluate("location.hash = '#t=20000'")
    pictures.take(page, "recordings-older-one")
    page.goto(f"{console.url}/recordings/older/")
    page.locator("tbody tr", has_text="amr").get_by_role("link").click()
    pictures.take(page, "recordings-older-copy")


def test_the_audits(console: Console, open_floor: Callable[..., Page], pictures: Pictures) -> None:
    """Those that no story of test_audits comes to."""
    office: ConsoleOffice = console.app.extensions[CONSOLE]  # type: ignore[attr-defined]
    introduce(office.writer)
    page = open_floor()
    pictures.watch(page)
    page.goto(f"{console.url}/audits/samples/new")
    yesterday = page.locator("[name=to]").get_attribute("max") or ""
    page.locator("[name=from]").fill(yesterday)
    page.locator("[name=to]").fill(yesterday)
    page.locator("[name=size]").fill("2")
    pictures.take(page, "audits-draw")
    page.locator("form.card button.primary").click()
    page.locator("#calls").wait_for()
    for screen in ("", "calibrations", "tasks", "timely", "forms", "forms/1"):
        page.goto(f"{console.url}/audits/{screen}")
        page.locator("main h1").first.wait_for()
        pictures.take(page, f"audits-{screen.replace('/', '-') or 'index'}")
    page.goto(f"{console.url}/documents/")
    expect(page.locator(".top [aria-current]")).to_have_text("Проверки")  # the way here
    pictures.take(page, "documents")
