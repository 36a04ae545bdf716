"""The names under which the console answers; under any other it is somebody else's page."""

from urllib.parse import urlsplit

from flask import Flask, abort, request
from werkzeug.sansio.utils import host_is_trusted

from config.settings import Settings, address

LOOPBACK = ("127.0.0.1", "localhost")


def guard(app: Flask, settings: Settings) -> None:
    """Refuse (400) what is asked of another host: DNS can lead any name here."""
    known = names(settings)

    def check() -> None:
        if not host_is_trusted(request.host.lower(), known):
            abort(400)

    app.before_request(check)


def names(settings: Settings) -> list[str]:
    """Of `console_url`, and of the address where the console listens."""
    listens, _ = address(settings.console)
    hosts = list(LOOPBACK) if listens in LOOPBACK else [listens]
    return [*hosts, urlsplit(settings.console_url).hostname or hosts[0]]
