"""`teplofon twilio`: the webhooks' one process, run by gunicorn."""

import logging
from functools import partial
from pathlib import Path
from typing import Any

import click
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask
from gunicorn.app.base import BaseApplication

from config.asterisk.directory import monitor
from config.asterisk.music import write_music
from config.log import set_up_logging
from config.settings import PREFIX, Settings, WrongSetting, address, read_settings
from ivr.channels.twilio.app import Hotline, create_app
from ivr.channels.twilio.calls import Calls
from ivr.channels.twilio.languages import HEARD
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
REQUIRED = ("twilio_url", "twilio_account", "twilio_token", "twilio_fallback")


@click.command()
@click.pass_context
def twilio(context: click.Context) -> None:
    """Answer calls that come over Twilio, behind your own web server with TLS."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    upgrade(settings.database_url)
    server = Server(settings)
    context.invoke(build_prompts)
    server.run()


class Server(BaseApplication):  # type: ignore[misc]
    """The webhooks as gunicorn's application, made in the worker. Raises WrongSetting."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.options = options(settings)  # here: gunicorn has words of its own for what is wrong
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        hotline = open_hotline(self.settings, open_desk(self.settings))
        tell_of_recording(hotline)
        _end_silent_calls(hotline.calls)
        return create_app(hotline)


def options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings. There is no access log. Raises WrongSetting."""
    for name in REQUIRED:
        if not getattr(settings, name):
            raise WrongSetting(f"{PREFIX}{name.upper()} is needed for calls over Twilio")
    host, port = address(settings.twilio_listen)
    return {
        "bind": f"{host}:{port}",
        "proc_name": "teplofon-twilio",
        "worker_class": "gthread",
        "workers": 1,
        "threads": THREADS,
        "keepalive": 15,
        "graceful_timeout": FINISH,
        "control_socket_disable": True,
        "loglevel": settings.log_level.lower(),
    }


def open_hotline(settings: Settings, desk: Desk) -> Hotline:
    """What requests are answered with, as the settings and the profile say."""
    writer = _writer(settings, desk)
    url, account, token = writer.url, settings.twilio_account, settings.twilio_token
    music = settings.cache.resolve() / "twilio" / "music.wav"
    if not music.exists():
        music.parent.mkdir(parents=True, exist_ok=True)
        write_music(music)
    signatures = Signatures(url, account, token)
    records = desk.utility.twilio.recordings
    recordings = Recordings(monitor(settings), account, token) if records else None
    return Hotline(Calls(desk, ROUTES), writer, signatures, music, recordings)


def _writer(settings: Settings, desk: Desk) -> Writer:
    profile, catalogue, store = desk.utility.twilio, Catalogue.load(), SoundStore(settings)
    hears = frozenset(HEARD if profile.speech else ())

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


def _end_silent_calls(calls: Calls) -> None:
    """Now and then, in a thread of this process; another process may do the same."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    hours = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True})
    hours.add_job(partial(_safely, calls), IntervalTrigger(seconds=LOOK, timezone="UTC"))
    hours.start()


def _safely(calls: Calls) -> None:
    try:
        if ended := calls.end_silent():
            log.info("%d calls had fallen silent, and were ended", ended)
    except Exception:
        log.exception("silent calls could not be ended")
