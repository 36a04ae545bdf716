"""What breaks in mid-shift: the page says so, comes back by itself, and loses nothing typed."""

import os
import signal
from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, expect

from agi_scripts.station import ServerProcess
from models.events.kinds import Kind
from tests.browser.at_desk import (
    LONG,
    agree,
    answers,
    asks_for_an_operator,
    at_desk,
    close_the_contact,
    does,
    gets_ready,
    hears,
    page_time,
    sign_in,
    the_event,
    until,
)
from tests.browser.conftest import LOOPBACK, Launch
from tests.browser.sounds import MUSIC, OPERATOR
from tests.gateway.office import Office

NOTE = "Просит перезвонить после обеда"


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


def test_a_browser_is_killed_in_mid_call(
    hall: Office, launch: Launch, browser: Browser, anna: Page
) -> None:
    """The caller hears music, comes to another operator, and the first finds the contact open."""
    doomed = launch(LOOPBACK)
    context = doomed.new_context()
    context.grant_permissions(["microphone"])
    page = context.new_page()
    sign_in(page, hall, "boris")
    gets_ready(page)
    with asks_for_an_operator(hall) as caller:
        answers(page)
        hears(caller, OPERATOR)
        kill(doomed)
        killed = datetime.now(UTC)
        hears(caller, *MUSIC)
        silent, music = caller.longest_gap
        assert agree(silent, killed)
        assert silent < the_event(hall, Kind.HELD).at < music
        gets_ready(anna)
        answers(anna)
        hears(caller, OPERATOR)
        spoke = page_time(anna, "softphone.state.call.since")
        assert agree(the_event(hall, Kind.ANSWERED).at, spoke)
        caller.hang_up()
        assert agree(the_event(hall, Kind.HUNG_UP).at, caller.trace["ended"].at)
        assert Kind.ABANDONED not in hall.kinds(hall.newest_call())
    does(anna, "wrap_up")
    with at_desk(browser, hall, "boris") as again:
        does(again, "wrap_up")
        close_the_contact(again)
        does(again, "ready")
    until(lambda: (hall.ids["boris"], True) in hall.contacts(hall.newest_call()))


def kill(browser: Browser) -> None:
    """As the kernel does when memory is short: not a word more."""
    known = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    (process,) = (one["id"] for one in known["processInfo"] if one["type"] == "browser")
    os.kill(int(process), signal.SIGKILL)


def test_a_second_tab_does_not_take_the_call(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall) as caller:
        answers(anna)
        other = anna.context.new_page()
        other.goto(anna.url)
        other.locator("#take-over").click()
        expect(other.locator("#taken")).to_be_visible()
        hears(caller, OPERATOR)
        does(anna, "talking")
        other.close()


def test_a_second_tab_says_that_the_telephone_is_elsewhere(hall: Office, anna: Page) -> None:
    other = anna.context.new_page()
    other.goto(anna.url)
    expect(other.locator('[data-line="elsewhere"]')).to_be_visible()
    other.locator("#take-over").click()
    expect(other.locator('[data-line="registered"]')).to_be_visible(timeout=LONG)
    expect(anna.locator('[data-line="elsewhere"]')).to_be_visible()
    other.close()
    expect(anna.locator('[data-line="registered"]')).to_be_visible(timeout=LONG)
