"""The console's line to the gateway: the newest floor, and wishes. It mends itself."""

import itertools
import logging
import threading
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime

import msgspec
from flask import Flask, current_app
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from config.settings import Settings
from models.floor import Action, Do, Done, Floor

log = logging.getLogger(__name__)

NAME = "teplofon.gateway"  # in `app.extensions`
AGAIN = 0.5  # seconds between attempts to connect
WISH = 12.0  # seconds for one; the gateway itself gives up earlier
NO_LINK = "no_link"


class Gateway:
    """Connects when it is first needed, and again whenever it must."""

    def __init__(self, settings: Settings) -> None:
        self._url = f"ws://{settings.gateway}"
        self._headers = {"Authorization": f"Bearer {settings.secret('gateway')}"}
        self._floor: Floor | None = None
        self._version = 0
        self._changed = threading.Condition()
        self._socket: ClientConnection | None = None
        self._wishes: dict[int, Future[Done]] = {}
        self._numbers = itertools.count(1)
        self._started = threading.Lock()

    def next_floor(self, version: int, timeout: float) -> tuple[int, Floor | None]:
        """The newest floor and its version, as soon as it is another than that, or after a while.

        Version 0 is none at all; a floor without `link` is one that may be out of date.
        """
        self._start()
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, timeout)
            return self._version, self._floor

    def do(self, action: Action) -> str:
        """Have it done; why it was refused, or nothing."""
        self._start()
        wish = Do(next(self._numbers), action)
        answer: Future[Done] = Future()
        self._wishes[wish.number] = answer
        try:
            socket = self._socket
            if socket is None:
                return NO_LINK
            socket.send(msgspec.json.encode(wish).decode())
            return answer.result(WISH).refused
        except (WebSocketException, OSError, TimeoutError):
            return NO_LINK
        finally:
            del self._wishes[wish.number]

    def _start(self) -> None:
        if self._started.acquire(blocking=False):  # once
            threading.Thread(target=self._keep, name="gateway", daemon=True).start()

    def _keep(self) -> None:
        pause = threading.Event()
        while True:
            with (
                suppress(WebSocketException, OSError, msgspec.MsgspecError),  # another release's
                connect(
                    self._url, additional_headers=self._headers, proxy=None, compression=None,
                    max_size=None,
                ) as socket,
            ):  # fmt: skip
                self._socket = socket
                self._listen(socket)
            self._socket = None
            self._lost()
            pause.wait(AGAIN)

    def _listen(self, socket: ClientConnection) -> None:
        for message in socket:
            news = msgspec.json.decode(message, type=Floor | Done)
            if isinstance(news, Floor):
                self._tell(news)
            elif wish := self._wishes.get(news.number):
                wish.set_result(news)

    def _lost(self) -> None:
        """What was known stays on the pages, with the note that it may be out of date."""
        if self._floor is None:
            self._tell(Floor(at=datetime.now(UTC), link=False))
        elif self._floor.link:
            self._tell(msgspec.structs.replace(self._floor, link=False))

    def _tell(self, floor: Floor) -> None:
        with self._changed:
            self._floor = floor
            self._version += 1
            self._changed.notify_all()


def install(app: Flask, settings: Settings) -> None:
    app.extensions[NAME] = Gateway(settings)


def this_gateway() -> Gateway:
    """That of the application which serves this request."""
    found: Gateway = current_app.extensions[NAME]
    return found
