"""Twilio's own rules, each beside what we make of it. The pages are those of its documentation."""

import re
from dataclasses import replace

import pytest

from config.utility import Twilio
from ivr.channels.twilio.requests import WITHHELD
from models.tables import CallRow
from tests.channels.twilio.switchboard import BEGIN, SID, Switchboard, action, said, verbs
from tests.phones.fake_twilio import FALLBACK, URL, Line

MENU = "показания"


def test_the_first_request(switchboard: Switchboard) -> None:
    """TwiML Voice Request: a POST with CallSid, From, To and CallStatus; answered with text/xml."""
    answer = switchboard.line.post(BEGIN, CallStatus="ringing")

    assert answer.mimetype == "text/xml"
    assert answer.headers["Cache-Control"] == "no-store"
    row = switchboard.call()
    assert (row.caller, row.dialled) == ("+79121234567", "+78000000000")
    assert row.key == f"twilio-hotline-{SID}"


@pytest.mark.parametrize("number", [*WITHHELD, "anonymous", "sip:user@example.com", ""])
def test_a_number_that_is_none(switchboard: Switchboard, number: str) -> None:
    """Help, "Incoming calls from ANONYMOUS, RESTRICTED, ...": such callers come with numbers that
    spell the word on a keypad, and are nobody's."""
    Line(switchboard.line.client, SID, number).post(BEGIN)

    assert switchboard.call().caller == ""


def test_the_notice_cannot_be_interrupted(switchboard: Switchboard) -> None:
    """Gather, nested verbs: input stops what is nested, so the recording notice stands before."""
    twiml = switchboard.keyed()

    assert verbs(twiml) == ["Play", "Play", "Gather", "Redirect"]


def test_nothing_of_the_callers_in_an_address(switchboard: Switchboard) -> None:
    twiml = switchboard.keyed("1", "10000016", "123#")

    addresses = [action(twiml), *said(twiml), twiml.findtext("Redirect", "")]
    for address in addresses:
        path = address.removeprefix(URL)
        assert re.fullmatch(r"/call/hotline/0/\d|/sound/[0-9a-f]{40}\.wav", path)


def test_an_empty_gather(switchboard: Switchboard) -> None:
    """Gather, "timeout": when it passes without input, the next verb is carried out."""
    first = switchboard.keyed()
    redirect = first.findtext("Redirect", "")

    again = switchboard.ask(redirect)

    assert redirect == action(first)
    assert said(again)[-1] == said(first)[-1]  # the menu, after a word that nothing was heard
    assert len(said(again)) == 2


def test_the_key_that_ends_an_entry(switchboard: Switchboard) -> None:
    """Gather, "finishOnKey": the key is not among the Digits."""
    twiml = switchboard.keyed("1")

    gather = twiml.find("Gather")
    assert gather is not None
    assert (gather.get("finishOnKey"), gather.get("numDigits")) == ("#", "8")


def test_the_ending_key_alone(switchboard: Switchboard) -> None:
    """Gather, "finishOnKey": it works only after a digit, and cannot stop a Gather by itself;
    with the empty string every key is a digit."""
    twiml = switchboard.keyed("1", "10000024")
    gather = twiml.find("Gather")
    assert gather is not None and gather.get("finishOnKey") == ""

    stored = switchboard.count()
    skipped = switchboard.ask(action(twiml), Digits="#")

    assert switchboard.count() == stored + 2  # and the last reading of the other meter
    assert said(skipped) != said(twiml)


def test_a_short_pause_and_a_long_silence(switchboard: Switchboard) -> None:
    """Gather, "timeout": one number for the wait before the first key and between two.

    Where the entry ends by a pause, further Gathers without a word make the silence longer.
    """
    twiml = switchboard.keyed("1", "10000024")

    gathers = twiml.findall("Gather")
    assert [one.get("timeout") for one in gathers] == ["3", "3"]
    assert len({one.get("action") for one in gathers}) == 1
    assert len(gathers[1]) == 0


def test_a_speech_result(switchboard: Switchboard) -> None:
    """Gather, "Include speech or DTMF results": SpeechResult has the words, Confidence a number
    whose reliability is not promised: it is not looked at."""
    address = action(switchboard.keyed())

    sure = switchboard.ask(address, SpeechResult="Показания.", Confidence="0.99")

    assert action(sure).endswith("/0/2")
    assert said(switchboard.ask(address, SpeechResult="Показания.", Confidence="0.01")) == said(
        sure
    )


def test_figures_of_a_recogniser(switchboard: Switchboard) -> None:
    """Gather: what is said as a number may be written in figures."""
    address = action(switchboard.keyed("1"))

    twiml = switchboard.ask(address, SpeechResult="1000 0016")

    assert len(said(twiml)) >= 1
    assert action(twiml).endswith("/0/3")


