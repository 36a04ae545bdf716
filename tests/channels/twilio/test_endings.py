"""How calls over Twilio end: clean-up, silence, operators, recordings."""

import logging
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update

from config.utility import Queue, Survey, Twilio
from ivr.channels.twilio.commands import tell_of_recording
from ivr.engine.call import Call
from ivr.engine.channel import Hangup
from ivr.engine.outcomes import Goodbye, Outcome
from ivr.grammars.choices import YesNo
from models.events.kinds import Kind
from models.events.log import events_of
from models.office import Office
from models.segments.tables import SegmentRow
from models.tables import CallRow, JournalRow
from tests.channels.twilio.switchboard import BEGIN, SID, Switchboard, action, said, verbs
from tests.phones.fake_twilio import EMERGENCY, FALLBACK, OPERATORS, SETTINGS, URL

NOBODY = replace(SETTINGS, twilio_operators="", twilio_emergency="")
QUEUE = replace(SETTINGS, twilio_operators="queue:heat")
QUEUES = {"heat": Queue(name={"ru": "Отопление"})}
DANGER = "авария"


def tidy(call: Call) -> Outcome:
    """A conversation that has something to do when the caller hangs up."""
    call.do(Office.note_announced)
    try:
        call.ask("main_menu", YesNo())
    except Hangup:
        call.do(Office.note_language, "lv")
        raise
    return Goodbye()


def broken(call: Call) -> Outcome:
    """A conversation with a fault."""
    call.ask("main_menu", YesNo())
    raise LookupError("of the test")


def test_clean_up_at_the_status_callback(switchboard: Switchboard) -> None:
    switchboard.with_dialogue(tidy)
    switchboard.ask()

    for _ in range(2):
        switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed")

    row = switchboard.call()
    assert (row.language, row.outcome) == ("lv", "HungUp")
    assert switchboard.count() == 3


def test_clean_up_of_a_call_that_fell_silent(switchboard: Switchboard) -> None:
    """Twilio's status callback may never come: done once, by any process."""
    switchboard.with_dialogue(tidy)
    switchboard.ask()
    calls = switchboard.hotline.calls

    switchboard.pass_time(minutes=9)
    assert calls.end_silent() == 0
    switchboard.pass_time(minutes=2)
    assert [calls.end_silent(), calls.end_silent()] == [1, 0]

    row = switchboard.call()
    assert (row.language, row.outcome) == ("lv", "HungUp")
    assert verbs(switchboard.ask(f"{BEGIN}/0/1", Digits="1")) == ["Hangup"]


def test_who_talks_has_not_fallen_silent(switchboard: Switchboard) -> None:
    address = action(switchboard.keyed())
    switchboard.ask(address, SpeechResult=DANGER)

    switchboard.pass_time(hours=3)

    assert switchboard.hotline.calls.end_silent() == 0


def test_the_end_is_an_event_of_the_call(switchboard: Switchboard) -> None:
    switchboard.keyed()
    switchboard.pass_time(seconds=30)
    switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed")
    switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed")

    number = switchboard.call().id
    with switchboard.desk.engine.connect() as db:
        happened = events_of(db, number)
    assert [one.kind for one in happened] == [Kind.ARRIVED, Kind.ANNOUNCED, Kind.HUNG_UP]
    assert happened[-1].at == switchboard.now


@pytest.mark.parametrize("status", ["queued", "ringing", "in-progress"])
def test_other_states_end_nothing(switchboard: Switchboard, status: str) -> None:
    switchboard.keyed()
    switchboard.line.post(f"{BEGIN}/ended", CallStatus=status)

    assert switchboard.call().outcome is None


