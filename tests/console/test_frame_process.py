"""`teplofon console` as it runs: a process, a port, threads, signals."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.settings import Settings, as_environment
from tests.ports import free_ports

TEPLOFON = str(Path(sys.executable).with_name("teplofon"))
START = """
from operator_console import app, room
from config.settings import read_settings
import itertools, operator_console.server as server, time

def made(settings):
    made_app = app.create_app(settings)
    stream = room.Room("stream", "stream", admitted=room.PUBLIC)
    def endless():
        for _ in itertools.count():
            yield "data: x\\n\\n"
            time.sleep(0.1)
    stream.add_url_rule("/", "page", endless)
    made_app.register_blueprint(stream)
    return made_app

server.create_app = made
from operator_console.commands import console
console()
"""


@contextmanager
def running(settings: Settings, *words: str) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | as_environment(settings)
    command = [sys.executable, *words]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, console=f"127.0.0.1:{free_ports(1)[0]}")


def wait_for(settings: Settings) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            assert ask(settings, "/health") == 200
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the console does not answer")


def ask(settings: Settings, path: str) -> int:
    connection = http.client.HTTPConnection(settings.console, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_it_serves_and_ends_when_told_though_streams_are_open(settings: Settings) -> None:
    with running(settings, "-c", START) as process:
        wait_for(settings)
        streams = [open_stream(settings) for _ in range(20)]
        assert ask(settings, "/sign-in?caller=79120000000") == 200
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=10)  # the promise
        for stream in streams:
            stream.close()
    assert process.returncode == 0
    assert "79120000000" not in said
    assert "Traceback" not in said


def open_stream(settings: Settings) -> socket.socket:
    host, port = settings.console.split(":")
    stream = socket.create_connection((host, int(port)), timeout=10)
    stream.sendall(f"GET /stream/ HTTP/1.1\r\nHost: {settings.console}\r\n\r\n".encode())
    assert stream.recv(12) == b"HTTP/1.1 200"
    return stream


def test_a_worker_that_dies_is_replaced(settings: Settings) -> None:
    with running(settings, TEPLOFON, "console") as process:
        wait_for(settings)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) == 1
        os.kill(int(children[0]), signal.SIGKILL)
        wait_for(settings)
        after = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(after) == 1 and after != children


def test_a_wrong_address_is_one_sentence(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, console="nowhere")
    with running(settings, TEPLOFON, "console") as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said == "teplofon: 'nowhere' is not host:port\n"
