"""Every file in transcripts/ is one conversation, held on each kind of phone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine

from config.utility import Limits
from ivr.desk import Desk
from tests.office import outcomes, stored
from tests.phones import Phone
from tests.phones.fake_asterisk import fake_asterisk
from tests.phones.fake_twilio import mixes
from tests.phones.forgetful import forgetful
from tests.phones.over_twilio import fake_twilio, stammering_twilio
from tests.phones.simulated import simulated
from tests.transcript import OVER_TWILIO, TRANSCRIPTS, Transcript

NO_LIMITS = Limits(*[10_000] * len(msgspec.structs.fields(Limits)))  # one caller calls all day
TWILIO = [fake_twilio, stammering_twilio]


def heard_by(phone: Phone) -> Iterable[Transcript]:
    """All conversations; a phone with a keypad alone hears none that is spoken, and over Twilio
    some go another way."""
    if phone is fake_asterisk:
        return [transcript for transcript in TRANSCRIPTS if not transcript.needs_speech]
    if phone in TWILIO:
        return [*(one for one in TRANSCRIPTS if not mixes(one)), *OVER_TWILIO]
    return TRANSCRIPTS


def on_each(*phones: Phone) -> pytest.MarkDecorator:
    """A test of every phone's conversations; over Twilio they are slow."""
    cases: list[Any] = [
        pytest.param(
            phone,
            transcript,
            id=f"{transcript.name}-{phone.__name__}",
            marks=[pytest.mark.slow] if phone in TWILIO else [],
        )
        for phone in phones
        for transcript in heard_by(phone)
    ]
    return pytest.mark.parametrize(("phone", "transcript"), cases)


def asterisk_or_simulated(desk: Desk, transcript: Transcript, script: Sequence[str]) -> list[str]:
    """On the wire where it can be, else in the same process."""
    phone = simulated if transcript.needs_speech else fake_asterisk
    return phone(desk, transcript, script)


@on_each(simulated, forgetful, fake_asterisk, *TWILIO)
def test_conversation(phone: Phone, transcript: Transcript, office: Engine) -> None:
    desk = Desk(office, transcript.utility, transcript.utility_name, lambda: transcript.at)

    *held, end = phone(desk, transcript, transcript.script)

    assert held == transcript.conversation
    assert [end, *stored(office)] == [without_reason(phone, transcript.end[0]), *transcript.end[1:]]


def without_reason(phone: Phone, end: str) -> str:
    """Asterisk is not told why a caller goes to the operators, nor is Twilio."""
    if phone in TWILIO:
        return re.sub("^= transfer: (?!emergency).*", "= transfer", end)
    return re.sub("^= transfer:.*", "= transfer", end) if phone is fake_asterisk else end


@on_each(asterisk_or_simulated, *TWILIO)
def test_hang_up_at_every_question(phone: Phone, transcript: Transcript, office: Engine) -> None:
    """However far a caller came, what was confirmed is kept and nothing else is."""
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


def test_what_goes_another_way_over_twilio_goes_on_there() -> None:
    """Each conversation in which words and keys make one answer, and no other, has one in its
    place: the caller begins alike, and comes to the same end."""
    mixed = {transcript.name.partition("/")[2]: transcript for transcript in TRANSCRIPTS}
    mixed = {name: transcript for name, transcript in mixed.items() if mixes(transcript)}
    instead = {transcript.name.partition("/")[2]: transcript for transcript in OVER_TWILIO}

    assert instead.keys() == mixed.keys()
    for name, transcript in instead.items():
        usual = mixed[name]
        assert transcript.script[:2] == usual.script[:2] and mixes(transcript)
        ends = [[end.removesuffix(" (by voice)") for end in one.end] for one in (transcript, usual)]
        assert ends[0] == ends[1]
