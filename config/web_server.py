"""A web application as a process of its own, run by gunicorn: one worker, many threads.

Which application that is, and how many threads it needs, its own room says.
"""

from collections.abc import Callable, Mapping
from typing import Any

from gunicorn.app.base import BaseApplication

from config.settings import Settings, address


class WebServer(BaseApplication):  # type: ignore[misc]
    """An application made in the worker, by `make`; `run` it."""

    def __init__(self, options: Mapping[str, Any], make: Callable[[], Any]) -> None:
        self._options, self._make = options, make
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._make()


def options_of(
    settings: Settings, name: str, listen: str, threads: int, finish: int
) -> dict[str, Any]:
    """Gunicorn's; `finish` are the seconds running requests have when the process is to end.

    There is no access log: addresses of pages are customers' numbers. Raises WrongSetting, which
    must be before a `WebServer` is made: gunicorn has words of its own for what is wrong.
    """
    host, port = address(listen)
    return {
        "bind": f"{host}:{port}",
        "proc_name": f"teplofon-{name}",
        "worker_class": "gthread",
        "workers": 1,
        "threads": threads,
        "keepalive": 15,
        "graceful_timeout": finish,
        "control_socket_disable": True,
        "loglevel": settings.log_level.lower(),
    }
