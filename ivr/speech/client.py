"""The AGI server's side of the media server: one question at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

from ivr.speech.wire import (
    TURNS,
    Answer,
    Ask,
    Failed,
    FromMedia,
    Pause,
    Ready,
    SoFar,
    decode,
    encode,
)

CONNECTS = 2.0  # seconds
ANSWERS = 120.0  # seconds of the longest turn


class MediaGone(Exception):
    """The media server cannot ask this question, or has gone; the caller may still be there."""


@dataclass(frozen=True)
class Question:
    """A question the media server has taken: `turn` is where the audio has to go."""

    turn: str
    _socket: ClientConnection

    def answer(self, pause_after: Callable[[str], float]) -> Answer:
        """Wait for the answer; `pause_after` what was said so far it is over. Raises MediaGone."""
        while True:
            message = _received(self._socket, ANSWERS)
            if isinstance(message, Answer):
                return message
            if isinstance(message, SoFar):
                _send(self._socket, Pause(message.said, pause_after(message.said)))
            else:
                raise MediaGone(str(message))


@dataclass(frozen=True)
class MediaClient:
    """Where the media server is, and the token shared with it."""

    address: str  # host:port
    token: str

    @contextmanager
    def asking(self, ask: Ask) -> Iterator[Question]:
        """A question taken by the media server. Raises MediaGone."""
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            socket = connect(
                f"ws://{self.address}{TURNS}",
                additional_headers=headers,
                open_timeout=CONNECTS,
                compression=None,
                proxy=None,
                ping_interval=None,
            )
        except (OSError, WebSocketException) as error:
            raise MediaGone(type(error).__name__) from None
        with socket:
            _send(socket, ask)
            ready = _received(socket, CONNECTS)
            if not isinstance(ready, Ready):
                raise MediaGone(str(ready))
            yield Question(ready.turn, socket)


def _send(socket: ClientConnection, message: Ask | Pause) -> None:
    try:
        socket.send(encode(message))
    except ConnectionClosed:
        raise MediaGone("connection closed") from None


def _received(socket: ClientConnection, seconds: float) -> Answer | Failed | Ready | SoFar:
    try:
        return decode(socket.recv(seconds), FromMedia)  # type: ignore[arg-type]
    except (ConnectionClosed, TimeoutError, ValueError) as error:
        raise MediaGone(type(error).__name__) from None
