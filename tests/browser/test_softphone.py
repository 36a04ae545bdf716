"""The softphone in a real Chromium, on a real Asterisk, with a real caller at the other end."""

import socket
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page

from config.asterisk.operators import CONTEXT
from config.asterisk.process import AsteriskProcess
from config.settings import Settings
from tests.asterisk.sip import Telephone
from tests.browser.at_desk import LISTEN, hears, until
from tests.browser.conftest import LOOPBACK, Dial, Launch
from tests.browser.customer import Customer
from tests.browser.desk import become, state, stats, wait
from tests.browser.pages import fresh_page
from tests.browser.sounds import MUSIC, OPERATOR

QUIET = 0.002  # of full scale: the smallest step of a-law


def hears_nothing(one: Customer) -> None:
    before = one.packets_heard()
    until(lambda: one.packets_heard() > before + LISTEN * 50)
    until(lambda: bool(abs(one.heard(LISTEN)).max() < QUIET))


def talking(page: Page, one: Customer) -> None:
    """The operator answers; both hear each other."""
    become(page, "ringing")
    page.click("#answer")
    become(page, "talking")
    assert one.is_answered()
    wait(page, "phone.state.call?.mediaFlows === true")
    hears(one, OPERATOR)


@pytest.fixture
def anna(page: Page, softphone: str) -> Page:
    """Her page, with the telephone registered."""
    page.goto(softphone)
    become(page, "registered")
    return page


@pytest.mark.parametrize("flags", [(LOOPBACK,), ()], ids=["loopback", "as people have it"])
def test_sound_goes_both_ways(
    flags: tuple[str, ...], launch: Launch, softphone: str, dial: Dial
) -> None:
    with fresh_page(launch(*flags)) as page:
        page.goto(softphone)
        become(page, "registered")
        with dial("4001") as one:
            talking(page, one)
            before = stats(page)
            until(lambda: stats(page)["in"]["packets"] > before["in"]["packets"] + 50)
            after = stats(page)
            assert after["in"]["energy"] > before["in"]["energy"]
            assert after["out"]["packets"] > before["out"]["packets"]
            assert after["codecs"][0] in {"audio/PCMA", "audio/PCMU"}
            page.click("#hang-up")
            until(lambda: one.has_been_hung_up_on)


def test_the_caller_hears_music_while_held_and_nothing_while_muted(anna: Page, dial: Dial) -> None:
    with dial("4001") as one:
        talking(anna, one)
        assert anna.evaluate("phone.hold()")
        assert become(anna, "held")["call"]["mediaFlows"] is True
        hears(one, *MUSIC)
        assert anna.evaluate("phone.unhold()")
        become(anna, "talking")
        hears(one, OPERATOR)
        anna.evaluate("phone.mute(true)")
        assert state(anna)["call"]["muted"]
        hears_nothing(one)
        anna.evaluate("phone.mute(false)")
        hears(one, OPERATOR)


def test_a_caller_who_gives_up_stops_the_bell(anna: Page, dial: Dial) -> None:
    with dial("4001") as one:
        become(anna, "ringing")
        assert anna.title().startswith("☎")
        one.hang_up()
        become(anna, "ended")
        assert not anna.title().startswith("☎")
        become(anna, "registered")


def test_keys_reach_whom_is_asked_while_the_caller_waits(
    anna: Page, dial: Dial, asterisk: AsteriskProcess
) -> None:
    with dial("4001") as one:
        talking(anna, one)
        anna.evaluate("phone.call('600')")
        wait(anna, "phone.state.consult?.state === 'talking'")
        assert state(anna)["call"]["state"] == "held"
        hears(one, *MUSIC)
        for key in "123":
            anna.evaluate("key => phone.sendKey(key)", key)
        until(lambda: "KEYS=123" in asterisk.cli("dialplan show globals"))
        anna.evaluate("phone.hangUpConsult()")
        assert anna.evaluate("phone.unhold()")
        hears(one, OPERATOR)


def test_of_two_tabs_one_has_the_telephone(anna: Page, softphone: str, dial: Dial) -> None:
    other = anna.context.new_page()
    other.goto(softphone)
    become(other, "elsewhere")
    with dial("4001") as one:
        talking(anna, one)
        other.click("#take-over")
        wait(other, "phone.state.elsewhere === 'other tab, in a call'")
        hears(one, OPERATOR)
        one.hang_up()
    become(anna, "registered")
    other.click("#take-over")
    become(other, "registered")
    become(anna, "elsewhere")
    with dial("4001") as one:
        talking(other, one)
    other.close()
    become(anna, "registered")  # by itself, when the other has gone


def test_it_registers_again_after_asterisk_was_restarted(
    anna: Page, dial: Dial, asterisk: AsteriskProcess
) -> None:
    asterisk.stop()
    become(anna, "offline")
    asterisk.start()
    become(anna, "registered")
    with dial("4001") as one:
        talking(anna, one)


