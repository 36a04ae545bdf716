"""The gateway's link to an Asterisk that will not have it."""

import os
import socket
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from agi_scripts.station import ServerProcess
from tests.blank import blank
from tests.phones.real_asterisk import settings_for

ATTEMPTS = 6


class Refusing:
    """Speaks like AMI, refuses every login, and never hangs up."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._refused = threading.Semaphore(0)
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def refuses(self) -> None:
        """Wait for the next attempt, which is answered when this returns."""
        assert self._refused.acquire(timeout=20)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for one in (self._listener, *self._open):
            one.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                self._open.append(line)
                line.sendall(b"Asterisk Call Manager/9.0.0\r\n")
                while b"\r\n\r\n" not in line.recv(4096):
                    pass
                line.sendall(b"Response: Error\r\nMessage: Authentication failed\r\n\r\n")
                self._refused.release()


def test_a_refused_login_leaves_nothing_behind(tmp_path: Path) -> None:
    asterisk = Refusing()
    settings = replace(settings_for(tmp_path), ami=asterisk.address)
    blank(tmp_path / "teplofon.db")
    gateway = ServerProcess(settings, settings.gateway, ("gateway",), "gateway")
    gateway.start()
    try:
        gateway.wait()
        assert gateway.process
        kept = []
        for _ in range(ATTEMPTS):
            asterisk.refuses()
            kept.append(held_by(gateway.process.pid))
        assert max(kept) - min(kept) < ATTEMPTS, kept  # less than one for each
    finally:
        gateway.kill()
        asterisk.close()


def held_by(pid: int) -> int:
    """Threads and open files of a process."""
    return sum(len(os.listdir(f"/proc/{pid}/{what}")) for what in ("task", "fd"))
