"""An Asterisk and its AGI servers together, as the demo, the tests and `teplofon run` need them."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from config.asterisk.process import AsteriskProcess, NotRunning
from config.settings import Settings, WrongSetting, address, as_environment

TEPLOFON = Path(sys.executable).with_name("teplofon")  # the command, where it is installed
STARTED = 20.0  # seconds a server may take to listen
DRAINED = 5.0  # seconds a server may take to end


@dataclass
class AgiServer:
    """A FastAGI server in a process of its own."""

    settings: Settings
    listen: str
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, without waiting."""
        words = [str(TEPLOFON), "serve", "--listen", self.listen]
        environment = {**os.environ, **as_environment(self.settings)}
        log = self.settings.home / "log" / f"agi-{address(self.listen)[1]}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                words, env=environment, stderr=file, start_new_session=True
            )

    def wait(self) -> None:
        """Return when it takes calls. Raises WrongSetting if it does not."""
        latest = time.monotonic() + STARTED
        while not self._listens():
            if not self.is_running() or time.monotonic() > latest:
                logs = self.settings.home / "log"
                raise WrongSetting(f"the AGI server on {self.listen} did not start: see {logs}")
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

    def _listens(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(address(self.listen)) == 0


class Station:
    """A whole hotline on one machine: Asterisk, and every AGI server its dialplan knows."""

    def __init__(self, settings: Settings) -> None:
        self.asterisk = AsteriskProcess(settings)
        self.servers = [AgiServer(settings, one.strip()) for one in settings.agi_servers.split(",")]

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
        """Start again a server that has died. Raises NotRunning if Asterisk has ended."""
        if not self.asterisk.is_running():
            raise NotRunning("Asterisk has ended by itself; see its log")
        for server in self.servers:
            if not server.is_running():
                server.start()
