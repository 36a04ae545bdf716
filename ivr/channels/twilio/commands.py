"""`teplofon twilio`: the webhooks' one process, run by gunicorn."""

import logging
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Any

import click
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from config.asterisk.directory import monitor
from config.asterisk.music import write_music
from config.jobs import safely, scheduler
from config.log import set_up_logging
from config.settings import Settings, read_settings
from config.web_server import WebServer, options_of
from ivr.channels.twilio.app import create_app
from ivr.channels.twilio.calls import Calls
from ivr.channels.twilio.hotline import Hotline
from ivr.channels.twilio.needed import check
from ivr.channels.twilio.outbound import start_dialling
from ivr.channels.twilio.prompts import PublicSounds
from ivr.channels.twilio.questions import Questions
from ivr.channels.twilio.recordings import Recordings
from ivr.channels.twilio.signature import Signatures
from ivr.channels.twilio.twiml import Operators, Writer
from ivr.desk import Desk
from ivr.engine.prompt import Prompt
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.commands import build as build_prompts
from ivr.prompts.sounds import SoundStore
from ivr.routes import ROUTES
from ivr.start import open_desk, vocabulary
from models.database import upgrade

log = logging.getLogger(__name__)

THREADS = 32
FINISH = 10  # seconds for running requests when told to end: Twilio waits for 15
LOOK = 60  # seconds between looks for calls that fell silent
FETCH = 10  # seconds between looks for recordings that are to be brought
NOTES = "twilio-recordings"  # the directory, in home, of those that are still there


@click.command()
@click.pass_context
def twilio(context: click.Context) -> None:
    """Answer calls that come over Twilio, behind your own web server with TLS."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    upgrade(settings.database_url)
    server = WebServer(options(settings), partial(_application, settings))
    context.invoke(build_prompts)
    server.run()


def _application(settings: Settings) -> Flask:
    desk = open_desk(settings)
    hotline = open_hotline(settings, desk)
    tell_of_recording(hotline)
    _look_after(hotline)
    start_dialling(settings, desk.utility, desk.engine)
    return create_app(hotline)


def options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings. Raises WrongSetting."""
    check(settings)
    return options_of(settings, "twilio", settings.twilio_listen, THREADS, FINISH)


def open_hotline(settings: Settings, desk: Desk) -> Hotline:
    """What requests are answered with, as the settings and the profile say."""
    writer = _writer(settings, desk)
    url, account, token = writer.url, settings.twilio_account, settings.twilio_token
    music = _music(settings.cache.resolve() / "twilio" / "music.wav")
    signatures = Signatures(url, account, token)
    records = desk.utility.twilio.recordings
    notes = settings.home.resolve() / NOTES
    recordings = Recordings(monitor(settings), notes, account, token) if records else None
    return Hotline(Calls(desk, ROUTES), writer, signatures, music, recordings)


def _music(path: Path) -> Path:
    """There whole, or not yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        write_music(part)
        part.replace(path)
    return path


def _writer(settings: Settings, desk: Desk) -> Writer:
    profile, catalogue, store = desk.utility.twilio, Catalogue.load(), SoundStore(settings)
    hears = frozenset(profile.speech)

    def sounds(prompt: Prompt) -> list[Path]:
        pieces = catalogue.pieces(prompt, voice=prompt.language in hears)
        return [store.path(prompt.language, piece) for piece in pieces]

    def wording(prompt: Prompt) -> str:
        return catalogue.wording(prompt, voice=prompt.language in hears)

    usual, fallback = settings.twilio_operators, settings.twilio_fallback
    return Writer(
        settings.twilio_url.rstrip("/"),
        Operators(usual, settings.twilio_emergency or usual or fallback, fallback),
        Questions(hears, partial(vocabulary, desk)),
        PublicSounds(settings.cache.resolve() / "twilio" / "public", sounds),
        wording if settings.twilio_prompts == "text" else None,
        [Prompt("apology", {}, language) for language in desk.utility.languages],
        profile.recordings,
        bool(desk.utility.queues),
    )


def tell_of_recording(hotline: Hotline) -> None:
    """Whether sound is kept in another country."""
    if hotline.writer.records:
        log.warning("calls are recorded at Twilio, then brought here: the profile allows it")
    else:
        log.info("nothing is recorded at Twilio: the profile does not allow it")


def _look_after(hotline: Hotline) -> None:
    """Now and then, in threads of this process; another process may do the same."""
    hours = scheduler(UTC)
    hours.add_job(safely(lambda: _end_silent(hotline.calls)), IntervalTrigger(seconds=LOOK))
    if hotline.recordings:
        hours.add_job(safely(hotline.recordings.look), IntervalTrigger(seconds=FETCH))
    hours.start()


def _end_silent(calls: Calls) -> None:
    if ended := calls.end_silent():
        log.info("%d calls had fallen silent, and were ended", ended)
