"""The far end of a call in the same process: real UDP sockets, SIP said as each test wants it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import cast

from ivr.callers.message import Header, Message, parse
from ivr.callers.rtp import Packet
from ivr.callers.rtp import parse as parse_rtp
from ivr.callers.sdp import audio_address, describe

ALAW = 8


class _Socket(asyncio.DatagramProtocol):
    def __init__(self, take: Callable[[bytes, tuple[str, int]], None]) -> None:
        self.take = take

    def datagram_received(self, data: bytes, sender: tuple[str | object, int]) -> None:
        self.take(data, cast(tuple[str, int], sender))


class FarEnd:
    """Answers an INVITE with `statuses` in turn, the rest with 200; keeps all that came."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = statuses or ("100 Trying", "200 OK")
        self.deaf_to: dict[str, int] = {}  # how many requests of a method are not noticed
        self.silent_on: set[str] = set()  # methods that are not answered
        self.body: str | None = None  # of the answer, if not the usual description
        self.requests: list[Message] = []
        self.answers: list[Message] = []
        self.heard: list[Packet] = []
        self.caller: tuple[str, int] = ("", 0)
        self.sip: asyncio.DatagramTransport
        self.rtp: asyncio.DatagramTransport
        self.over: asyncio.Event
        self.do: Callable[..., object]  # something in the thread it lives in
        self.sequence = 65530  # wraps soon
        self.stamp = 0

    @property
    def address(self) -> tuple[str, int]:
        return cast(tuple[str, int], self.sip.get_extra_info("sockname"))

    @property
    def where(self) -> str:
        return f"127.0.0.1:{self.address[1]}"

    def came(self, method: str) -> list[Message]:
        return [request for request in self.requests if request.method == method]

    def take_sip(self, data: bytes, sender: tuple[str, int]) -> None:
        self.caller = sender
        message = parse(data)
        if message.is_response:
            self.answers.append(message)
            return
        self.requests.append(message)
        if len(self.came(message.method)) <= self.deaf_to.get(message.method, 0):
            return
        if message.method == "INVITE":
            for status in self.statuses:
                self.respond(message, status)
        elif message.method not in {"ACK", *self.silent_on}:
            self.respond(message, "200 OK")
        if message.method == "CANCEL":
            self.respond(self.came("INVITE")[0], "487 Request Terminated")

    def respond(self, request: Message, status: str) -> None:
        wanted = ("via", "from", "call-id", "cseq")
        headers: list[Header] = [(k, v) for k, v in request.headers if k.lower() in wanted]
        body = ""
        if request.method == "INVITE" and status.startswith("200"):
            usual = describe("127.0.0.1", self.rtp.get_extra_info("sockname")[1])
            body = usual if self.body is None else self.body
        headers += [("To", request.get("to").partition(";")[0] + ";tag=far"), self.contact]
        self.sip.sendto(Message(f"SIP/2.0 {status}", headers, body).encode(), self.caller)

    @property
    def contact(self) -> Header:
        return ("Contact", f"<sip:there@127.0.0.1:{self.address[1]};x=1>")

    def report(self, status: str) -> None:
        """How far a transfer is."""
        kind = ("Content-Type", "message/sipfrag;version=2.0")
        self.ask("NOTIFY", f"SIP/2.0 {status}\r\n", more=[kind])

    def ask(
        self, method: str, body: str = "", call_id: str = "", more: Iterable[Header] = ()
    ) -> None:
        """A request of the far end within the call."""
        invite = self.came("INVITE")[0]
        headers = [
            ("v", f"SIP/2.0/UDP 127.0.0.1:{self.address[1]};branch=z9hG4bKfar{method}"),
            ("f", invite.get("to") + ";tag=far"),
            ("t", invite.get("from")),
            ("i", call_id or invite.get("call-id")),
            ("CSeq", f"77 {method}"),
            self.contact,
            *more,
        ]
        start = f"{method} sip:x@127.0.0.1 SIP/2.0"
        self.sip.sendto(Message(start, headers, body).encode(), self.caller)

    def play(self, payloads: Iterable[bytes], lost: Iterable[int] = ()) -> None:
        """Send audio at once; the payloads numbered in `lost` are never sent."""
        far = audio_address(self.came("INVITE")[0].body)
        gone = set(lost)
        for count, payload in enumerate(payloads):
            packet = Packet(ALAW, self.sequence, self.stamp, 99, payload)
            self.sequence = (self.sequence + 1) & 0xFFFF
            self.stamp += len(payload)
            if count not in gone:
                self.rtp.sendto(packet.encode(), far)

    def take_rtp(self, data: bytes, sender: tuple[str, int]) -> None:
        if packet := parse_rtp(data):
            self.heard.append(packet)


@asynccontextmanager
async def listening(far_end: FarEnd) -> AsyncIterator[FarEnd]:
    loop = asyncio.get_running_loop()
    here = ("127.0.0.1", 0)
    far_end.sip, _ = await loop.create_datagram_endpoint(
        lambda: _Socket(far_end.take_sip), local_addr=here
    )
    far_end.rtp, _ = await loop.create_datagram_endpoint(
        lambda: _Socket(far_end.take_rtp), local_addr=here
    )
    try:
        yield far_end
    finally:
        far_end.sip.close()
        far_end.rtp.close()


@contextmanager
def served(far_end: FarEnd) -> Iterator[FarEnd]:
    """The far end in a thread of its own, for a caller that is a program."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def serve() -> None:
        async with listening(far_end):
            far_end.over = asyncio.Event()
            far_end.do = loop.call_soon_threadsafe
            ready.set()
            await far_end.over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield far_end
    finally:
        loop.call_soon_threadsafe(far_end.over.set)
        thread.join()
        loop.close()
