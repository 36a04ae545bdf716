"""Twilio's own rules, each beside what we make of it. The pages are those of its documentation."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from config.utility import Twilio, read_utility
from ivr.channels.twilio.requests import WITHHELD
from models.tables import ReadingRow
from tests.channels.twilio.switchboard import BEGIN, SID, Switchboard, action, said, verbs
from tests.phones.fake_twilio import URL, Line

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


@pytest.mark.parametrize(
    "empty", [{"Digits": ""}, {"SpeechResult": "", "Confidence": "0.0"}, {"msg": "Gather End"}]
)
def test_an_action_without_a_result(switchboard: Switchboard, empty: dict[str, str]) -> None:
    """Gather, "actionOnEmptyResult": false unless given, as here; were it true, the action is asked
    without an answer in it, which is the same silence as the redirection behind the question."""
    twiml = switchboard.keyed()
    gather = twiml.find("Gather")
    assert gather is not None and gather.get("actionOnEmptyResult") is None

    asked = switchboard.line.post(action(twiml), **empty).data

    assert asked == switchboard.line.post(twiml.findtext("Redirect", "")).data
    assert asked != switchboard.line.post(BEGIN).data


def test_a_word_and_keys_in_one_answer(switchboard: Switchboard) -> None:
    """Gather, "input": of `dtmf speech` "Twilio gives precedence to the first input it detects. If
    Twilio detects speech first, it ignores the finishOnKey attribute." Of a number that is begun by
    voice and ended by keys the words alone arrive: it is asked for again."""
    twiml = switchboard.keyed("1")

    again = switchboard.ask(action(twiml), SpeechResult="один ноль ноль", Confidence="0.9")

    assert said(again)[-1] == said(twiml)[-1]
    assert action(switchboard.ask(action(again), Digits="10000016")).endswith("/0/4")


def test_keys_that_come_when_the_words_are_taken(switchboard: Switchboard) -> None:
    """Gather, "input": what becomes of them is not said. Should they reach the next question, which
    reads "сто двадцать три" back, `*5#` has it read again, and nothing is stored."""
    switchboard.keyed("1", "10000016")
    twiml = switchboard.ask(f"{BEGIN}/0/3", SpeechResult="сто двадцать три")
    read_back = said(twiml)[-1]
    for place, key in enumerate("*5#", start=4):
        twiml = switchboard.ask(f"{BEGIN}/0/{place}", Digits=key)
        if key != "#":
            assert said(twiml)[-1] == read_back

    with switchboard.desk.engine.connect() as db:
        assert not db.scalars(select(ReadingRow.id).where(ReadingRow.call_id.is_not(None))).all()


def test_a_caller_in_kazakh(switchboard: Switchboard) -> None:
    """Gather, "language": what the provider of the speechModel supports; of those that Twilio
    chooses by itself none is said to have Kazakh. By default the question is put by keys, and its
    words speak of keys alone."""
    switchboard.desk = replace(switchboard.desk, utility=read_utility("almaty"))
    twiml = switchboard.keyed("2")

    gather = twiml.find("Gather")
    assert gather is not None and gather.get("input") is None and gather.get("language") is None
    with switchboard.line.get(said(twiml)[-1]) as sound:
        text = sound.get_data(as_text=True)
    assert "басыңыз" in text and "деңіз" not in text  # press, not say


def test_a_utility_that_has_kazakh_recognised(switchboard: Switchboard) -> None:
    """Gather, "speechModel": a model of Google's second version is named googlev2_ and the name it
    has there, and Google's list has kk-KZ for `long`, without adaptation: no hints. "This attribute
    requires you to set speechTimeout to a positive integer value. Don't use auto." Warning 13331: a
    language that is not supported for the model makes the Gather fail."""
    switchboard.desk = replace(switchboard.desk, utility=read_utility("almaty"))
    switchboard.with_profile(twilio=Twilio(speech=("kk",)))
    first = switchboard.keyed().find("Gather")
    twiml = switchboard.ask(f"{BEGIN}/0/1", Digits="2")

    gather = twiml.find("Gather")
    assert gather is not None and gather.get("input") == "dtmf speech"
    assert (gather.get("language"), gather.get("speechModel")) == ("kk-KZ", "googlev2_long")
    assert int(gather.attrib["speechTimeout"]) > 0 and gather.get("hints") is None
    with switchboard.line.get(said(twiml)[-1]) as sound:
        assert "деңіз" in sound.get_data(as_text=True)  # say
    assert first is not None and first.get("input") is None  # the language is asked for in Russian


def test_who_recognises_is_left_to_twilio(switchboard: Switchboard) -> None:
    """Gather, "speechModel": where none is named, Twilio chooses, and turns to another provider
    when that one fails; then `auto` may end an answer at the first pause."""
    gather = switchboard.keyed().find("Gather")

    assert gather is not None and gather.get("speechModel") is None
    assert gather.get("speechTimeout") == "auto"


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
    switchboard.with_profile(twilio=Twilio(speech=()))

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


def test_a_document_is_not_too_long(switchboard: Switchboard) -> None:
    """Error 11750: TwiML of more than 64 KB is refused."""
    streets = [f"улица номер {number}" for number in range(9000)]
    writer = switchboard.hotline.writer
    questions = replace(writer.questions, vocabulary=lambda _: streets)
    switchboard.hotline = replace(switchboard.hotline, writer=replace(writer, questions=questions))
    address = action(switchboard.keyed("1"))

    assert len(switchboard.line.post(address, SpeechResult="адрес").data) < 64_000
