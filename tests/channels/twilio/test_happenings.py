"""The log of events of a call over Twilio: what reports and the history of calls are made from."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from config.utility import Queue, Survey
from ivr.engine.call import Call
from ivr.engine.channel import NeedsOperator
from ivr.engine.outcomes import Outcome
from ivr.grammars.choices import YesNo
from models.events.days import day_of, stays_in
from models.events.kinds import Kind, Seen
from models.events.log import Event, events_of
from models.office import Office
from tests.channels.twilio.switchboard import BEGIN, Switchboard, action
from tests.phones.fake_twilio import SETTINGS, URL

QUEUES = {
    "danger": Queue(name={"ru": "Аварии"}, reasons=("emergency",)),
    "heat": Queue(name={"ru": "Отопление"}),
}
OPERATOR = "CA" + "7" * 32  # the leg to an operator has an id of its own
DANGER = "авария"


def needs_operator(call: Call) -> Outcome:
    """A conversation in which every answer leads to a person."""
    call.do(Office.note_announced)
    call.ask("main_menu", YesNo())
    raise NeedsOperator("asked")


@pytest.fixture
def after(switchboard: Switchboard) -> str:
    """The address asked after the operators, of a call that was brought to them."""
    switchboard.with_profile(queues=QUEUES)
    switchboard.with_dialogue(needs_operator)
    address = action(switchboard.ask())
    switchboard.pass_time(seconds=20)
    twiml = switchboard.ask(address, Digits="1")
    return twiml.find("Dial").attrib["action"]  # type: ignore[union-attr]


def happened(switchboard: Switchboard) -> list[Event]:
    call = switchboard.call().id
    with switchboard.desk.engine.connect() as db:
        return events_of(db, call)


def kinds(switchboard: Switchboard) -> list[Kind]:
    return [event.kind for event in happened(switchboard)]


def stamp(at: datetime) -> str:
    """As Twilio writes a moment."""
    return format_datetime(at)


def answer(switchboard: Switchboard, after: str, at: datetime) -> None:
    """An operator's telephone is answered."""
    told = switchboard.line.post(
        after.replace("/after", "/answered"),
        CallSid=OPERATOR,
        ParentCallSid=switchboard.line.sid,
        Timestamp=stamp(at),
    )
    assert told.status_code == 204


def test_a_talk_from_its_queue_to_its_end(switchboard: Switchboard, after: str) -> None:
    """Number, "statusCallback": told of with the leg's CallSid, the call's in ParentCallSid and the
    moment in Timestamp; Voice status callbacks: the hang-up, too, names its moment."""
    begun = switchboard.now
    switchboard.pass_time(seconds=14)
    answer(switchboard, after, begun + timedelta(seconds=12))
    switchboard.pass_time(seconds=120)
    switchboard.ask(after, DialCallStatus="completed", DialCallDuration="122")
    ended = switchboard.now
    switchboard.pass_time(seconds=9)
    switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed", Timestamp=stamp(ended))

    events = [one for one in happened(switchboard) if one.seen is Seen.TWILIO]
    assert {(one.kind, one.queue, one.at) for one in events} == {
        (Kind.QUEUED, "heat", begun),
        (Kind.ANSWERED, "heat", begun + timedelta(seconds=12)),
        (Kind.OPERATOR_LEFT, None, ended),
        (Kind.HUNG_UP, None, ended),
    }
    assert len(events) == 4
    with switchboard.desk.engine.connect() as db:
        days = day_of(switchboard.now, switchboard.desk.utility.zone)
        (stay,) = stays_in(db, days)
    assert (stay.queue, stay.fate, stay.waiting) == ("heat", "answered", 12_000)
    assert stay.information == 122_000


def test_told_only_at_the_end(switchboard: Switchboard, after: str) -> None:
    """Dial, "DialCallDuration": seconds of the leg that answered. Told again, nothing changes."""
    switchboard.pass_time(seconds=100)
    for _ in range(2):
        switchboard.ask(after, DialCallStatus="completed", DialCallDuration="90")
        switchboard.pass_time(seconds=5)

    (answered,) = [one for one in happened(switchboard) if one.kind is Kind.ANSWERED]
    assert answered.at == switchboard.now - timedelta(seconds=100)
    assert kinds(switchboard).count(Kind.OPERATOR_LEFT) == 1