def test_danger_goes_to_the_emergency_service(switchboard: Switchboard) -> None:
    """C12. Dial, "action": asked when the other side has hung up, or does not answer."""
    switchboard.with_profile(queues=QUEUES)
    twiml = switchboard.ask(action(switchboard.keyed()), SpeechResult=DANGER)

    dial = twiml.find("Dial")
    assert dial is not None and dial.findtext("Number") == EMERGENCY
    again = switchboard.ask(dial.attrib["action"], DialCallStatus="busy")
    assert again.findtext("Dial/Number") == EMERGENCY  # nobody in danger is put off


def brought(switchboard: Switchboard) -> str:
    """The address asked after the operators, of a call that was brought to them."""
    switchboard.with_dialogue(needs_operator)
    twiml = switchboard.ask(action(switchboard.ask()), Digits="0")
    dial = twiml.find("Dial")
    assert dial is not None and dial.findtext("Number") == OPERATORS
    return dial.attrib["action"]


def needs_operator(call: Call) -> Outcome:
    """A conversation in which 0 leads to a person."""
    call.do(Office.note_announced)
    call.ask("main_menu", YesNo())
    return Goodbye()


@pytest.mark.parametrize("status", ["no-answer", "busy", "failed", "canceled"])
def test_no_operator_answers(switchboard: Switchboard, status: str) -> None:
    """Dial, "DialCallStatus": then a call back is offered (C9), in a part of its own."""
    switchboard.with_profile(queues=QUEUES)
    after = brought(switchboard)

    offered = switchboard.ask(after, DialCallStatus=status)
    assert action(offered).endswith("/hotline/1/1")
    assert switchboard.ask(after, DialCallStatus=status) is not None
    done = switchboard.ask(action(offered), Digits="1")
    assert "Hangup" in verbs(done)
    assert switchboard.call().outcome == "Goodbye"


def test_no_operator_answers_and_there_is_no_queue(switchboard: Switchboard) -> None:
    twiml = switchboard.ask(brought(switchboard), DialCallStatus="busy")

    assert twiml.findtext("Dial/Number") == FALLBACK


def test_after_a_talk(switchboard: Switchboard) -> None:
    """Dial, "DialCallStatus" completed: they have talked."""
    assert verbs(switchboard.ask(brought(switchboard), DialCallStatus="completed")) == ["Hangup"]


def test_questions_after_a_talk(switchboard: Switchboard) -> None:
    """P6, by the same dialogue as on any telephone."""
    switchboard.with_profile(survey=Survey(questions=("quality",)))

    asked = switchboard.ask(brought(switchboard), DialCallStatus="completed")

    assert action(asked).endswith("/hotline/900/1")
    assert "Hangup" in verbs(switchboard.ask(action(asked), Digits="5"))


def test_the_caller_hung_up_while_talking(switchboard: Switchboard) -> None:
    """Dial: the action is requested then as well, of a call that is completed."""
    after = brought(switchboard)

    gone = switchboard.ask(after, DialCallStatus="completed", CallStatus="completed")

    assert verbs(gone) == ["Hangup"]
    assert switchboard.call().outcome == "Transfer"


def test_a_queue_at_twilio(switchboard: Switchboard) -> None:
    """Enqueue: QueueResult tells how the caller left; the waitUrl is asked again and again, with
    QueueTime, and its <Leave> ends the waiting."""
    hold = f"{URL}/hold"

    assert verbs(switchboard.ask(hold, QueueTime="30")) == ["Play"]
    assert verbs(switchboard.ask(hold, QueueTime="1800")) == ["Leave"]


def test_callers_are_put_into_a_queue(switchboard: Switchboard) -> None:
    switchboard.settings = QUEUE
    switchboard.with_dialogue(needs_operator)

    enqueue = switchboard.ask(action(switchboard.ask()), Digits="0").find("Enqueue")

    assert enqueue is not None and enqueue.text == "heat"
    assert enqueue.attrib["waitUrl"] == f"{URL}/hold"
    assert enqueue.attrib["action"].endswith("/hotline/0/after")


