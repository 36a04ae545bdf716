"""The console's own server: one worker, because the floor is kept in its memory."""

from typing import Any

from config.settings import Settings
from config.web_server import WebServer, options_of
from operator_console.app import create_app

THREADS = 128  # an open page holds one for its stream of events
FINISH = 3  # seconds for running requests when told to end; streams would never finish.
# Less than a station waits before it kills: our worker would be left alone.


def console_server(settings: Settings) -> WebServer:
    """Serves the console. Raises WrongSetting."""
    return WebServer(options(settings), lambda: create_app(settings))


def options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings. Raises WrongSetting."""
    usual = options_of(settings, "console", settings.console, THREADS, FINISH)
    return usual | {"worker_connections": 4 * THREADS}
