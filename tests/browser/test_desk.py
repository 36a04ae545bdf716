"""An operator's day: a real browser, a real Asterisk, customers who call."""

from playwright.sync_api import Page, expect

from models.events.kinds import Kind
from tests.browser.at_desk import (
    LONG,
    SPECIALIST_NOTE,
    Specialist,
    agree,
    answers,
    asks_for_an_operator,
    asks_the_menu_for_an_operator,
    close_the_contact,
    does,
    gets_ready,
    hears,
    hears_nothing,
    identify,
    page_time,
    rings,
    the_event,
    until,
)
from tests.browser.sounds import MUSIC, OPERATOR
from tests.gateway.office import Office


def test_from_ringing_to_wrap_up(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_the_menu_for_an_operator(hall) as caller:
        answers(anna)
        hears(caller, OPERATOR)
        before = anna.evaluate("softphone.stats()")
        until(lambda: more_came(anna, before["in"], 50))
        after = anna.evaluate("softphone.stats()")
        assert after["in"]["energy"] > before["in"]["energy"]
        assert after["out"]["packets"] > before["out"]["packets"]
        spoke = page_time(anna, "softphone.state.call.since")
        assert agree(the_event(hall, Kind.ANSWERED).at, spoke)
        see_what_was_in_the_menu(anna)
        identify(anna, hall)
        enter_a_reading(anna)
        hears(caller, OPERATOR)
        caller.hang_up()
    does(anna, "wrap_up")
    ended = the_event(hall, Kind.HUNG_UP).at
    assert agree(ended, caller.trace["ended"].at)
    assert agree(the_event(hall, Kind.ARRIVED).at, caller.trace["answered"].at)
    anna.keyboard.press("Alt+0")
    close_the_contact(anna)
    does(anna, "ready")
    assert the_event(hall, Kind.WRAP_UP_DONE).at > ended
    assert hall.contacts(hall.newest_call()) == [(hall.ids["anna"], True)]


def more_came(page: Page, before: dict[str, int], packets: int) -> bool:
    now: int = page.evaluate("softphone.stats()")["in"]["packets"]
    return now > before["packets"] + packets


def see_what_was_in_the_menu(page: Page) -> None:
    """Of a caller whom the menu does not know it is seen at once."""
    expect(page.get_by_text("Клиент не определён")).to_be_visible()
    expect(page.locator(".transcript .keys kbd")).to_have_text("0")


def enter_a_reading(page: Page) -> None:
    """One more than the last; the page stays, and the call with it."""
    shown = page.locator(".meter td.number").first.text_content() or ""
    last = int(shown.split(",")[0])
    page.keyboard.press("Alt+1")
    page.locator('[name="meter"]').select_option(index=1)
    page.locator('[name="value"]').fill(str(last + 1))
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="Зарегистрировано").wait_for()


def test_hold_and_mute(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall) as caller:
        answers(anna)
        anna.evaluate(
            """() => new MutationObserver(() => { window.heldAt ??= Date.now() })
            .observe(document.getElementById('hold'), { attributeFilter: ['aria-pressed'] })"""
        )
        anna.keyboard.press("Alt+h")
        expect(anna.locator("#hold")).to_have_attribute("aria-pressed", "true")
        hears(caller, *MUSIC)
        assert agree(the_event(hall, Kind.HELD).at, page_time(anna, "window.heldAt"))
        expect(anna.locator("#clocks .clock", has_text="Удержание")).to_be_visible()
        anna.keyboard.press("Alt+h")
        hears(caller, OPERATOR)
        anna.keyboard.press("Alt+m")
        hears_nothing(caller)
        anna.keyboard.press("Alt+m")
        hears(caller, OPERATOR)
        anna.keyboard.press("Alt+x")
        anna.wait_for_function("() => softphone.state.call?.state === 'ended'")
        left = page_time(anna, "softphone.state.call.since")
        until(lambda: caller.has_been_hung_up_on)
        assert agree(the_event(hall, Kind.OPERATOR_LEFT).at, left)
        assert agree(the_event(hall, Kind.HUNG_UP).at, caller.trace["ended"].at)
        does(anna, "wrap_up")


