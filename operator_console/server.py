"""Gunicorn with our settings: one worker, because the floor is kept in its memory; many threads."""

from typing import Any

from gunicorn.app.base import BaseApplication

from config.settings import Settings, address
from operator_console.app import create_app

THREADS = 128  # an open page holds one for its stream of events
FINISH = 3  # seconds for running requests when told to end; streams would never finish.
# Less than a station waits before it kills: our worker would be left alone.


class Server(BaseApplication):  # type: ignore[misc]
    """The console as gunicorn's application, made in the worker. Raises WrongSetting."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.options = options(settings)  # here: gunicorn has words of its own for what is wrong
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self.settings)


def options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings. There is no access log: addresses of pages are customers' numbers.

    Raises WrongSetting.
    """
    host, port = address(settings.console)
    return {
        "bind": f"{host}:{port}",
        "proc_name": "teplofon-console",
        "worker_class": "gthread",
        "workers": 1,
        "threads": THREADS,
        "worker_connections": 4 * THREADS,
        "keepalive": 15,
        "graceful_timeout": FINISH,
        "control_socket_disable": True,
        "loglevel": settings.log_level.lower(),
    }
