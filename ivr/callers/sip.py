"""SIP over one UDP socket: requests are repeated until answered, and what comes finds its call.

Here: transactions, as far as RFC 3261 17 asks for them of a telephone. Not here: what a call is,
other transports, proxies.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import Protocol, cast

from ivr.callers.failures import NoAnswer
from ivr.callers.message import Message, NotSip, parameter, parse

T1 = 0.5  # seconds before a request is sent again; doubled each time, RFC 3261 17.1.1.2
T2 = 4.0  # seconds between repetitions at most
GIVE_UP = 3.0  # seconds to wait for an answer that a machine gives


class Taker(Protocol):
    """Whoever takes what comes with one Call-ID."""

    def take_request(self, request: Message) -> None: ...

    def take_answer(self, answer: Message) -> None:
        """Each answer to an INVITE of ours, provisional and repeated ones too."""


class Repeated:
    """A datagram sent again and again until `noticed`."""

    def __init__(self, send: Callable[[], None]) -> None:
        self.noticed = asyncio.Event()
        self._send = send
        self._repeating = asyncio.create_task(self._repeat())

    def stop(self) -> None:
        self._repeating.cancel()

    async def _repeat(self) -> None:
        pause = T1
        while not self.noticed.is_set():
            self._send()
            await asyncio.sleep(pause)
            pause = min(2 * pause, T2)


class Asked(Repeated):
    """A request on its way; `answer` will be its final answer."""

    def __init__(self, request: Message, send: Callable[[Message], None]) -> None:
        super().__init__(lambda: send(request))
        self.request = request
        self.answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

    def take(self, answer: Message) -> None:
        if answer.status >= 200 or answer.method == "INVITE":
            self.noticed.set()
        if answer.status >= 200 and not self.answer.done():
            self.answer.set_result(answer)

    def fail(self, why: str) -> None:
        if not self.answer.done():
            self.answer.set_exception(NoAnswer(why))


class Line(asyncio.DatagramProtocol):
    """The socket between a telephone of ours and one SIP address; `open_line` makes one."""

    def __init__(self, far: tuple[str, int]) -> None:
        self.far = far
        self.calls: dict[str, Taker] = {}  # by Call-ID
        self.on_stranger: Callable[[Message], None] = lambda request: None  # of no call
        self._asked: dict[tuple[str, str], Asked] = {}  # by branch and method

    @property
    def host(self) -> str:
        """Our own address."""
        return self._own[0]

    @property
    def port(self) -> int:
        return self._own[1]

    @property
    def is_closed(self) -> bool:
        return self._transport.is_closing()

    def via(self, branch: str) -> str:
        return f"SIP/2.0/UDP {self.host}:{self.port};branch={branch};rport"

    def send(self, message: Message) -> None:
        if not self.is_closed:
            self._transport.sendto(message.encode())

    def begin(self, request: Message) -> Asked:
        """Send a request, again until it is noticed; to be given to `forget` in the end."""
        asked = self._asked[_key(request)] = Asked(request, self.send)
        return asked

    def forget(self, asked: Asked) -> None:
        asked.stop()
        self._asked.pop(_key(asked.request), None)

    async def ask(self, request: Message) -> Message:
        """The final answer to a request that a machine answers. Raises NoAnswer."""
        asked = self.begin(request)
        try:
            async with asyncio.timeout(GIVE_UP):
                return await asked.answer
        except TimeoutError:
            raise NoAnswer(f"no answer to {request.method} from {_shown(self.far)}") from None
        finally:
            self.forget(asked)

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self._own: tuple[str, int] = transport.get_extra_info("sockname")[:2]

    def datagram_received(self, data: bytes, _from: tuple[str | object, int]) -> None:
        try:
            self._take(parse(data))
        except NotSip:
            return

    def error_received(self, error: Exception) -> None:
        """Nothing listens at the far address: that is an answer too."""
        for asked in self._asked.values():
            if not asked.noticed.is_set():
                asked.fail(f"nobody listens at {_shown(self.far)}: {error}")

    def _take(self, message: Message) -> None:
        taker = self.calls.get(message.get("call-id"))
        if not message.is_response:
            (taker.take_request if taker else self.on_stranger)(message)
            return
        asked = self._asked.get(_key(message))
        if taker and message.method == "INVITE":
            taker.take_answer(message)
        if asked:
            asked.take(message)


async def open_line(far: tuple[str, int]) -> Line:
    """A socket to a SIP address, from this machine's own address there and a free port."""
    loop = asyncio.get_running_loop()
    _, line = await loop.create_datagram_endpoint(lambda: Line(far), remote_addr=far)
    return line


def new_branch() -> str:
    return "z9hG4bK" + secrets.token_hex(12)


def _key(message: Message) -> tuple[str, str]:
    return parameter(message.get("via"), "branch"), message.method


def _shown(address: tuple[str, int]) -> str:
    return f"{address[0]}:{address[1]}"
