"""A call from the first key to the last without a mouse."""

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from models.demo.accounts import DEMO_ACCOUNT
from models.events.kinds import Kind
from models.tables import AccountRow
from tests.browser.at_desk import (
    LONG,
    asks_for_an_operator,
    does,
    hears,
    leaves,
    the_event,
    until,
)
from tests.browser.pages import fresh_page
from tests.browser.sounds import OPERATOR
from tests.gateway.furnishing import PASSWORD
from tests.gateway.office import Office

FAR = 40  # presses of Tab after which something counts as out of reach
NAME_OF_FOCUSED = """() => {
    const one = document.activeElement
    return one.id || (one.name ? `${one.name}=${one.value}` : one.tagName)
}"""


def test_a_call_without_a_mouse(browser: Browser, hall: Office) -> None:
    with fresh_page(browser) as page:
        sign_in_by_keys(page, hall)
        expect(page.locator("#ready")).to_be_enabled(timeout=LONG)
        tab_to(page, "ready")
        page.keyboard.press("Space")
        does(page, "ready")
        with asks_for_an_operator(hall) as caller:
            expect(page.locator("#answer")).to_be_visible(timeout=LONG)
            tab_to(page, "answer")
            page.keyboard.press("Enter")
            does(page, "talking")
            hears(caller, OPERATOR)
            page.locator("article.customer").wait_for()
            find_the_customer(page, hall)
            until(lambda: Kind.CUSTOMER_FOUND in hall.kinds(hall.newest_call()))
            page.keyboard.press("Alt+0")
            page.locator('input[name="topic"]').first.wait_for()
            page.keyboard.press("Alt+b")  # too early: back to the card
            page.locator(".meters").wait_for()
            tab_to(page, "hang-up")
            page.keyboard.press("Enter")
            until(lambda: caller.has_been_hung_up_on)
        does(page, "wrap_up")
        give_the_outcome(page)
        does(page, "ready")
        the_event(hall, Kind.WRAP_UP_DONE)
    leaves(hall, "anna")


def sign_in_by_keys(page: Page, hall: Office) -> None:
    page.goto(f"http://{hall.settings.console}/")
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator('[data-line="registered"]')).to_be_visible(timeout=LONG)


def find_the_customer(page: Page, hall: Office) -> None:
    with hall.engine.connect() as db:
        asked = select(AccountRow.name).where(AccountRow.number == DEMO_ACCOUNT)
        name = db.execute(asked).scalar_one()
    page.keyboard.press("Alt+q")
    page.keyboard.type(DEMO_ACCOUNT)
    page.locator("#found").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#said-account").wait_for()
    tab_to(page, "said-account")
    page.keyboard.type(DEMO_ACCOUNT)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict.matched")).to_be_visible()
    tab_to(page, "said-name")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.locator(".meters").wait_for()


def give_the_outcome(page: Page) -> None:
    """The form has come by itself, with the first question in focus."""
    page.locator('input[name="topic"]').first.wait_for()
    until(lambda: focused(page).startswith("topic="))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    until(lambda: focused(page).startswith("outcome="))
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")


def focused(page: Page) -> str:
    found: str = page.evaluate(NAME_OF_FOCUSED)
    return found


def tab_to(page: Page, name: str) -> None:
    """Tab until this has the focus; the way there is told if it is not found."""
    way = [focused(page)]
    while way[-1] != name:
        assert len(way) < FAR, way
        page.keyboard.press("Tab")
        way.append(focused(page))
