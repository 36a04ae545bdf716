"""Every screen in every language on a desk's screen: it fits, and buttons need no scrolling."""

from collections.abc import Callable, Iterator
from typing import get_args

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from config.utility import Language
from models.demo.accounts import DEMO_ACCOUNT
from models.operators.tables import OperatorRow
from operator_console.office import NAME as CONSOLE
from operator_console.office import Office as ConsoleOffice
from operator_console.office import clock
from tests.browser.at_desk import (
    LONG,
    answers,
    asks_the_menu_for_an_operator,
    at_desk,
    does,
    gets_ready,
    identify,
    rings,
    until,
)
from tests.browser.pages import OUT_OF_SIGHT, assert_it_fits, in_both_schemes
from tests.browser.test_floor import Console, console, open_floor
from tests.browser.test_screens import Pictures, axe, entered, hall, pictures
from tests.console.recorded import archive_of_a_day
from tests.gateway.office import Office

__all__ = ["axe", "console", "hall", "open_floor", "pictures"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
SOMETHING = "main h1, main h2, main input:not([type=hidden])"
AWAY_FROM_THE_DESK = {
    "boss": (
        "floor/", "reports/?by=day", "customers/", "own/", "work/", "callbacks/", "recordings/",
        "recordings/log", "recordings/tomorrow", "audits/", "audits/samples/new",
        "audits/calibrations", "audits/tasks", "audits/timely", "audits/forms", "documents/",
    ),
    "root": ("accounts/", "own/"),
}  # fmt: skip


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, hall: Office) -> Iterator[Language]:
    """Everybody reads this one."""
    speak(hall, request.param)
    yield request.param
    speak(hall, "ru")


def speak(hall: Office, language: Language) -> None:
    with hall.engine.begin() as db:
        db.execute(update(OperatorRow).values(language=language))


def assert_in_both_schemes(page: Page, name: str) -> None:
    for scheme in in_both_schemes(page):
        assert_it_fits(page, f"{name}, {scheme}")


def assert_all_in_sight(page: Page, name: str) -> None:
    """And no button of the desk is out of sight."""
    assert_in_both_schemes(page, name)
    assert page.evaluate(OUT_OF_SIGHT) == [], name


def test_the_desk(browser: Browser, hall: Office, language: Language) -> None:
    with at_desk(browser, hall, "anna") as page:
        assert_all_in_sight(page, "off line")
        gets_ready(page)
        assert_all_in_sight(page, "ready")
        with asks_the_menu_for_an_operator(hall):
            until(lambda: rings(page))
            assert_all_in_sight(page, "ringing")
            answers(page)
            page.locator("nav.work").wait_for()
            assert_all_in_sight(page, "nobody known")
            identify(page, hall)
            assert_all_in_sight(page, "talking")
            see_the_forms(page)
        does(page, "wrap_up")
        page.locator('input[name="topic"]').first.wait_for()
        assert_all_in_sight(page, "wrap-up")


def see_the_forms(page: Page) -> None:
    for key in "1234567890":
        if page.locator(f'nav.work [data-shortcut="{key}"]').count() == 0:
            continue
        page.keyboard.press(f"Alt+{key}")
        page.locator("[data-send]").wait_for()
        assert_all_in_sight(page, f"form {key}")
        page.keyboard.press("Alt+b")
        page.locator("nav.work").wait_for()


@pytest.mark.parametrize("login", AWAY_FROM_THE_DESK)
def test_away_from_the_desk(
    login: str, browser: Browser, hall: Office, pictures: Pictures, language: Language
) -> None:
    with entered(browser, hall, pictures, login) as page:
        for screen in AWAY_FROM_THE_DESK[login]:
            page.goto(f"http://{hall.settings.console}/{screen}")
            expect(page.locator("html")).to_have_attribute("lang", language)
            page.locator(SOMETHING).first.wait_for(timeout=LONG)
            assert_in_both_schemes(page, screen)
        if login == "boss":
            see_a_customer(page, hall)


def see_a_customer(page: Page, hall: Office) -> None:
    page.goto(f"http://{hall.settings.console}/customers/")
    page.locator("#find").fill(DEMO_ACCOUNT)
    page.locator(f"#found a:has-text('{DEMO_ACCOUNT}')").wait_for()
    assert_in_both_schemes(page, "search")
    page.locator(f"#found a:has-text('{DEMO_ACCOUNT}')").click()
    page.locator("article.customer").wait_for()
    if page.locator("[name=reason]").count():  # the one given first holds for a while
        page.locator("[name=reason]").first.fill("Перезваниваю клиенту")
        page.keyboard.press("Enter")
    page.locator(".meters").wait_for()
    assert_in_both_schemes(page, "card")


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_recording_and_the_form_beside_it(
    spoken: Language, console: Console, open_floor: Callable[..., Page]
) -> None:
    office: ConsoleOffice = console.app.extensions[CONSOLE]  # type: ignore[attr-defined]
    call = archive_of_a_day(office.writer, office.settings, clock(), newest=1)
    with office.writer.begin() as db:
        db.execute(update(OperatorRow).values(language=spoken))
    page = open_floor()
    page.goto(f"{console.url}/recordings/{call}")
    expect(page.locator("html")).to_have_attribute("lang", spoken)
    page.locator(".hints .moments").wait_for()
    assert_in_both_schemes(page, "recording")
    page.goto(f"{console.url}/audits/")  # keeps the forms
    page.goto(f"{console.url}/audits/grading?call={call}&form=1")
    page.locator(".criterion .hinted").first.wait_for()
    assert_in_both_schemes(page, "grading")
