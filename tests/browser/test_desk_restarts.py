"""What breaks in mid-shift: the page says so, comes back by itself, and loses nothing typed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from agi_scripts.station import ServerProcess
from tests.browser.at_desk import (
    LONG,
    answers,
    asks_for_an_operator,
    at_desk,
    close_the_contact,
    does,
    furnished_hall,
    gets_ready,
    hears,
)
from tests.browser.sounds import OPERATOR
from tests.gateway.office import Office

NOTE = "Просит перезвонить после обеда"


@pytest.fixture(scope="module")
def hall() -> Iterator[Office]:
    with furnished_hall() as one:
        yield one


@pytest.fixture
def anna(browser: Browser, hall: Office) -> Iterator[Page]:
    with at_desk(browser, hall, "anna") as page:
        yield page


def server(hall: Office, name: str) -> ServerProcess:
    return next(one for one in hall.hotline.station.servers if one.name == name)


def test_the_console_is_started_anew_in_mid_call(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall) as caller:
        answers(anna)
        anna.locator("nav.work a.primary").click()
        anna.locator('textarea[name="note"]').fill(NOTE)
        server(hall, "console").stop()
        expect(anna.locator("#no-console")).to_be_visible(timeout=LONG)
        hears(caller, OPERATOR)
        anna.locator("[data-send]").click()
        expect(anna.locator(".toast")).to_contain_text("Сервер не отвечает")
        expect(anna.locator('textarea[name="note"]')).to_have_value(NOTE)
        hall.hotline.mend()
        expect(anna.locator("#no-console")).to_be_hidden(timeout=LONG)
        does(anna, "talking")
        hears(caller, OPERATOR)
    does(anna, "wrap_up")
    expect(anna.locator('textarea[name="note"]')).to_have_value(NOTE)
    anna.goto(anna.url)
    expect(anna.locator('textarea[name="note"]')).to_have_value(NOTE)
    close_the_contact(anna)
    does(anna, "ready")


def test_the_gateway_is_started_anew_in_mid_call(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall) as caller:
        answers(anna)
        server(hall, "gateway").kill()
        expect(anna.locator("#no-link")).to_be_visible(timeout=LONG)
        hears(caller, OPERATOR)
        hall.hotline.mend()
        expect(anna.locator("#no-link")).to_be_hidden(timeout=LONG)
        does(anna, "talking")
    does(anna, "wrap_up")
    close_the_contact(anna)
    does(anna, "ready")


def test_asterisk_is_started_anew(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    hall.hotline.station.asterisk.stop()
    expect(anna.locator("#no-link")).to_be_visible(timeout=LONG)
    expect(anna.locator('[data-line="registered"]')).to_be_hidden(timeout=LONG)
    hall.hotline.station.asterisk.start()
    expect(anna.locator("#no-link")).to_be_hidden(timeout=LONG)
    expect(anna.locator('[data-line="registered"]')).to_be_visible(timeout=LONG)
    does(anna, "ready")
    with asks_for_an_operator(hall) as caller:
        answers(anna)
        hears(caller, OPERATOR)
    does(anna, "wrap_up")


def test_a_second_tab_says_that_the_telephone_is_elsewhere(hall: Office, anna: Page) -> None:
    other = anna.context.new_page()
    other.goto(anna.url)
    expect(other.locator('[data-line="elsewhere"]')).to_be_visible()
    other.locator("#take-over").click()
    expect(other.locator('[data-line="registered"]')).to_be_visible(timeout=LONG)
    expect(anna.locator('[data-line="elsewhere"]')).to_be_visible()
    other.close()
    expect(anna.locator('[data-line="registered"]')).to_be_visible(timeout=LONG)
