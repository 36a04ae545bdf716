"""A console that only wishes, and hears of the floor."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

import msgspec
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from config.settings import Settings
from models.floor import Action, AtWork, Do, Done, Floor

PATIENCE = 15.0  # seconds


@dataclass
class Console:
    """What a console hears of the floor, and a way to have wishes granted."""

    socket: ClientConnection
    floor: Floor | None = None
    heard_at: float = 0.0
    hears: Callable[[Floor], None] = lambda _: None
    _number: int = 0
    _done: dict[int, Done] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def listen(self) -> None:
        with suppress(ConnectionClosed):
            self._take_all()

    def _take_all(self) -> None:
        for message in self.socket:
            news = msgspec.json.decode(message, type=Floor | Done)
            with self._changed:
                if isinstance(news, Floor):
                    self.floor, self.heard_at = news, time.monotonic()
                    self.hears(news)
                else:
                    self._done[news.number] = news
                self._changed.notify_all()

    def wish(self, action: Action) -> str:
        """Why it was refused, or nothing."""
        with self._changed:
            self._number += 1
            number = self._number
        self.socket.send(msgspec.json.encode(Do(number, action)).decode())
        with self._changed:
            assert self._changed.wait_for(lambda: number in self._done, PATIENCE)
            return self._done.pop(number).refused

    def until(self, holds: Callable[[Floor], object], patience: float = PATIENCE) -> Floor:
        """The first floor of which this holds."""
        with self._changed:
            found = self._changed.wait_for(lambda: self.floor and holds(self.floor), patience)
            assert found, self.floor
            assert self.floor
            return self.floor

    def operator(self, login: str) -> AtWork:
        assert self.floor
        return next(one for one in self.floor.operators if one.login == login)


def connected(settings: Settings) -> Console:
    """A connection as the console's; it ends when its socket is closed."""
    headers = {"Authorization": f"Bearer {settings.secret('gateway')}"}
    line = connect(f"ws://{settings.gateway}", additional_headers=headers, proxy=None)
    one = Console(ExitStack().enter_context(line))  # which closes it
    threading.Thread(target=one.listen, daemon=True).start()
    return one
