"""An operator at the console's desk in a browser, and whom he meets: callers and specialists."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from ivr.callers.failures import CallFailed
from ivr.callers.telephone import CallIn
from models.demo.accounts import DEMO_ACCOUNT
from models.demo.fill import fill
from models.events.kinds import Kind, Presence
from models.events.log import Event
from models.floor import SignOff
from models.tables import AccountRow
from tests.browser.customer import Customer, customer
from tests.browser.pages import fresh_page
from tests.browser.sounds import CUSTOMER, RATE, share, voice
from tests.gateway.console import connected
from tests.gateway.furnishing import PASSWORD
from tests.gateway.office import Office, office

OPERATOR_KEY = "0"
WAITING_PLACE = "121"  # the number of a queue
SPECIALIST_NOTE = 900.0  # Hz
LONG = 30_000  # ms
PATIENCE = 30.0  # seconds
LISTEN = 1.5  # seconds of sound that are looked at
CLEARLY = 0.4  # share of the energy at the notes of whoever should be heard
Condition = Callable[[], object]


@contextmanager
def furnished_hall(**changes: Any) -> Iterator[Office]:
    """A hotline with operators in browsers, and the customers of the demo's town."""
    with office(telephone="browser", **changes) as hall:
        fill(hall.engine, datetime.now(UTC).date())
        yield hall


def until(happened: Condition, seconds: float = PATIENCE) -> None:
    latest = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < latest, "it did not happen"
        time.sleep(0.05)


def sign_in(page: Page, hall: Office, login: str) -> None:
    page.goto(f"http://{hall.settings.console}/")
    page.get_by_label("Логин").fill(login)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#desk")).to_be_visible()
    expect(page.locator('[data-line="registered"]')).to_be_visible(timeout=LONG)


@contextmanager
def at_desk(browser: Browser, hall: Office, login: str) -> Iterator[Page]:
    """An operator who has signed in; afterwards nothing is left open."""
    with fresh_page(browser) as page:
        sign_in(page, hall, login)
        yield page
        # The page goes first, or it would be asked whether it may.
        page.evaluate("softphone.hangUp()")
    leaves(hall, login)


def leaves(hall: Office, login: str) -> None:
    """The talk is over, the contact has an outcome, the operator has gone."""
    line = connected(hall.settings)  # a new one: the gateway may have been started anew
    line.until(lambda floor: floor.link)
    _leaves(replace(hall, console=line), login)
    line.socket.close()


def _leaves(hall: Office, login: str) -> None:
    def is_over() -> bool:
        call = hall.console.operator(login).call
        return call is None or call.answered is None or call.ended is not None

    until(is_over)
    if hall.console.operator(login).call:
        with ThreadPoolExecutor(1) as apart:  # here the browser's event loop runs
            apart.submit(lambda: asyncio.run(hall.closes(login))).result()
    until(lambda: hall.console.operator(login).call is None)
    assert hall.console.wish(SignOff(hall.ids[login])) == ""
    until(lambda: hall.console.operator(login).doing is Presence.OFFLINE)


def asks_for_an_operator(hall: Office, note: float = CUSTOMER) -> AbstractContextManager[Customer]:
    """A customer who waits for an operator at once, past the menu, and sounds like this note."""
    return customer(hall.settings, WAITING_PLACE, voice(note, RATE))


def asks_the_menu_for_an_operator(hall: Office) -> AbstractContextManager[Customer]:
    """A customer who presses 0 in the menu."""
    return customer(hall.settings, "1000", voice(CUSTOMER, RATE), keys=OPERATOR_KEY)


def does(page: Page, doing: str) -> None:
    """The page shows that the operator does this."""
    expect(page.locator(f'.doing [data-doing="{doing}"]')).to_be_visible(timeout=LONG)


def rings(page: Page) -> bool:
    return page.locator("#answer").is_visible()


def gets_ready(page: Page) -> None:
    expect(page.locator("#ready")).to_be_enabled(timeout=LONG)
    page.keyboard.press("Alt+r")
    does(page, "ready")


def answers(page: Page) -> None:
    """The call that rings, taken by the keyboard; sound flows."""
    expect(page.locator("#answer")).to_be_visible(timeout=LONG)
    page.keyboard.press("Alt+a")
    does(page, "talking")
    page.wait_for_function("() => softphone.state.call?.mediaFlows === true", timeout=LONG)


def identify(page: Page, hall: Office) -> None:
    """The customer of the demo's account says its number and the name there."""
    with hall.engine.connect() as db:
        asked = select(AccountRow.name).where(AccountRow.number == DEMO_ACCOUNT)
        name = db.execute(asked).scalar_one()
    page.locator("#find").fill(DEMO_ACCOUNT)
    page.locator("#found a").first.click()
    page.locator("#said-account").fill(DEMO_ACCOUNT)
    page.locator("#said-account").press("Enter")
    expect(page.locator(".verdict.matched")).to_be_visible()
    page.locator("#said-name").fill(name)
    page.locator("#said-name").press("Enter")
    page.locator(".meters").wait_for()


def close_the_contact(page: Page) -> None:
    """It gets an outcome, in the form that is open."""
    page.locator('input[name="topic"][value="readings"]').check()
    page.locator('input[name="outcome"]').first.check()
    page.locator("[data-send]").click()


def hears(one: Customer, *notes: float) -> None:
    """These notes are heard, sooner or later."""
    until(lambda: share(one.heard(LISTEN), *notes) > CLEARLY)


def hears_nothing(one: Customer) -> None:
    until(lambda: bool(abs(one.heard(LISTEN)).max() < 0.002))


def the_event(hall: Office, kind: Kind) -> Event:
    """The last of this kind in the newest call, once it is there."""
    call = hall.newest_call()
    found: list[Event] = []

    def there() -> bool:
        found[:] = [event for event in hall.events(call) if event.kind is kind]
        return bool(found)

    until(there)
    return found[-1]


def agree(ours: datetime, theirs: datetime) -> bool:
    """Whether two clocks say the same, within a tenth of a second."""
    return abs((ours - theirs).total_seconds()) < 0.1


def page_time(page: Page, of: str) -> datetime:
    """A moment that a script of the page knows, in milliseconds of the browser's clock."""
    return datetime.fromtimestamp(page.evaluate(of) / 1000, UTC)


class Specialist:
    """The specialist's telephone, in a thread of its own: takes every call and makes a sound."""

    def __init__(self, hall: Office) -> None:
        self._hall = hall
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._registered = threading.Event()
        self.calls: list[CallIn] = []

    def __enter__(self) -> "Specialist":
        self._thread.start()
        self._work = asyncio.run_coroutine_threadsafe(self._be_there(), self._loop)
        assert self._registered.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._work.cancel()
        until(self._work.done)
        time.sleep(0.2)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def hang_up(self) -> None:
        asyncio.run_coroutine_threadsafe(self.calls[-1].hang_up(), self._loop).result(PATIENCE)

    async def _be_there(self) -> None:
        async with self._hall.specialist(takes=self._takes):
            self._registered.set()
            await asyncio.Event().wait()

    async def _takes(self, call: CallIn) -> None:
        self.calls.append(call)
        with suppress(CallFailed):
            await call.answer()
            while True:
                await call.say(voice(SPECIALIST_NOTE, RATE))