def test_two_operators_at_once_and_a_transfer(hall: Office, anna: Page, boris: Page) -> None:
    gets_ready(anna)
    gets_ready(boris)
    with asks_for_an_operator(hall) as first:
        until(lambda: rings(anna) or rings(boris))
        one, other = (anna, boris) if rings(anna) else (boris, anna)
        answers(one)
        with asks_for_an_operator(hall) as second:
            answers(other)
            hears(first, OPERATOR)
            hears(second, OPERATOR)
            second.hang_up()
        does(other, "wrap_up")
        close_from_wrap_up(other)
        one.locator("#to").select_option("legal")
        one.locator("#transfer").click()
        does(one, "wrap_up")
        answers(other)
        hears(first, OPERATOR)
        first.hang_up()
        does(other, "wrap_up")


def close_from_wrap_up(page: Page) -> None:
    page.locator('input[name="topic"]').first.wait_for()
    close_the_contact(page)
    does(page, "ready")


def test_a_specialist_is_asked(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with Specialist(hall), asks_for_an_operator(hall) as caller:
        answers(anna)
        consult(anna)
        hears(caller, *MUSIC)
        the_event(hall, Kind.SPECIALIST_ANSWERED)
        anna.locator("#consult-back").click()
        hears(caller, OPERATOR)
        consult(anna)
        until(lambda: len(times(hall, Kind.SPECIALIST_ANSWERED)) == 2)
        anna.locator("#consult-conference").click()
        hears(caller, SPECIALIST_NOTE)
        anna.locator("#consult-transfer").click()
        does(anna, "wrap_up")
        hears(caller, SPECIALIST_NOTE)


def times(hall: Office, kind: Kind) -> list[object]:
    return [one.at for one in hall.events(hall.newest_call()) if one.kind is kind]


def consult(page: Page) -> None:
    page.locator("#to").select_option("head")
    page.locator("#consult").click()
    expect(page.locator("#with-specialist")).to_be_visible()


def test_an_outcome_given_during_the_talk(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall) as caller:
        answers(anna)
        anna.get_by_text("Клиент не определён").wait_for()
        anna.keyboard.press("Alt+0")
        close_the_contact(anna)
        hears(caller, OPERATOR)
        does(anna, "talking")
    does(anna, "ready")


def test_the_page_is_loaded_anew_in_mid_call(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall) as caller:
        answers(anna)
        anna.locator("#find").wait_for()
        anna.goto(f"{anna.url.split('/desk')[0]}/desk/")
        hears(caller, *MUSIC)
        does(anna, "talking")
        expect(anna.locator("#returns")).to_be_visible(timeout=LONG)
        anna.keyboard.press("Alt+a")
        hears(caller, OPERATOR)
        assert Kind.OPERATOR_LEFT not in hall.kinds(hall.newest_call())
        assert len(hall.contacts(hall.newest_call())) == 1
        anna.keyboard.press("Alt+x")
        until(lambda: caller.has_been_hung_up_on)
        does(anna, "wrap_up")


def test_a_call_nobody_takes(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall) as caller:
        expect(anna.locator("#answer")).to_be_visible(timeout=LONG)
        does(anna, "away")
        expect(anna.get_by_text("Звонок не был принят")).to_be_visible()
        assert not caller.has_been_hung_up_on
        gets_ready(anna)
        answers(anna)
        hears(caller, OPERATOR)


def test_a_caller_who_gives_up(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall) as caller:
        expect(anna.locator("#answer")).to_be_visible(timeout=LONG)
        assert anna.title().startswith("☎")
        caller.hang_up()
        does(anna, "ready")
        assert not rings(anna)
        assert agree(the_event(hall, Kind.ABANDONED).at, caller.trace["ended"].at)


def test_the_own_state_is_seen_on_every_page(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    other = anna.context.new_page()
    other.goto(f"{anna.url.split('/desk')[0]}/customers/")
    expect(other.locator("#state-badge")).to_have_text("Состояние: Готов", use_inner_text=True)
    with asks_for_an_operator(hall):
        expect(other.locator('#state-badge [data-doing="ringing"]')).to_be_visible(timeout=LONG)
        other.close()
        answers(anna)


def test_away_is_chosen_from_a_list_and_comes_after_the_contact(hall: Office, anna: Page) -> None:
    gets_ready(anna)
    with asks_for_an_operator(hall):
        answers(anna)
        anna.locator("#away summary").click()
        anna.locator('[data-away="lunch"]').click()
        expect(anna.locator(".toast")).to_contain_text("После этого обращения: Обед")
        does(anna, "talking")
    does(anna, "wrap_up")
    anna.locator("#sign-off").wait_for()
    close_the_contact(anna)
    does(anna, "away")
    expect(anna.locator('[data-reason="lunch"]')).to_be_visible()
    gets_ready(anna)
