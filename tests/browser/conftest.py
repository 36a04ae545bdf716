"""A real Chromium, a real Asterisk with one operator's telephone, and customers who call."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from config.asterisk.find import find_or_install
from config.asterisk.operators import telephone_password, write_operators
from config.asterisk.process import AsteriskProcess
from config.browser import find_or_unpack_chromium
from config.debian import NotAvailable
from config.settings import Settings, read_settings
from tests.browser.at_desk import at_desk, furnished_hall
from tests.browser.customer import Customer, customer
from tests.browser.pages import fresh_page
from tests.browser.server import serving
from tests.browser.sounds import CUSTOMER, OPERATOR, RATE, voice, write_voice
from tests.gateway.office import Office
from tests.ports import free_ports

MODULES = "load = func_devstate.so\nload = func_global.so\nload = app_stack.so\n"
NUMBERS = (Path(__file__).parent / "numbers.conf").read_text()
# What a browser on a desk does by itself and a test does not need, or needs a person for.
FLAGS = (
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
LOOPBACK = "--allow-loopback-in-peer-connection"
Dial = Callable[[str], AbstractContextManager[Customer]]


@pytest.hookimpl(tryfirst=True)  # before xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All in this folder need a browser and an Asterisk: one of each for a test process."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asterisk)
            item.add_marker(pytest.mark.xdist_group(f"browser {item.path.stem}"))


@pytest.fixture(scope="package")
def chromium() -> Path:
    """The browser's program; without one these tests are skipped."""
    try:
        return find_or_unpack_chromium(read_settings().cache)
    except NotAvailable as reason:
        pytest.skip(f"no Chromium can be had here: {reason}")


# Not for the whole session: while it runs, no other test of this process could have an event loop.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as one:
        yield one


Launch = Callable[..., Browser]


@pytest.fixture(scope="package")
def launch(
    playwright: Playwright, chromium: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Launch]:
    """Starts a browser whose microphone, if any, hears the operator's voice; flags may be added."""
    voice_of = write_voice(tmp_path_factory.mktemp("microphone") / "operator.wav", OPERATOR)
    hears = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={voice_of}")
    started = []

    def start(*flags: str, microphone: bool = True) -> Browser:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            headless=True,
            chromium_sandbox=os.geteuid() != 0,
            args=[*FLAGS, *(hears if microphone else ()), *flags],
        )
        started.append(browser)
        return browser

    yield start
    for browser in started:
        browser.close()


@pytest.fixture(scope="package")
def browser(launch: Launch) -> Browser:
    """One that may use loopback for sound, as only a test's may."""
    return launch(LOOPBACK)


@pytest.fixture(scope="package")
def settings() -> Iterator[Settings]:
    """An Asterisk of its own, for softphones."""
    home = Path(tempfile.mkdtemp(prefix="browser-", dir="/tmp"))
    home.chmod(0o755)
    sip, web, ami, agi = free_ports(4)
    yield replace(
        read_settings(),
        home=home,
        asterisk_dir=str(home / "asterisk"),
        sip_bind=f"127.0.0.1:{sip}",
        sip_websocket=f"127.0.0.1:{web}",
        ami=f"127.0.0.1:{ami}",
        agi_servers=f"127.0.0.1:{agi}",
        rtp_ports="28000-28999",
    )
    shutil.rmtree(home)


@pytest.fixture(scope="package")
def asterisk(settings: Settings) -> Iterator[AsteriskProcess]:
    find_or_install(settings)
    local = Path(settings.asterisk_dir) / "etc/local"
    local.mkdir(parents=True)
    (local / "extensions.conf").write_text(NUMBERS)
    (local / "modules.conf").write_text(MODULES)
    (local.parent / "generated").mkdir()
    write_operators(settings, [("anna", "browser"), ("boris", "desk")])
    with AsteriskProcess(settings) as process:
        yield process


@pytest.fixture(scope="package")
def page_address() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def softphone(settings: Settings, asterisk: AsteriskProcess, page_address: str) -> str:
    """The address of Anna's page."""
    given = {
        "url": f"ws://{settings.sip_websocket}/ws",
        "user": "op-anna",
        "password": telephone_password(settings, "anna"),
    }
    return f"{page_address}?{urlencode(given)}"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser's own profile; an error in a script of it fails the test."""
    with fresh_page(browser) as one:
        yield one


@pytest.fixture
def dial(settings: Settings, asterisk: AsteriskProcess) -> Dial:
    """Dials a number of `numbers.conf` as a customer."""

    def call(number: str) -> AbstractContextManager[Customer]:
        return customer(settings, number, voice(CUSTOMER, RATE))

    return call


@pytest.fixture(scope="module")
def hall() -> Iterator[Office]:
    """A hotline with operators in browsers, of a module's own."""
    with furnished_hall() as one:
        yield one


@pytest.fixture
def anna(browser: Browser, hall: Office) -> Iterator[Page]:
    """The desk of an operator who has signed in."""
    with at_desk(browser, hall, "anna") as page:
        yield page


@pytest.fixture
def boris(browser: Browser, hall: Office) -> Iterator[Page]:
    with at_desk(browser, hall, "boris") as page:
        yield page
