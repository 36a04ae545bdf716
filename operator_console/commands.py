"""`teplofon console`: the console's one process, run by gunicorn."""

import click

from config.log import set_up_logging
from config.settings import read_settings
from models.database import upgrade
from operator_console.server import console_server


@click.command()
def console() -> None:
    """Serve the operator console in the foreground; SIGTERM or Ctrl-C ends it within seconds."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    upgrade(settings.database_url)
    console_server(settings).run()
