"""The FastAGI server: a thread for each call.

Not open to everybody: it listens on a private address, takes connections from an allow-list, and
asks for the token it shares with the dialplan. A connection that says nothing is closed.
"""

import hmac
import logging
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from io import BufferedReader
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import cast

from asterisk.agi import AGIError, AGIHangup

from agi_scripts.conversation import converse, is_call_key
from agi_scripts.routes import route
from ivr.channels.agi import Agi
from ivr.channels.asterisk import Sounds
from ivr.channels.voice import Speech
from ivr.desk import Desk

log = logging.getLogger(__name__)

GREETING = 5  # seconds a new connection has to introduce itself
COMMAND = 180  # seconds for one command: the longest prompt and the wait for an answer
MOST_CALLS = 2000  # at once; the dialplan takes any further to the next server
THREAD_STACK = 1 << 20  # bytes


@dataclass(frozen=True)
class Gate:
    """Who may connect, and what they must show."""

    networks: Sequence[IPv4Network | IPv6Network]
    token: str


class Server(socketserver.ThreadingTCPServer):
    """Serves until `drain`; `live` calls are in progress."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 1024

    def __init__(
        self,
        listen: tuple[str, int],
        gate: Gate,
        desk: Desk,
        sounds: Sounds,
        speech: Speech | None = None,
    ) -> None:
        threading.stack_size(THREAD_STACK)
        self.gate = gate
        self.desk = desk
        self.sounds = sounds
        self.speech = speech
        self.live = 0
        self._changed = threading.Condition()
        super().__init__(listen, Connection)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return cast(tuple[str, int], self.server_address[:2])

    def verify_request(self, request: object, client_address: object) -> bool:
        """Refuse strangers, and calls beyond what this server can hold."""
        peer = ip_address(cast(tuple[str, int], client_address)[0])
        if not any(peer in network for network in self.gate.networks):
            log.warning("connection refused: %s is not on the allow-list", peer)
            return False
        if self.live >= MOST_CALLS:
            log.error("connection refused: %d calls are open", self.live)
            return False
        return True

    def process_request(self, request: object, client_address: object) -> None:
        """Count the call before its thread begins, so that `drain` overlooks none."""
        self._count(1)
        super().process_request(cast(socket.socket, request), client_address)

    def process_request_thread(self, request: object, client_address: object) -> None:
        try:
            super().process_request_thread(cast(socket.socket, request), client_address)
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._changed:
            self.live += change
            self._changed.notify_all()

    def drain(self, seconds: float) -> bool:
        """Take no new calls and wait for those that run; False if some are left after all."""
        self.shutdown()
        self.server_close()
        until = time.monotonic() + seconds
        with self._changed:
            while self.live and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            return not self.live

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection's fault is the log's, without what was said on it."""
        log.exception("connection failed")


class Wire:
    """The text of a connection, each command sent as one packet."""

    def __init__(self, connection: socket.socket, received: BufferedReader) -> None:
        self._send = connection.sendall
        self._received = received

    def readline(self, limit: int) -> str:
        """A line of at most that many bytes; without its end if the other side is silent."""
        return self._received.readline(limit).decode("utf-8", "replace")

    def write(self, text: str) -> None:
        self._send(text.encode())

    def flush(self) -> None:
        """Nothing waits here."""


class Connection(socketserver.BaseRequestHandler):
    """One connection: introduce, check, converse."""

    request: socket.socket
    server: Server

    def handle(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wait_at_most(GREETING)
        with self.request.makefile("rb") as received:
            self._introduce(Wire(self.request, received))

    def _introduce(self, wire: Wire) -> None:
        try:
            agi = Agi(wire, wire)
        except (AGIHangup, AGIError):
            log.info("connection closed: no AGI greeting")
            return
        self._wait_at_most(COMMAND)
        self._serve(agi)

    def _wait_at_most(self, seconds: float) -> None:
        """By the kernel's own timeout: for Python's, each read is two system calls."""
        whole = int(seconds)
        limit = struct.pack("ll", whole, int((seconds - whole) * 1e6))
        for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            self.request.setsockopt(socket.SOL_SOCKET, way, limit)

    def _serve(self, agi: Agi) -> None:
        token, key = agi.env.get("arg_1", ""), agi.env.get("arg_2", "")
        asked = route(agi.env.get("network_script", ""))
        if not hmac.compare_digest(token.encode(), self.server.gate.token.encode()):
            log.warning("connection refused: wrong token")
        elif asked is None or not is_call_key(key):
            log.error("connection refused: no such route, or no call id")
        else:
            server = self.server
            converse(agi, key, asked, server.desk, server.sounds, server.speech)
