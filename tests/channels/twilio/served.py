"""`teplofon twilio` in a process of its own, asked as by a proxy that ends TLS."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from config.settings import Settings, address, as_environment
from tests.phones.fake_twilio import TOKEN, inside

STARTED = 60.0  # seconds it may take to listen


@contextmanager
def served(settings: Settings) -> Iterator[Path]:
    """The server in a process of its own; its log."""
    log = settings.home / "twilio.log"
    command = [str(Path(sys.executable).with_name("teplofon")), "twilio"]
    environment = {**os.environ, **as_environment(settings)}
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=environment, stderr=file, stdout=file)
    try:
        latest = time.monotonic() + STARTED
        while not listens(settings):
            assert process.poll() is None and time.monotonic() < latest, log.read_text()
            time.sleep(0.1)
        yield log
    finally:
        process.terminate()
        assert process.wait(30) == 0


def listens(settings: Settings) -> bool:
    connection = http.client.HTTPConnection(*address(settings.twilio_listen), timeout=10)
    with closing(connection):
        try:
            connection.request("GET", "/fallback")
        except ConnectionRefusedError:
            return False
        return connection.getresponse().status == 403


def asked(
    settings: Settings, method: str, url: str, form: Mapping[str, str]
) -> tuple[http.client.HTTPResponse, bytes]:
    """On a connection of its own."""
    connection = http.client.HTTPConnection(*address(settings.twilio_listen), timeout=30)
    with closing(connection):
        return ask_over(connection, method, url, form)


def ask_over(
    connection: http.client.HTTPConnection, method: str, url: str, form: Mapping[str, str]
) -> tuple[http.client.HTTPResponse, bytes]:
    """Signed for the public address, brought to ours."""
    headers = {
        "X-Forwarded-Proto": "https",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, form),
    }
    connection.request(method, inside(url), urlencode(form) if form else None, headers)
    answer = connection.getresponse()
    return answer, answer.read()