def test_a_queue_at_twilio(switchboard: Switchboard) -> None:
    """Enqueue, "QueueResult" bridged: asked when both are done; QueueTime is the wait alone."""
    switchboard.settings = replace(SETTINGS, twilio_operators="queue:heat")
    switchboard.with_profile(queues=QUEUES)
    switchboard.with_dialogue(needs_operator)
    twiml = switchboard.ask(action(switchboard.ask()), Digits="1")
    queued = switchboard.now
    switchboard.pass_time(seconds=200)
    address = twiml.find("Enqueue").attrib["action"]  # type: ignore[union-attr]
    switchboard.ask(address, QueueResult="bridged", QueueTime="45")

    (answered,) = [one for one in happened(switchboard) if one.kind is Kind.ANSWERED]
    assert answered.at == queued + timedelta(seconds=45)


def test_who_gives_up_waiting(switchboard: Switchboard, after: str) -> None:
    switchboard.pass_time(seconds=30)
    switchboard.ask(after, DialCallStatus="no-answer", CallStatus="completed")

    assert kinds(switchboard)[-2:] == [Kind.QUEUED, Kind.HUNG_UP]
    assert stay_of(switchboard) == ("heat", "abandoned")


def test_nobody_answers_and_a_call_back_is_promised(switchboard: Switchboard, after: str) -> None:
    """C9. One stay: who was put off has left the queue and not given up."""
    offered = switchboard.ask(after, DialCallStatus="no-answer")
    switchboard.ask(action(offered), Digits="1")
    switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed")

    assert stay_of(switchboard) == ("heat", "left")


def test_danger_is_no_matter_of_a_survey(switchboard: Switchboard) -> None:
    """C12, P6."""
    switchboard.with_profile(queues=QUEUES, survey=Survey(questions=("quality",)))
    twiml = switchboard.ask(action(switchboard.keyed()), SpeechResult=DANGER)
    address = twiml.find("Dial").attrib["action"]  # type: ignore[union-attr]
    done = switchboard.ask(address, DialCallStatus="completed", DialCallDuration="30")

    assert stay_of(switchboard) == ("danger", "answered")
    assert done.find("Gather") is None


def test_after_the_end_nothing_is_added(switchboard: Switchboard, after: str) -> None:
    switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed")
    before = kinds(switchboard)
    switchboard.ask(f"{BEGIN}/0/1", Digits="1")
    switchboard.ask(after, DialCallStatus="no-answer")

    assert kinds(switchboard) == before


@pytest.mark.parametrize("at", ["", "yesterday", "Mon, 16 Jun 1997 10:00:00 +0000", "9999"])
def test_moments_that_cannot_be(switchboard: Switchboard, after: str, at: str) -> None:
    """What cannot be read is now; nothing is before the call began."""
    switchboard.line.post(
        after.replace("/after", "/answered"), ParentCallSid=switchboard.line.sid, Timestamp=at
    )

    (answered,) = [one for one in happened(switchboard) if one.kind is Kind.ANSWERED]
    assert switchboard.call().began_at <= answered.at <= switchboard.now


@pytest.mark.parametrize("path", ["/call/hotline/0/after", "/call/hotline/0/answered"])
def test_nothing_of_a_call_that_is_not_known(switchboard: Switchboard, path: str) -> None:
    form = {"ParentCallSid": switchboard.line.sid, "DialCallStatus": "completed"}

    assert switchboard.line.post(URL + path, **form).status_code == 403


def stay_of(switchboard: Switchboard) -> tuple[str, str]:
    """Queue and fate of the one stay."""
    with switchboard.desk.engine.connect() as db:
        (stay,) = stays_in(db, day_of(switchboard.now, switchboard.desk.utility.zone))
    return stay.queue, stay.fate


def test_operators_are_told_of_by_the_leg(switchboard: Switchboard, after: str) -> None:
    """Every telephone that rings names the address."""
    twiml = switchboard.ask(f"{BEGIN}/0/1", Digits="1")

    numbers = list(twiml.iter("Number"))
    assert numbers and all(
        (one.get("statusCallback"), one.get("statusCallbackEvent"))
        == (after.replace("/after", "/answered"), "answered")
        for one in numbers
    )