def test_hints_and_language(switchboard: Switchboard) -> None:
    """Gather, "hints": up to 500 phrases of at most 100 characters, divided by commas;
    "language": of the list of those recognised."""
    gather = switchboard.keyed().find("Gather")

    assert gather is not None
    assert (gather.get("input"), gather.get("language")) == ("dtmf speech", "ru-RU")
    hints = gather.attrib["hints"].split(", ")
    assert MENU in hints and len(hints) <= 500 and max(map(len, hints)) <= 100


def test_streets_are_hints(switchboard: Switchboard) -> None:
    """Gather, "hints": where an address is asked, the streets of the utility are among them."""
    address = action(switchboard.keyed("1"))

    gather = switchboard.ask(address, SpeechResult="адрес").find("Gather")

    assert gather is not None and "садовая" in gather.attrib["hints"]


def test_where_speech_may_not_leave_the_country(switchboard: Switchboard) -> None:
    """Gather, "input": keys alone, and no word of speaking."""
    switchboard.with_profile(twilio=Twilio(speech=False))

    gather = switchboard.keyed().find("Gather")

    assert gather is not None and gather.get("input") is None and gather.get("hints") is None


def test_hang_up_during_gather(switchboard: Switchboard) -> None:
    """Gather: if the caller hangs up, the action is not requested; the status callback is."""
    switchboard.keyed("1")

    told = switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed")

    assert told.status_code == 204
    assert switchboard.call().outcome == "HungUp"


def test_an_action_told_of_a_caller_who_has_gone(switchboard: Switchboard) -> None:
    """TwiML Voice Request: CallStatus is completed where the call is over already."""
    address = action(switchboard.keyed("1"))

    twiml = switchboard.ask(address, CallStatus="completed")

    assert verbs(twiml) == ["Hangup"]
    assert switchboard.call().outcome == "HungUp"


def test_a_repeated_request(switchboard: Switchboard) -> None:
    """Connection Overrides: with `#rc` a request that timed out after 15 seconds is sent again,
    though the first may have been carried out."""
    address = action(switchboard.keyed("1"))

    first = switchboard.line.post(address, Digits="10000016").data
    stored = switchboard.count()
    again = switchboard.line.post(address, Digits="10000016").data

    assert (again, switchboard.count()) == (first, stored)


def test_a_late_request_takes_no_later_answer(switchboard: Switchboard) -> None:
    """The same, after the caller has gone on: what was pressed then answers no other question."""
    first = action(switchboard.keyed())
    second = switchboard.line.post(first, Digits="1").data
    switchboard.line.post(f"{BEGIN}/0/2", Digits="10000016")
    stored = switchboard.count()

    assert switchboard.line.post(first, Digits="1").data == second
    assert switchboard.line.post(first, Digits="3").data == second  # and no second thought
    assert switchboard.count() == stored


def test_a_request_ahead_of_its_time(switchboard: Switchboard) -> None:
    """An answer to a question that we have not asked: no server of Twilio's has this address."""
    address = action(switchboard.keyed("1"))

    assert switchboard.line.post(f"{BEGIN}/0/5", Digits="1").status_code == 403
    assert action(switchboard.ask(address, Digits="10000016")).endswith("/0/3")


def test_a_request_after_the_end(switchboard: Switchboard) -> None:
    """Voice status callbacks may overtake an action: the caller has gone, nothing is stored."""
    address = action(switchboard.keyed("1"))
    switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed")
    stored = switchboard.count()

    assert verbs(switchboard.ask(address, Digits="10000016")) == ["Hangup"]
    assert switchboard.count() == stored


@pytest.mark.parametrize("code", ["11200", "11205", "11206", "11750", "12100"])
def test_the_fallback(switchboard: Switchboard, code: str) -> None:
    """Availability and Reliability, "Fallback URLs": asked with ErrorCode and ErrorUrl when our
    TwiML could not be fetched (11200), we could not be reached in 10 or did not answer in 15
    seconds (11205), or what we answered is no TwiML."""
    switchboard.desk.engine.dispose()
    twiml = switchboard.ask(f"{URL}/fallback", ErrorCode=code, ErrorUrl=BEGIN)

    assert verbs(twiml) == ["Play", "Dial"]
    assert twiml.findtext("Dial/Number") == FALLBACK
    assert switchboard.count(CallRow) == 0


def test_a_document_is_not_too_long(switchboard: Switchboard) -> None:
    """Error 11750: TwiML of more than 64 KB is refused."""
    streets = [f"улица номер {number}" for number in range(9000)]
    writer = switchboard.hotline.writer
    questions = replace(writer.questions, vocabulary=lambda _: streets)
    switchboard.hotline = replace(switchboard.hotline, writer=replace(writer, questions=questions))
    address = action(switchboard.keyed("1"))

    assert len(switchboard.line.post(address, SpeechResult="адрес").data) < 64_000
