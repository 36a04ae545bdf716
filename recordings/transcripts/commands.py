"""`teplofon recordings transcribe`: a process of its own, which gives way to all others."""

import os
import sys

import click

from config.log import set_up_logging
from config.settings import WrongSetting, read_settings
from config.speech_models import models_of
from models.database import open_database
from recordings.archive.archive import open_archive
from recordings.cipher import BadKeyFile
from recordings.store import StoreFailed
from recordings.transcripts.hours import hours_of

GIVES_WAY = 19  # the nicest a process can be to others


@click.command()
@click.option("--in-hours", is_flag=True, help="End when the hours of TEPLOFON_TRANSCRIPTS do.")
def transcribe(in_hours: bool) -> None:
    """Write down what was said in the recordings that wait for it, one at a time."""
    from recordings.transcripts.write import Writing  # Vosk, which the other commands do not need

    os.nice(GIVES_WAY)
    settings = read_settings()
    set_up_logging(settings.log_level)
    try:
        hours = hours_of(settings) if in_hours else None
        archive = open_archive(settings, open_database(settings.database_url))
        zone = archive.utility.zone
        writing = Writing(
            archive,
            {str(language): path for language, path in models_of(settings).items()},
            lambda: hours is None or hours.has(archive.now().astimezone(zone).time()),
        )
        click.echo(f"written down: {writing.run()}")
    except (WrongSetting, BadKeyFile, StoreFailed, ValueError) as error:
        sys.exit(f"teplofon: {error}")
