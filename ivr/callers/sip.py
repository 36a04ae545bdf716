"""Our side of one SIP call over UDP: what is sent when, and what the far end's messages mean.

Enough of RFC 3261 for a caller: INVITE and its answers, ACK, CANCEL, BYE both ways, requests within
the call answered, everything repeated until answered. Not here: audio, other transports, proxies,
passwords (a hotline takes calls from anybody).
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import cast
from urllib.parse import quote

from ivr.callers.failures import Busy, Declined, NoAnswer
from ivr.callers.identity import Identity
from ivr.callers.message import Header, Message, NotSip, address_of, full_name, parameter, parse
from ivr.callers.sdp import NoAudio, audio_address

T1 = 0.5  # seconds before a request is sent again; doubled each time, RFC 3261 17.1.1.2
T2 = 4.0  # seconds between repetitions at most
GIVE_UP = 3.0  # seconds to wait for the answer to a BYE or CANCEL
_ALLOW = ("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO")
_ECHOED = ("via", "from", "to", "call-id", "cseq")


class Leg(asyncio.DatagramProtocol):
    """One call from INVITE to BYE; `ended` is set when the far end or we have said BYE."""

    def __init__(self, far: tuple[str, int], extension: str, identity: Identity) -> None:
        self.ended = asyncio.Event()
        self.ended_by_far_end = False
        self.audio: tuple[str, int] | None = None  # where the far end wants our audio
        self.on_event: Callable[[], None] = lambda: None
        self._far = far
        self._identity = identity
        self._uri = self._target = f"sip:{quote(extension, safe='+*')}@{far[0]}:{far[1]}"
        self._call_id, self._tag = secrets.token_hex(16), secrets.token_hex(8)
        self._far_tag = ""
        self._sequence = 1
        self._branch = _new_branch()
        self._provisional = asyncio.Event()
        self._answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._answered: dict[str, asyncio.Event] = {}
        self._description = ""

    # -- what we do

    async def invite(self, description: str, within: float) -> None:
        """Call, and wait for the answer for `within` seconds; `description` is our SDP.

        Raises NoAnswer, Busy, Declined.
        """
        self._description = description
        repeating = self._repeat(
            self._request("INVITE", self._branch, description), self._provisional
        )
        try:
            async with asyncio.timeout(within):
                answer = await asyncio.shield(self._answer)
        except TimeoutError:
            await self._cancel()
            raise NoAnswer(f"nobody answered within {within:g} s") from None
        except asyncio.CancelledError:
            self._send(self._request("CANCEL", self._branch))
            raise
        finally:
            repeating.cancel()
        await self._accept(answer)

    async def bye(self) -> None:
        """End the call; returns when the far end agreed, or never will."""
        if not self.ended.is_set():
            self._sequence += 1
            self.ended.set()
            await self._until_answered("BYE", _new_branch())

    def close(self) -> None:
        self._transport.close()

    async def _accept(self, answer: Message) -> None:
        if answer.status in (486, 600):
            raise Busy(answer.status, answer.reason)
        if answer.status >= 300:
            raise Declined(answer.status, answer.reason)
        try:
            self.audio = audio_address(answer.body)
        except NoAudio as error:
            await self.bye()
            raise Declined(488, str(error)) from None

    async def _cancel(self) -> None:
        """Take the call back before it is answered; where the answer was quicker, hang up."""
        if not self._provisional.is_set():
            return  # nobody has taken notice of the call, so there is nothing to take back
        await self._until_answered("CANCEL", self._branch)
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVE_UP):
                answer = await asyncio.shield(self._answer)
            if answer.status < 300:
                await self.bye()

    async def _until_answered(self, method: str, branch: str) -> None:
        self._answered[method] = answered = asyncio.Event()
        repeating = self._repeat(self._request(method, branch), answered)
        try:
            async with asyncio.timeout(GIVE_UP):
                await answered.wait()
        except TimeoutError:
            pass  # the far end is gone; for us the matter is closed
        finally:
            repeating.cancel()

    def _repeat(self, datagram: bytes, answered: asyncio.Event) -> asyncio.Task[None]:
        async def repeat() -> None:
            pause = T1
            while not answered.is_set():
                self._send(datagram)
                await asyncio.sleep(pause)
                pause = min(2 * pause, T2)

        return asyncio.create_task(repeat())

    # -- what the far end does

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self._host, self._port = transport.get_extra_info("sockname")[:2]

    def datagram_received(self, data: bytes, _from: tuple[str | object, int]) -> None:
        try:
            message = parse(data)
            if message.get("call-id") != self._call_id:
                return
            if message.is_response:
                self._take_response(message)
            else:
                self._take_request(message)
        except NotSip:
            return
        self.on_event()

    def error_received(self, error: Exception) -> None:
        """Nothing listens at the far address: that is an answer too, before there was one."""
        if not self._answer.done():
            self._answer.set_exception(NoAnswer(f"nobody listens at {_shown(self._far)}: {error}"))

    def _take_response(self, message: Message) -> None:
        if message.method != "INVITE":
            if message.status >= 200 and (answered := self._answered.get(message.method)):
                answered.set()
            return
        self._provisional.set()
        if message.status >= 200:
            self._acknowledge(message)
            if not self._answer.done():
                self._answer.set_result(message)

    def _acknowledge(self, answer: Message) -> None:
        """Every final answer to our INVITE, repeated ones too, RFC 3261 17.1.1.3 and 13.2.2.4."""
        self._far_tag = parameter(answer.get("to"), "tag")
        accepted = answer.status < 300
        if accepted:
            self._target = address_of(answer.get("contact")) or self._uri
        self._send(self._request("ACK", _new_branch() if accepted else self._branch, sequence=1))

    def _take_request(self, message: Message) -> None:
        if message.method == "ACK":
            return
        if message.method in ("INVITE", "UPDATE"):
            self._renegotiate(message)
        elif message.method in ("BYE", "OPTIONS", "INFO", "NOTIFY"):
            self._respond(message, "200 OK")
        else:
            self._respond(message, "405 Method Not Allowed")
        if message.method == "BYE":
            self.ended_by_far_end = not self.ended.is_set()
            self.ended.set()

    def _renegotiate(self, message: Message) -> None:
        """The far end moves its audio, or asks what we would offer."""
        try:
            if message.body:
                self.audio = audio_address(message.body)
            self._respond(message, "200 OK", self._description)
        except NoAudio:
            self._respond(message, "488 Not Acceptable Here")

    # -- what is written

    def _respond(self, request: Message, status: str, body: str = "") -> None:
        echoed = [(name, value) for name, value in request.headers if full_name(name) in _ECHOED]
        self._send(Message(f"SIP/2.0 {status}", [*echoed, *self._about(body)], body).encode())

    def _request(self, method: str, branch: str, body: str = "", sequence: int = 0) -> bytes:
        same_address = method == "CANCEL" or branch == self._branch  # RFC 3261 9.1, 17.1.1.3
        target = self._uri if same_address else self._target
        to = f"<{self._uri}>" + (f";tag={self._far_tag}" if self._far_tag else "")
        headers = [
            ("Via", f"SIP/2.0/UDP {self._host}:{self._port};branch={branch};rport"),
            ("Max-Forwards", "70"),
            ("From", self._identity.header(self._host, self._tag)),
            ("To", to),
            ("Call-ID", self._call_id),
            ("CSeq", f"{sequence or self._sequence} {method}"),
        ]
        return Message(f"{method} {target} SIP/2.0", [*headers, *self._about(body)], body).encode()

    def _about(self, body: str) -> list[Header]:
        contact = ("Contact", f"<sip:{self._identity.user}@{self._host}:{self._port}>")
        return [contact, _ALLOW] + ([("Content-Type", "application/sdp")] if body else [])

    def _send(self, datagram: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.sendto(datagram)


def _new_branch() -> str:
    return "z9hG4bK" + secrets.token_hex(12)


def _shown(address: tuple[str, int]) -> str:
    return f"{address[0]}:{address[1]}"
