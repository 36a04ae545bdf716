"""An Asterisk and its AGI servers together, as the demo, the tests and `teplofon run` need them."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

from config.asterisk.process import AsteriskProcess, NotRunning
from config.settings import Settings, WrongSetting, address, as_environment
from config.speech_models import models_of
from config.utility import read_utility
from ivr.channels.sms import app as sms
from ivr.channels.twilio import needed as twilio
from ivr.speech.wire import HEALTH

TEPLOFON = Path(sys.executable).with_name("teplofon")  # the command, where it is installed
STARTED = 20.0  # seconds a server may take to listen
SYNTHESISED = 600.0  # the same, where all that is said must first be made
STALLED = 2.0  # seconds without an answer
DRAINED = 5.0  # seconds a server may take to end


@dataclass
class ServerProcess:
    """A server of ours in a process of its own."""

    settings: Settings
    listen: str  # empty: it serves nobody
    words: tuple[str, ...]  # of `teplofon`
    name: str  # of its log
    patience: float = STARTED  # seconds until it must listen
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, without waiting."""
        environment = {**os.environ, **as_environment(self.settings)}
        log = self.settings.home / "log" / f"{self.name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [str(TEPLOFON), *self.words], env=environment, stderr=file, start_new_session=True
            )

    def wait(self) -> None:
        """Return when it listens. Raises WrongSetting if it does not."""
        latest = time.monotonic() + self.patience
        while not self._listens():
            if not self.is_running() or time.monotonic() > latest:
                logs = self.settings.home / "log"
                raise WrongSetting(f"no server on {self.listen}: see {logs}/{self.name}.log")
            time.sleep(0.05)

    def tell_to_end(self) -> None:
        """Take no new calls, and end when the running ones have finished."""
        if self.process and self.is_running():
            self.process.terminate()

    def stop(self) -> None:
        """Let its calls finish, for a moment, then end it."""
        if self.process is None:
            return
        self.tell_to_end()
        try:
            self.process.wait(DRAINED)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_stalled(self) -> bool:
        """Whether a media server takes connections and then says nothing on them."""
        asking = HTTPConnection(*address(self.listen), timeout=STALLED)
        try:
            asking.request("GET", HEALTH)
            asking.getresponse()
        except TimeoutError:
            return True
        except (OSError, HTTPException):
            return False
        finally:
            asking.close()
        return False

    def _listens(self) -> bool:
        if not self.listen:
            return True
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(address(self.listen)) == 0


def agi_servers(settings: Settings) -> list[ServerProcess]:
    """Every AGI server that the dialplan knows."""
    listens = [one.strip() for one in settings.agi_servers.split(",")]
    return [
        ServerProcess(settings, at, ("serve", "--listen", at), f"agi-{address(at)[1]}")
        for at in listens
    ]


def media_servers(settings: Settings) -> list[ServerProcess]:
    """The one that lets callers speak, where a speech model is installed."""
    if not settings.media or not models_of(settings):
        return []
    return [ServerProcess(settings, settings.media, ("media",), "media")]


def desk_servers(settings: Settings) -> list[ServerProcess]:
    """The gateway and the console, where the utility has operators who answer queues."""
    utility = read_utility(settings.utility)
    if not utility.operators or not utility.queues or not settings.gateway or not settings.ami:
        return []
    gateway = ServerProcess(settings, settings.gateway, ("gateway",), "gateway")
    if not settings.console:
        return [gateway]
    return [gateway, ServerProcess(settings, settings.console, ("console",), "console")]


def public_servers(settings: Settings) -> list[ServerProcess]:
    """Those that a telephone company asks, where their settings are given. Raises WrongSetting."""
    servers = []
    if twilio.is_wanted(settings):
        listen = settings.twilio_listen
        servers.append(ServerProcess(settings, listen, ("twilio",), "twilio", SYNTHESISED))
    if sms.is_wanted(settings):
        sms.check(settings)
        servers.append(ServerProcess(settings, settings.sms_listen, ("sms",), "sms"))
    return servers


def keeper(settings: Settings) -> ServerProcess:
    """Of the recordings."""
    return ServerProcess(settings, "", ("archive",), "archive")


class Station:
    """A whole hotline on one machine: Asterisk, its servers, and what operators work with."""

    def __init__(self, settings: Settings) -> None:
        self.asterisk = AsteriskProcess(settings)
        self.media = media_servers(settings)
        self.servers = [*agi_servers(settings), *self.media, *desk_servers(settings)]
        self.servers += [*public_servers(settings), keeper(settings)]

    def __enter__(self) -> Self:
        try:
            for server in self.servers:
                server.start()
            self.asterisk.start()
            for server in self.servers:
                server.wait()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self, patience: float = 0.0) -> None:
        """End everything; calls that run have `patience` seconds to finish."""
        self.asterisk.stop(patience)
        for server in self.servers:
            server.tell_to_end()
        for server in self.servers:
            server.stop()

    def look_after(self) -> None:
        """Start again a server that has died, or that keeps callers waiting without a word.

        Raises NotRunning if Asterisk has ended.
        """
        if not self.asterisk.is_running():
            raise NotRunning("Asterisk has ended by itself; see its log")
        for server in self.media:
            if server.is_stalled():
                server.kill()
        for server in self.servers:
            if not server.is_running():
                server.start()