def test_a_tab_that_was_put_to_sleep_registers_when_it_wakes(
    anna: Page, dial: Dial, asterisk: AsteriskProcess
) -> None:
    browser = anna.context.new_cdp_session(anna)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    asterisk.stop()
    asterisk.start()
    browser.send("Page.setWebLifecycleState", {"state": "active"})
    become(anna, "registered")
    with dial("4001") as one:
        talking(anna, one)


def test_it_comes_back_after_a_lost_network(anna: Page, browser: Browser, dial: Dial) -> None:
    """Packets are swallowed, and nobody says so: the line is given up when it stays silent."""
    anna.evaluate("phone.line.socket.send = () => true")  # nothing leaves any more
    anna.context.set_offline(True)
    anna.context.set_offline(False)
    wait(anna, "states.some(state => state.line === 'offline')")
    anna.evaluate("delete phone.line.socket.send")
    become(anna, "registered")
    with dial("4001") as one:
        talking(anna, one)


def test_the_page_says_when_no_sound_flows(anna: Page, dial: Dial) -> None:
    with dial("4001") as one:
        talking(anna, one)
        one.fall_silent()
        wait(anna, "phone.state.call.mediaFlows === false")
        assert state(anna)["name"] == "talking"
        one.speak_again()
        wait(anna, "phone.state.call.mediaFlows === true")


@pytest.mark.parametrize("number", ["4002", "4003"], ids=["dialled", "queued"])
def test_a_reload_in_mid_call_keeps_the_caller(
    number: str, anna: Page, dial: Dial, asterisk: AsteriskProcess
) -> None:
    with dial(number) as one:
        talking(anna, one)
        anna.reload()
        talking(anna, one)
        assert "LAST_END=27" in asterisk.cli("dialplan show globals")
        anna.click("#hang-up")
        until(lambda: one.has_been_hung_up_on)


def test_a_browser_that_dies_in_mid_call_keeps_the_caller(
    launch: Launch, softphone: str, dial: Dial
) -> None:
    dying = launch(LOOPBACK)
    page = dying.new_context(permissions=["microphone"]).new_page()
    page.goto(softphone)
    become(page, "registered")
    with dial("4002") as one:
        talking(page, one)
        with suppress(Error):
            dying.new_browser_cdp_session().send("Browser.crash")
        hears(one, *MUSIC)
        with fresh_page(launch(LOOPBACK)) as again:
            again.goto(softphone)
            talking(again, one)


def test_the_microphone_is_checked_and_the_choice_is_kept(anna: Page) -> None:
    anna.evaluate("phone.microphone.check(level => { window.loudest = level }).then(s => stop = s)")
    wait(anna, "window.loudest > 0.05")
    anna.evaluate("stop()")
    first, *_ = anna.evaluate("phone.microphone.devices()")
    assert first["label"]
    anna.evaluate("id => phone.microphone.choose(id)", first["id"])
    anna.reload()
    become(anna, "registered")
    assert anna.evaluate("phone.microphone.chosen") == first["id"]


def test_a_caller_rings_on_until_the_microphone_is_allowed(anna: Page, dial: Dial) -> None:
    with dial("4001") as one:
        become(anna, "ringing")
        anna.context.clear_permissions()
        assert anna.evaluate("phone.answer()") is False
        assert state(anna)["name"] == "ringing"
        assert state(anna)["microphone"] == "refused"
        anna.context.grant_permissions(["microphone"])
        talking(anna, one)


def test_nobody_uses_an_operators_name_without_the_password(
    settings: Settings, asterisk: AsteriskProcess
) -> None:
    for name in ("op-anna", "desk-boris"):
        with Telephone(settings.sip_bind, f"<sip:{name}@127.0.0.1>", to="600") as stranger:
            assert stranger.ask("INVITE").startswith("SIP/2.0 401")
            assert stranger.ask("REGISTER").startswith("SIP/2.0 401")


def test_what_operators_dial_is_for_operators(asterisk: AsteriskProcess) -> None:
    def context(endpoint: str) -> str:
        lines = asterisk.cli(f"pjsip show endpoint {endpoint}").splitlines()
        return next(line.split()[-1] for line in lines if line.split()[:2] == ["context", ":"])

    assert context("op-anna") == context("desk-boris") == CONTEXT
    assert context("anonymous") == "teplofon-incoming"


def test_nothing_is_wrong_in_the_log(asterisk: AsteriskProcess) -> None:
    assert "ERROR" not in (asterisk.directory / "log/messages.log").read_text()


def test_the_web_server_is_for_this_machine(settings: Settings, asterisk: AsteriskProcess) -> None:
    port = int(settings.sip_websocket.rpartition(":")[2])
    with socket.create_server(("127.0.0.2", port)) as other:  # fails where something has the port
        assert other.getsockname() == ("127.0.0.2", port)
