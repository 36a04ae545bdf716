"""`teplofon media`, the media server; `teplofon speech`, what it can hear."""

import asyncio
import logging
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from config.log import set_up_logging
from config.settings import Settings, address, read_settings
from config.speech_models import ADVICE, BUNDLED, models_of, rate_of, takes_grammars
from config.utility import read_utility
from ivr.prompts.sounds.store import SoundStore
from ivr.speech.check import check as check_questions
from ivr.speech.server import MediaServer
from ivr.speech.sounds import Sounds
from ivr.speech.vosk_model import VoskModel

log = logging.getLogger(__name__)


@click.command()
def media() -> None:
    """Play prompts and listen to callers, for the AGI servers. SIGTERM ends it."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    models = {str(language): VoskModel(path) for language, path in models_of(settings).items()}
    sounds = Sounds(SoundStore(settings).directory)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    with ThreadPoolExecutor(os.cpu_count(), "recogniser") as workers:
        server = MediaServer(models, sounds, settings.token(), workers)
        async with (
            await server.listen(*address(settings.media)),
            await server.listen_for_audiosocket(*address(settings.audiosocket)),
        ):
            log.info("listening on %s and %s: %s", settings.media, settings.audiosocket, [*models])
            await ended.wait()


class Speech(click.Group):
    """Has what measures as well, and loads it only then: the media server needs none of it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "evaluate", "gates"])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        from ivr.speech.evaluate import commands

        measuring = {"evaluate": commands.evaluate, "gates": commands.gates}
        return measuring.get(name) or super().get_command(ctx, name)


@click.group(cls=Speech)
def speech() -> None:
    """What the hotline can hear, and how well."""


@speech.command("list")
def list_() -> None:
    """The utility's languages: which model hears each, and which one would suit."""
    settings = read_settings()
    models = models_of(settings)
    for language in read_utility(settings.utility).languages:
        path = models.get(language)
        click.echo(f"{language}: {_described(path) if path else 'keypad only'}")
        click.echo(f"    {ADVICE[language]}")


@speech.command()
def check() -> None:
    """Whether each model has the words of every question; exit status 1 if one cannot be used.

    A phrase that is lacking cannot be said; the question is understood by its other phrases.
    """
    settings = read_settings()
    utility, usable = read_utility(settings.utility), True
    for language, path in models_of(settings).items():
        if language in utility.languages:
            for one in check_questions(VoskModel(path), utility, language):
                usable = usable and one.usable
                lacking = f"; lacking: {', '.join(one.lacking)}" if one.lacking else ""
                verdict = "" if one.usable else " CANNOT BE ANSWERED BY VOICE"
                click.echo(f"{language}, {one.question}: {one.phrases} phrases{lacking}{verdict}")
    sys.exit(0 if usable else 1)


def _described(path: Path) -> str:
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) / 1e6
    known = [f"{size:.0f} MB", f"{rate_of(path) / 1000:g} kHz"]
    if path.parent == BUNDLED:
        known.append("comes with Teplofon, for tests and demos")
    if not takes_grammars(path):
        known.append("CANNOT be told what to listen for: take a smaller one")
    return f"{path} ({', '.join(known)})"
