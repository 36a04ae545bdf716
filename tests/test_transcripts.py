"""Every file in transcripts/ is one conversation, held on each kind of phone."""

import re
from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import Engine

from config.utility import Limits
from ivr.desk import Desk
from tests.office import outcomes, stored
from tests.phones import Phone
from tests.phones.fake_asterisk import fake_asterisk
from tests.phones.fake_twilio import fake_twilio, not_over_twilio, stammering_twilio
from tests.phones.forgetful import forgetful
from tests.phones.simulated import simulated
from tests.transcript import TRANSCRIPTS, Transcript

NO_LIMITS = Limits(*[10_000] * len(msgspec.structs.fields(Limits)))  # one caller calls all day
KEYPAD_ONLY = "this phone has a keypad alone; the conversation is spoken"
TWILIO = [fake_twilio, stammering_twilio]
BY_WEBHOOKS = [pytest.param(phone, marks=pytest.mark.slow) for phone in TWILIO]
PHONES = [simulated, forgetful, fake_asterisk, *BY_WEBHOOKS]


@pytest.mark.parametrize("phone", PHONES, ids=lambda phone: phone.__name__)
@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.name)
def test_conversation(phone: Phone, transcript: Transcript, office: Engine) -> None:
    if phone is fake_asterisk and transcript.needs_speech:
        pytest.skip(KEYPAD_ONLY)
    if phone in TWILIO and (why := not_over_twilio(transcript)):
        pytest.skip(why)
    desk = Desk(office, transcript.utility, transcript.utility_name, lambda: transcript.at)

    *held, end = phone(desk, transcript, transcript.script)

    assert held == transcript.conversation
    assert [end, *stored(office)] == [without_reason(phone, transcript.end[0]), *transcript.end[1:]]


def without_reason(phone: Phone, end: str) -> str:
    """Asterisk is not told why a caller goes to the operators, nor is Twilio."""
    if phone in TWILIO:
        return re.sub("^= transfer: (?!emergency).*", "= transfer", end)
    return re.sub("^= transfer:.*", "= transfer", end) if phone is fake_asterisk else end


@pytest.mark.parametrize("phone", [None, *BY_WEBHOOKS])
@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.name)
def test_hang_up_at_every_question(
    phone: Phone | None, transcript: Transcript, office: Engine
) -> None:
    """However far a caller came, what was confirmed is kept and nothing else is."""
    if phone in TWILIO and (why := not_over_twilio(transcript)):
        pytest.skip(why)
    phone = phone or (simulated if transcript.needs_speech else fake_asterisk)
    patient = msgspec.structs.replace(transcript.utility, limits=NO_LIMITS)
    desk = Desk(office, patient, transcript.utility_name, lambda: transcript.at)
    script = transcript.script
    for question in range(len(script)):
        cut = replace(transcript, name=f"{transcript.name}-{question}")
        before = len(stored(office))
        held = phone(desk, cut, [*script[:question], "(hangs up)"])
        assert held[-1] == "= hung up"
        assert len(stored(office)) - before <= question
    assert outcomes(office) == ["HungUp"] * len(script)
