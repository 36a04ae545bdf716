"""A stand-in for the gateway: speaks to the console as the real one does, says what it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import msgspec
from websockets.sync.server import Server, ServerConnection, serve

from models.events.kinds import Presence
from models.floor import Action, AtWork, CallOnFloor, Do, Done, Floor, WaitingCall


class Gateway:
    """Whoever connects gets the newest floor at once, then each that is shown."""

    def __init__(self, port: int) -> None:
        self.asked: list[Action] = []
        self.refuses = ""
        self._port = port
        self._newest: Floor | None = None
        self._server: Server | None = None
        self._lines: list[ServerConnection] = []

    def show(self, floor: Floor) -> None:
        self._newest = floor
        for line in self._lines:
            line.send(msgspec.json.encode(floor).decode())

    def start(self) -> None:
        self._server = serve(self._attend, "127.0.0.1", self._port)
        threading.Thread(target=self._server.serve_forever).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
        for line in self._lines:
            line.close()
        self._server, self._lines = None, []

    def _attend(self, line: ServerConnection) -> None:
        if self._newest:
            line.send(msgspec.json.encode(self._newest).decode())
        self._lines.append(line)
        for message in line:
            wish = msgspec.json.decode(message, type=Do)
            self.asked.append(wish.action)
            line.send(msgspec.json.encode(Done(wish.number, self.refuses)).decode())


@contextmanager
def gateway_on(port: int) -> Iterator[Gateway]:
    """One that is there until the end."""
    gateway = Gateway(port)
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.stop()


def busy_floor(at: datetime) -> Floor:
    """A floor on which everything is to be seen that can be."""

    def ago(seconds: float) -> datetime:
        return at - timedelta(seconds=seconds)

    def call(number: int, began: float, **more: object) -> CallOnFloor:
        moments = {"arrived": ago(began + 60), "queued": ago(began + 20), "answered": ago(began)}
        return CallOnFloor(call=number, queue="individuals", **moments | more)  # type: ignore[arg-type]

    def one(number: int, name: str, doing: Presence, since: float, **more: object) -> AtWork:
        values = {"queues": ("individuals", "legal"), "registered": True} | more
        return AtWork(number, f"login{number}", name, doing, ago(since), **values)  # type: ignore[arg-type]

    talking, wrap_up = Presence.TALKING, Presence.WRAP_UP
    return Floor(
        at=at,
        link=True,
        waiting=(
            WaitingCall(5012, "individuals", ago(47), 1, "ru"),
            WaitingCall(5015, "individuals", ago(33), 2, "kk"),
            WaitingCall(5016, "individuals", ago(12), 3, "ru"),
            WaitingCall(5014, "legal", ago(18), 1, "ru", out_of_turn=True),
        ),
        operators=(
            one(4, "Озолс Я.", Presence.READY, 95, queues=("individuals", "legal", "emergency")),
            one(1, "Иванова А. С.", talking, 184, call=call(5001, 184)),
            one(2, "Петров Д. Н.", talking, 620, call=call(5003, 620, held=ago(41))),
            one(
                3,
                "Садыкова Г. М.",
                talking,
                351,
                alarm=True,
                call=call(5004, 351, specialist="Начальник отдела", supervised=("boss",)),
            ),
            one(5, "Кузнецова О. В.", wrap_up, 62, call=call(4999, 240, ended=ago(62))),
            one(6, "Ахметов Н. Т.", Presence.AWAY, 421, reason="break"),
            one(7, "Смирнова Е. П.", Presence.RINGING, 4, call=call(5011, 4, answered=None)),
            one(8, "Зайцев К. И.", Presence.READY, 12, registered=False),
        ),
    )
