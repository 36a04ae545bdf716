"""Conversations over the played Twilio, with our own application, whose sounds are text."""

import atexit
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import msgspec
from flask.testing import FlaskClient

from config.settings import Settings
from ivr.channels.twilio.app import create_app
from ivr.channels.twilio.commands import open_hotline
from ivr.channels.twilio.hotline import Hotline
from ivr.channels.twilio.prompts import PublicSounds
from ivr.desk import Desk
from ivr.engine.prompt import Prompt
from tests.phones.fake_twilio import ANONYMOUS, SETTINGS, FakeTwilio, Line, Stammering
from tests.phones.simulated import CATALOGUE
from tests.transcript import Transcript


def open_worded(desk: Desk, directory: Path, settings: Settings = SETTINGS) -> Hotline:
    """Our application's own parts, whose sounds are text."""
    here = replace(settings, cache=directory, asterisk_dir=str(directory / "ast"))
    hotline = open_hotline(here, desk)
    hears = hotline.writer.questions.hears

    def sounds(prompt: Prompt) -> Sequence[Path]:
        text = CATALOGUE.wording(prompt, voice=prompt.language in hears)
        return [written_down(text, directory)]

    public = PublicSounds(directory / "public", sounds)
    return replace(hotline, writer=replace(hotline.writer, sounds=public))


@cache
def written_down(text: str, directory: Path) -> Path:
    """The sound of it."""
    path = directory / f"{sha256(text.encode()).hexdigest()}.txt"
    path.write_text(text)
    return path


def hold(
    kind: type[FakeTwilio], desk: Desk, transcript: Transcript, script: Sequence[str]
) -> FakeTwilio:
    """Hold the conversation."""
    sid = "CA" + sha256(transcript.name.encode()).hexdigest()[:32]
    known = re.fullmatch("[0-9+]+", transcript.caller)
    caller = f"+{transcript.caller.removeprefix('+')}" if known else ANONYMOUS
    ours = served(desk, transcript.needs_speech)
    line = Line(ours.client, sid, caller, kept=ours.kept)
    call = kind(line, transcript.route, iter(script))
    call.run()
    return call


@dataclass(frozen=True)
class Served:
    """Our application, and the sounds that Twilio has fetched from it."""

    desk: Desk
    speech: bool
    client: FlaskClient
    kept: dict[str, str] = field(default_factory=dict)


_served: list[Served] = []


def served(desk: Desk, speech: bool) -> Served:
    """Opened once for all calls of a desk, as in production.

    Its profile has every language recognised, or none: who never speaks hears the wording for the
    keypad.
    """
    if not _served or (_served[0].desk, _served[0].speech) != (desk, speech):
        app = create_app(open_worded(_hearing(desk, speech), _sounds()))
        _served[:] = [Served(desk, speech, app.test_client())]
    return _served[0]


def _hearing(desk: Desk, speech: bool) -> Desk:
    heard = desk.utility.languages if speech else ()
    profile = msgspec.structs.replace(desk.utility.twilio, speech=heard)
    return replace(desk, utility=msgspec.structs.replace(desk.utility, twilio=profile))


@cache
def _sounds() -> Path:
    """Where they lie, for all calls: what is in one never changes."""
    directory = Path(mkdtemp(prefix="twilio-"))
    atexit.register(shutil.rmtree, directory)
    return directory


def fake_twilio(desk: Desk, transcript: Transcript, script: Sequence[str]) -> list[str]:
    """Twilio as it is on good days."""
    call = hold(FakeTwilio, desk, transcript, script)
    return [*call.transcript, call.outcome]


def stammering_twilio(desk: Desk, transcript: Transcript, script: Sequence[str]) -> list[str]:
    """Each request twice, some late."""
    call = hold(Stammering, desk, transcript, script)
    return [*call.transcript, call.outcome]
