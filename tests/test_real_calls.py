"""Every conversation over a real Asterisk, with real SIP, RTP and keys."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ivr.desk import Desk
from models.database import open_database, upgrade
from tests.office import furnish, stored
from tests.phones.real_asterisk import exchanges_of, hold_all, settings_for
from tests.transcript import TRANSCRIPTS, Transcript

pytestmark = [pytest.mark.asterisk, pytest.mark.xdist_group("real calls")]


@dataclass(frozen=True)
class Held:
    """What became of one conversation."""

    failure: Exception | None
    stored: list[str]


@pytest.fixture(scope="module")
def held() -> Iterator[dict[str, Held]]:
    """All conversations, by name."""
    home = Path(tempfile.mkdtemp(prefix="real-calls-"))
    home.chmod(0o755)  # the user Asterisk runs as must get in
    try:
        yield _hold_all(home)
    finally:
        shutil.rmtree(home)


def _hold_all(home: Path) -> dict[str, Held]:
    settings = settings_for(home)
    conversations = {}
    keyed = [transcript for transcript in TRANSCRIPTS if not transcript.needs_speech]
    for number, transcript in enumerate(keyed, start=1000):
        rehearsal = _desk(home / f"{number}-rehearsal.db", transcript)
        exchanges = exchanges_of(rehearsal, transcript, settings)
        desk = _desk(home / f"{number}.db", transcript)
        conversations[str(number)] = (transcript, desk, exchanges)
    failures = hold_all(conversations, settings)
    return {
        transcript.name: Held(failures[number], stored(desk.engine))
        for number, (transcript, desk, _) in conversations.items()
    }


def _desk(database: Path, transcript: Transcript) -> Desk:
    return Desk(
        _office(f"sqlite:///{database}"),
        transcript.utility,
        transcript.utility_name,
        lambda: transcript.at,
    )


def _office(url: str) -> Engine:
    upgrade(url)
    engine = open_database(url)
    furnish(engine)
    return engine


@pytest.mark.timeout(400)
@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.name)
def test_real_call(transcript: Transcript, held: dict[str, Held]) -> None:
    """Each prompt heard is the prompt meant, and what was agreed on is stored."""
    if transcript.needs_speech:
        pytest.skip("a real Asterisk hears keys alone today; the conversation is spoken")
    assert held[transcript.name].failure is None, str(held[transcript.name].failure)
    assert held[transcript.name].stored == transcript.end[1:]
