"""`teplofon run`: the whole hotline in the foreground, as in production."""

import signal
import sys
import time

import click

from agi_scripts.station import Station
from config.asterisk.process import NotRunning
from config.debian import NotAvailable
from config.settings import read_settings
from ivr.prompts.commands import build as build_prompts
from models.database import upgrade

CALLS_FINISH = 600.0  # seconds left to calls that run when it is told to end
LOOK = 1.0  # seconds between looks after the servers


@click.command()
@click.pass_context
def run(context: click.Context) -> None:
    """Run Asterisk and the servers of the hotline together; what dies is started again.

    SIGTERM or Ctrl-C lets running calls finish, a second one ends them.
    """
    settings = read_settings()
    upgrade(settings.database_url)
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: _end(told, number))
    try:
        with Station(settings) as station:
            context.invoke(build_prompts)
            click.echo(
                f"The hotline takes calls on {settings.sip_bind}; logs are in {settings.home}/log"
            )
            while not told:
                time.sleep(LOOK)
                station.look_after()
            click.echo("No new calls; waiting for the running ones")
            station.close(CALLS_FINISH)
    except (NotAvailable, NotRunning) as error:
        sys.exit(f"teplofon: {error}")


def _end(told: list[int], number: int) -> None:
    if told:
        raise KeyboardInterrupt
    told.append(number)
