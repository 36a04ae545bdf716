"""`teplofon sms`: the one process that takes readings by SMS, run by gunicorn."""

from functools import partial
from typing import Any

import click
from flask import Flask

from config.log import set_up_logging
from config.settings import Settings, read_settings
from config.utility import Utility, read_utility
from config.web_server import WebServer, options_of
from ivr.channels.sms.app import check, create_app
from models.database import open_database, upgrade

THREADS = 8
FINISH = 10  # seconds for running requests when told to end


@click.command()
def sms() -> None:
    """Take meter readings by SMS (M2), behind your own web server with TLS."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    check(settings)
    utility = read_utility(settings.utility)
    upgrade(settings.database_url)
    WebServer(options(settings), partial(_application, settings, utility)).run()


def _application(settings: Settings, utility: Utility) -> Flask:
    return create_app(settings, open_database(settings.database_url), utility)


def options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings. Raises WrongSetting."""
    return options_of(settings, "sms", settings.sms_listen, THREADS, FINISH)
