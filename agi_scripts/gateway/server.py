"""The console's way in: a WebSocket on which the floor is told and wishes are taken.

Who connects must show the token; what a connection says that is not on the list ends it.
"""

import hmac
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

import msgspec
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from config.settings import Settings, address
from models.floor import Do, Done, Floor

log = logging.getLogger(__name__)

LONGEST = 60.0  # seconds in which a floor is told again, if nothing happens
Wish = Callable[[Do], Done]


class Listeners:
    """The consoles that are connected; each is told the newest floor, as soon as it can take it."""

    def __init__(self, settings: Settings, wish: Wish) -> None:
        self._token = settings.secret("gateway")
        self._where = address(settings.gateway)
        self._wish = wish
        self._newest = b""
        self._turn = threading.Condition()
        self._count = 0

    def listen(self) -> Server:
        """Raises OSError if the address is taken."""
        host, port = self._where
        return serve(self._connected, host, port, process_request=self._check, compression=None)

    def tell(self, floor: Floor) -> None:
        """Everybody, without waiting for anybody."""
        with self._turn:
            self._newest = msgspec.json.encode(floor)
            self._count += 1
            self._turn.notify_all()

    def _check(self, socket: ServerConnection, request: Request) -> Response | None:
        given = request.headers.get("Authorization", "")
        if hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            return None
        log.warning("connection refused: wrong token")
        return socket.respond(HTTPStatus.FORBIDDEN, "")

    def _connected(self, socket: ServerConnection) -> None:
        ended = threading.Event()
        teller = threading.Thread(target=self._tell_on, args=(socket, ended), daemon=True)
        teller.start()
        with suppress(ConnectionClosed, msgspec.MsgspecError):
            for message in socket:
                done = self._wish(msgspec.json.decode(message, type=Do))
                socket.send(msgspec.json.encode(done).decode())
        ended.set()
        with self._turn:
            self._turn.notify_all()

    def _tell_on(self, socket: ServerConnection, ended: threading.Event) -> None:
        told = 0
        with suppress(ConnectionClosed):
            while not ended.is_set():
                told, newest = self._next(told)
                if newest:
                    socket.send(newest.decode())

    def _next(self, told: int) -> tuple[int, bytes]:
        """The newest floor, once there is one that was not told."""
        with self._turn:
            if self._count == told:
                self._turn.wait(LONGEST)
            return self._count, self._newest
