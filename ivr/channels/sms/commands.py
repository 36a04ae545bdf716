"""`teplofon sms`: the one process that takes readings by SMS, run by gunicorn."""

from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from config.log import set_up_logging
from config.settings import Settings, address, read_settings
from config.utility import Utility, read_utility
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
    Server(settings, utility).run()


class Server(BaseApplication):  # type: ignore[misc]
    """The gateways as gunicorn's application, made in the worker. Raises WrongSetting."""

    def __init__(self, settings: Settings, utility: Utility) -> None:
        self.settings, self.utility = settings, utility
        self.options = options(settings)  # here: gunicorn has words of its own for what is wrong
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self.settings, open_database(self.settings.database_url), self.utility)


def options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings. There is no access log. Raises WrongSetting."""
    host, port = address(settings.sms_listen)
    return {
        "bind": f"{host}:{port}",
        "proc_name": "teplofon-sms",
        "worker_class": "gthread",
        "workers": 1,
        "threads": THREADS,
        "graceful_timeout": FINISH,
        "control_socket_disable": True,
        "loglevel": settings.log_level.lower(),
    }
