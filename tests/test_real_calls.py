"""Every conversation over a real Asterisk, with real SIP, RTP, keys and speech.

Once with a keypad alone, and once with the media server: there keys go through it as well. Speech
happens in real time, and two dozen callers may starve each other on a small machine: a
conversation that failed in the crowd is held once more, and pytest's warnings say so. Only those
are held whose tests are run: who asks for one waits for one.
"""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from config.settings import Settings
from ivr.desk import Desk
from ivr.start import sounds_of, speech_of
from models.database import open_database
from tests.blank import blank
from tests.office import furnish, stored
from tests.phones.hearing import not_heard
from tests.phones.real_asterisk import exchanges_of, hold_all, settings_for
from tests.transcript import TRANSCRIPTS, Transcript

pytestmark = [pytest.mark.asterisk, pytest.mark.alone, pytest.mark.xdist_group("real calls")]


@dataclass(frozen=True)
class Held:
    """What became of one conversation."""

    failure: Exception | None = None
    stored: Sequence[str] = ()
    not_heard: str = ""  # why the words cannot be heard here


@pytest.fixture(scope="module", params=["keypad", "speech"])
def held(request: pytest.FixtureRequest) -> Iterator[dict[str, Held]]:
    """Those conversations whose tests are run, all at once, by name."""
    home = Path(tempfile.mkdtemp(prefix="real-calls-"))
    home.chmod(0o755)  # the user Asterisk runs as must get in
    try:
        settings = settings_for(home, speech=request.param == "speech")
        yield _hold_all(home, settings, _asked_for(request))
    finally:
        shutil.rmtree(home)


def _asked_for(request: pytest.FixtureRequest) -> list[Transcript]:
    """Of the tests here, in this telephone's round."""
    tests = [item for item in request.session.items if isinstance(item, pytest.Function)]
    here = [test for test in tests if test.parent is request.node]
    rounds: list[Mapping[str, Any]] = [test.callspec.params for test in here]
    return [one["transcript"] for one in rounds if one["held"] == request.param]


def _hold_all(home: Path, settings: Settings, transcripts: Sequence[Transcript]) -> dict[str, Held]:
    conversations, held = {}, {}
    for number, transcript in zip(map(str, itertools.count(1000)), transcripts, strict=False):
        rehearsal = _desk(home / f"{number}-rehearsal.db", transcript)
        speech = speech_of(settings, rehearsal)
        exchanges = exchanges_of(rehearsal, transcript, sounds_of(settings), speech)
        if why := not_heard(exchanges, speech is not None):
            held[transcript.name] = Held(not_heard=why)
            continue
        desk = _desk(home / f"{number}.db", transcript)
        conversations[number] = (transcript, desk, exchanges)
    failures = hold_all(conversations, settings) if conversations else {}
    if failed := [number for number in conversations if failures[number]]:
        again = {}
        for number in failed:
            transcript, _, exchanges = conversations[number]
            warnings.warn(f"held once more: {transcript.name}: {failures[number]!r}", stacklevel=1)
            again[number] = (transcript, _desk(home / f"{number}-again.db", transcript), exchanges)
        failures |= hold_all(again, settings)
        conversations |= again
    for number, (transcript, desk, _) in conversations.items():
        held[transcript.name] = Held(failures[number], stored(desk.engine))
    return held


def _desk(database: Path, transcript: Transcript) -> Desk:
    return Desk(
        _office(database),
        transcript.utility,
        transcript.utility_name,
        lambda: transcript.at,
    )


def _office(database: Path) -> Engine:
    engine = open_database(blank(database))
    furnish(engine)
    return engine


@pytest.mark.timeout(900)
@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.name)
def test_real_call(transcript: Transcript, held: dict[str, Held]) -> None:
    """Each prompt heard is the prompt meant, and what was agreed on is stored."""
    if why := held[transcript.name].not_heard:
        pytest.skip(why)
    assert held[transcript.name].failure is None, str(held[transcript.name].failure)
    assert held[transcript.name].stored == transcript.end[1:]
