"""`teplofon gateway`: between Asterisk's manager interface and the console."""

import sys

import click

from agi_scripts.gateway.gateway import Gateway
from config.log import set_up_logging
from config.settings import read_settings


@click.command()
def gateway() -> None:
    """Run the gateway: the one process that speaks AMI. It keeps the log of calls' events."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    try:
        Gateway(settings).run()
    except OSError as error:
        sys.exit(f"teplofon: the gateway on {settings.gateway}: {error.strerror}")
