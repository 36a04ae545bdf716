"""The desk's telephone: keys, sound that stops, the microphone, and a tab nobody looks at."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.browser.at_desk import (
    LONG,
    answers,
    asks_for_an_operator,
    at_desk,
    does,
    gets_ready,
    hears,
    hears_nothing,
    leaves,
    sign_in,
    until,
)
from tests.browser.conftest import LOOPBACK, Launch
from tests.browser.sounds import OPERATOR
from tests.gateway.office import Office
from tests.ports import free_ports

# Kept with the page: what notices were shown and which of them are gone.
NOTICES = """() => {
    window.notices = []
    const Real = Notification
    window.Notification = class extends Real {
        constructor(title, options) {
            super(title, options)
            const one = { title, shown: false, closed: false }
            this.addEventListener('show', () => { one.shown = true })
            this.addEventListener('close', () => { one.closed = true })
            window.notices.push(one)
        }
    }
}"""


def test_keys_reach_the_other_side(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall) as caller:
        answers(anna)
        anna.locator("#keypad summary").click()
        for key in "50*#":
            anna.locator(f'#keypad [data-key="{key}"]').click()
        until(lambda: caller.keys_heard == "50*#")
        hears(caller, OPERATOR)


def test_the_page_says_when_no_sound_flows(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall) as caller:
        answers(anna)
        caller.fall_silent()
        expect(anna.locator("#no-media")).to_be_visible(timeout=LONG)
        does(anna, "talking")
        caller.speak_again()
        expect(anna.locator("#no-media")).to_be_hidden(timeout=LONG)
        hears(caller, OPERATOR)


def test_a_muted_operator_and_a_held_caller_are_no_lost_sound(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall) as caller:
        answers(anna)
        anna.keyboard.press("Alt+m")
        hears_nothing(caller)
        caller.fall_silent()
        anna.keyboard.press("Alt+h")
        expect(anna.locator("#hold")).to_have_attribute("aria-pressed", "true")
        anna.wait_for_timeout(5000)  # longer than it takes to be noticed
        expect(anna.locator("#no-media")).to_be_hidden()
        caller.speak_again()
        anna.keyboard.press("Alt+h")
        anna.keyboard.press("Alt+m")
        hears(caller, OPERATOR)


def test_the_microphone_is_checked(anna: Page) -> None:
    anna.locator("#check").click()
    anna.wait_for_function("() => document.getElementById('level').value > 0.05")
    anna.locator("#check").click()
    expect(anna.locator("#level")).to_be_hidden()
    anna.context.clear_permissions()
    anna.locator("#check").click()
    expect(anna.locator("#no-microphone")).to_have_text(
        "Браузер не даёт микрофон: разрешите его в адресной строке и повторите.",
        use_inner_text=True,
    )
    expect(anna.locator("#level")).to_be_hidden()
    anna.context.grant_permissions(["microphone"])
    expect(anna.locator("#no-microphone")).to_be_hidden()
    anna.locator("#check").click()
    expect(anna.locator("#level")).to_be_visible()
    anna.locator("#check").click()


def test_a_machine_without_a_microphone(hall: Office, launch: Launch) -> None:
    with at_desk(launch(LOOPBACK, microphone=False), hall, "anna") as page:
        page.locator("#check").click()
        expect(page.locator("#no-microphone")).to_have_text(
            "Микрофона нет, или он занят другой программой: подключите его и повторите.",
            use_inner_text=True,
        )
        gets_ready(page)
        with asks_for_an_operator(hall):
            expect(page.locator("#answer")).to_be_visible(timeout=LONG)
            page.keyboard.press("Alt+a")
            expect(page.locator("#no-microphone")).to_be_visible()
            expect(page.locator("#answer")).to_be_visible()  # it rings on
        does(page, "ready")


@pytest.fixture
def usual(playwright: Playwright, launch: Launch) -> Iterator[BrowserContext]:
    """A browser as people have it: where one tab is looked at, the others are hidden."""
    (port,) = free_ports(1)
    flags = (LOOPBACK, f"--remote-debugging-port={port}")
    with launch(*flags), _joined(playwright, port) as browser:
        (context,) = browser.contexts
        context.grant_permissions(["microphone", "notifications"])
        yield context


def _joined(playwright: Playwright, port: int) -> Browser:
    return playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", no_defaults=True)


def test_a_caller_rings_in_a_tab_nobody_looks_at(hall: Office, usual: BrowserContext) -> None:
    page = usual.new_page()
    sign_in(page, hall, "anna")
    page.evaluate(NOTICES)
    gets_ready(page)
    other = usual.new_page()
    assert page.evaluate("document.hidden")
    with asks_for_an_operator(hall) as caller:
        until(lambda: page.title().startswith("☎"))
        until(lambda: page.evaluate("window.notices[0]?.shown"))
        assert page.evaluate("softphone.ring.context.state") == "running"
        assert page.evaluate("window.notices.map((one) => one.title)") == ["Входящий звонок"]
        other.close()
        page.bring_to_front()
        answers(page)
        until(lambda: page.evaluate("window.notices[0].closed"))
        assert not page.title().startswith("☎")
        hears(caller, OPERATOR)
    page.close()
    leaves(hall, "anna")


def test_a_caller_who_gave_up_leaves_no_notice(hall: Office, usual: BrowserContext) -> None:
    page = usual.new_page()
    sign_in(page, hall, "anna")
    page.evaluate(NOTICES)
    gets_ready(page)
    usual.new_page()
    with asks_for_an_operator(hall):
        until(lambda: page.evaluate("window.notices[0]?.shown"))
    until(lambda: page.evaluate("window.notices[0].closed"))
    assert not page.title().startswith("☎")
    page.close()
    leaves(hall, "anna")
