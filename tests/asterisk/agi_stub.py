"""A FastAGI server for tests of the dialplan: it keeps what each call brought and does as told."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self


class Turn:
    """One call on one server: the AGI environment and the commands."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.lines = connection.makefile("rb")
        self.environment: dict[str, str] = {}
        self.raw: list[str] = []

    def read_environment(self) -> None:
        while line := self.lines.readline().decode(errors="replace").rstrip("\n"):
            self.raw.append(line)
            name, _, value = line.partition(": ")
            self.environment[name] = value

    def say(self, command: str) -> str:
        """A command and its reply; "" when the channel's side is closed."""
        with suppress(OSError):
            self.connection.sendall(command.encode() + b"\n")
        return self.lines.readline().decode(errors="replace").rstrip("\n")

    def ends(self, outcome: str) -> None:
        self.say(f"SET VARIABLE TEPLOFON_OUTCOME {outcome}")


class AgiStub:
    """Listens on loopback; each call is given to `behave` in a thread of its own."""

    def __init__(self, behave: Callable[[Turn], None], port: int = 0) -> None:
        self.behave = behave
        self.turns: list[Turn] = []
        self.called = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()
        for turn in self.turns:
            with suppress(OSError):
                turn.connection.shutdown(socket.SHUT_RDWR)  # or who reads holds the lock of `lines`
            turn.lines.close()
            turn.connection.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                threading.Thread(target=self._take, args=(connection,), daemon=True).start()

    def _take(self, connection: socket.socket) -> None:
        turn = Turn(connection)
        turn.read_environment()
        self.turns.append(turn)
        self.called.set()
        with suppress(OSError, ValueError):
            self.behave(turn)
            connection.shutdown(socket.SHUT_RDWR)
