"""The server measured: `teplofon serve` as it is, in a process of its own, on a core of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from config.settings import Settings, as_environment

START_WAIT = 30  # seconds
SERVE = "from agi_scripts.serve import serve; serve()"
TICKS = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Process:
    """A server that runs."""

    port: int
    pid: int
    log: Path

    def cpu(self) -> float:
        """Seconds of processor it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> int:
        """Most bytes it has held in memory."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    def complaints(self) -> list[str]:
        """Lines of its log which are not of the ordinary."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if " INFO " not in line]


def on_core(index: int) -> None:
    """Keep this process, and all it starts from now on, to one core, if there are two."""
    if len(CORES) > 1:
        os.sched_setaffinity(0, {CORES[index]})


@contextmanager
def ahead_of_all() -> Iterator[None]:
    """Let the generator go before the processes it measures, if those go before all others."""
    urgent = os.sched_getscheduler(0) == os.SCHED_RR
    if urgent:
        os.sched_setparam(0, os.sched_param(2))
    try:
        yield
    finally:
        if urgent:
            os.sched_setparam(0, os.sched_param(1))


@contextmanager
def serving(settings: Settings, log: Path) -> Iterator[Process]:
    """A server for these settings, on the first core, until the block ends."""
    port = _free_port()
    settings = replace(settings, agi_listen=f"127.0.0.1:{port}")
    environment = {**os.environ, **as_environment(settings)}
    on_core(0)
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stderr=output)
    on_core(1)
    try:
        _wait(process, log)
        yield Process(port, process.pid, log)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait(process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_WAIT
    while time.monotonic() < until and process.poll() is None:
        if b"listening on" in log.read_bytes():
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")