def test_where_nobody_is(switchboard: Switchboard) -> None:
    """Without operators an emergency is brought to the number of the fallback."""
    switchboard.settings = NOBODY
    twiml = switchboard.ask(action(switchboard.keyed()), SpeechResult=DANGER)

    assert twiml.findtext("Dial/Number") == FALLBACK


def test_a_fault_is_a_person(switchboard: Switchboard, caplog: pytest.LogCaptureFixture) -> None:
    switchboard.with_dialogue(broken)
    address = action(switchboard.ask())

    with caplog.at_level(logging.CRITICAL):
        first = switchboard.line.post(address, Digits="1").data
        again = switchboard.line.post(address, Digits="1").data

    assert FALLBACK.encode() in first
    assert again == first
    assert switchboard.call().outcome == "Fault"


def test_nothing_is_recorded_where_it_may_not_be(
    switchboard: Switchboard, caplog: pytest.LogCaptureFixture
) -> None:
    """P1, and the archive does not look for what nobody keeps."""
    with caplog.at_level(logging.INFO):
        tell_of_recording(switchboard.hotline)
    twiml = switchboard.keyed("2")

    assert "nothing is recorded at Twilio" in caplog.text
    assert "Start" not in verbs(twiml)
    with switchboard.desk.engine.connect() as db:
        assert db.execute(select(SegmentRow.id)).all() == []


def test_recorded_where_the_profile_allows_it(
    switchboard: Switchboard, caplog: pytest.LogCaptureFixture
) -> None:
    """Recording, a noun of <Start>: it begins at once, and the next verb follows."""
    switchboard.with_profile(twilio=Twilio(recordings=True))
    switchboard.settings = replace(SETTINGS, asterisk_dir="/tmp/none")
    with caplog.at_level(logging.INFO):
        tell_of_recording(switchboard.hotline)
    twiml = switchboard.keyed()

    assert "calls are recorded at Twilio" in caplog.text
    assert verbs(twiml) == ["Play", "Play", "Start", "Gather", "Redirect"]
    recording = twiml.find("Start/Recording")
    assert recording is not None
    told = switchboard.line.post(
        recording.attrib["recordingStatusCallback"], RecordingStatus="completed"
    )
    assert told.status_code == 204
    with switchboard.desk.engine.connect() as db:
        assert len(db.execute(select(SegmentRow.id)).all()) == 1


def test_said_by_twilios_voices(switchboard: Switchboard) -> None:
    """Say: language and voice; where it has none, our own sounds."""
    switchboard.settings = replace(SETTINGS, twilio_prompts="text")

    twiml = switchboard.keyed()

    assert said(twiml)[0] == "Здравствуйте! Теплосеть Заречный."
    assert {verb.get("language") for verb in twiml.iter("Say")} == {"ru-RU"}
    assert switchboard.count(CallRow) == 1 and SID in switchboard.call().key


def in_two_steps(call: Call) -> Outcome:
    """A conversation that stores something before it goes on speaking, twice in one turn."""
    call.ask("main_menu", YesNo())
    call.do(Office.note_announced)
    call.tell("nothing_heard")
    call.do(Office.note_language, "lv")
    call.say("goodbye")
    return Goodbye()


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_a_server_that_died_in_mid_turn(switchboard: Switchboard, kept: int) -> None:
    """What it had stored stays, the request that comes again does the rest, and is answered with
    the same words as if nothing had happened."""
    switchboard.with_dialogue(in_two_steps)
    address = action(switchboard.ask())
    whole = switchboard.line.post(address, Digits="1").data
    entries = switchboard.count()
    with switchboard.desk.engine.begin() as db:
        db.execute(delete(JournalRow).where(JournalRow.position >= kept))
        db.execute(update(CallRow).values(outcome=None, ended_at=None))
        if kept < 2:
            db.execute(delete(SegmentRow))

    assert switchboard.line.post(address, Digits="1").data == whole
    assert switchboard.count() == entries == 4
    assert switchboard.call().outcome == "Goodbye"
