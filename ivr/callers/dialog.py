"""One call as SIP sees it once both ends know each other, whoever called whom.

Here: requests within the call, ours and the far end's; hold; a transfer that we ask for. Not here:
how a call comes about (`dialling`, `ringing`), sockets, audio.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from ivr.callers.failures import FarEndHungUp, NoAnswer, TookTooLong, refusal
from ivr.callers.message import Header, Message, NotSip, address_of, parameter, reply
from ivr.callers.moments import Trace
from ivr.callers.sdp import (
    BOTH_WAYS,
    HOLDS,
    NoAudio,
    agreed,
    audio_address,
    describe,
    direction,
    sends,
)
from ivr.callers.sip import Line, new_branch

ALLOW = ("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY")
_DESCRIBED = ("Content-Type", "application/sdp")
_FRAGMENT = "message/sipfrag"


class Dialog:
    """Our side of one call; `ended` is set when either end said BYE, or it came to nothing.

    `ours` and `theirs` are the From and To of our requests with their tags, as far as known.
    """

    def __init__(
        self, line: Line, user: str, ours: str, theirs: str, target: str, call: str
    ) -> None:
        self.ended = asyncio.Event()
        self.ended_by_far_end = False
        self.audio: tuple[str, int] | None = None  # where the far end wants our audio
        self.on_event: Callable[[], None] = lambda: None
        self.trace = Trace()
        self.line = line
        self._contact = ("Contact", f"<sip:{user}@{line.host}:{line.port}>")
        self._ours, self._theirs, self._target, self._call = ours, theirs, target, call
        self._sequence = 1
        self._port = 0  # of our audio
        self._wanted = self._direction = BOTH_WAYS  # in our words
        self._version = 0  # of our description
        self._transferred: asyncio.Future[Message] | None = None
        line.calls[call] = self

    # -- what we do

    @property
    def may_talk(self) -> bool:
        """Whether our audio is wanted; on hold nobody talks, whoever holds."""
        return self._wanted == BOTH_WAYS and sends(self._direction)

    async def bye(self, cause: int | None = None) -> None:
        """End the call, with a cause of Q.850; returns when the far end agreed, or never will."""
        if not self.ended.is_set():
            self.end(by_far_end=False)
            with suppress(NoAnswer):
                await self._ask("BYE", [("Reason", f"Q.850;cause={cause}")] if cause else ())

    async def hold(self, wish: bool) -> None:
        """Hold the far end, or talk to it again. Raises Declined, NoAnswer, FarEndHungUp."""
        before, self._wanted = self._wanted, HOLDS if wish else BOTH_WAYS
        try:
            answer = await self._ask("INVITE", body=self._describe(self._wanted))
            self._follow(answer.body)
        except BaseException:
            self._wanted = before
            raise
        self.trace.note("held" if wish else "resumed")
        self.on_event()

    async def refer(self, to: str, within: float) -> None:
        """Have the far end call `to` instead of us; returns when it has.

        Raises Declined, also where the far end tried in vain, NoAnswer, TookTooLong, FarEndHungUp.
        """
        self._transferred = asyncio.get_running_loop().create_future()
        await self._ask("REFER", [("Refer-To", f"<{to}>"), ("Referred-By", address_in(self._ours))])
        try:
            async with asyncio.timeout(within):
                outcome = await self._transferred
        except TimeoutError:
            raise TookTooLong(f"no word of the transfer within {within:g} s") from None
        if outcome.status >= 300:
            raise refusal(outcome.status, outcome.reason)

    def end(self, by_far_end: bool) -> None:
        """It is over."""
        if not self.ended.is_set():
            self.ended_by_far_end = by_far_end
            self.trace.note("ended")
            self.ended.set()
            self.on_event()
            if self._transferred and not self._transferred.done():
                self._transferred.set_exception(FarEndHungUp("hung up before the transfer"))

    def forget(self) -> None:
        """Take no more notice of what comes for this call."""
        self.line.calls.pop(self._call, None)

    # -- what the far end does

    def take_answer(self, answer: Message) -> None:
        """Acknowledge every final answer to an INVITE of ours, repeated ones too."""
        if answer.status < 200:
            if answer.status > 100:
                self.trace.note_first("rang")
            return
        sequence = int(answer.get("cseq").split()[0])
        if answer.status < 300:
            self._theirs = answer.get("to")
            self._target = address_of(answer.get("contact")) or self._target
            ack = self._request("ACK", new_branch(), sequence=sequence)
        else:
            branch = parameter(answer.get("via"), "branch")
            ack = self._request("ACK", branch, sequence=sequence, to=answer.get("to"))
        self.line.send(ack)
        self.on_event()

    def take_request(self, request: Message) -> None:
        match request.method:
            case "ACK":
                self._take_acknowledgement(request)
            case "INVITE" | "UPDATE":
                self._renegotiate(request)
            case "NOTIFY":
                self._respond(request, "200 OK")
                self._hear_of_transfer(request)
            case "BYE":
                self._respond(request, "200 OK")
                self.end(by_far_end=True)
            case "OPTIONS" | "INFO":
                self._respond(request, "200 OK")
            case _:
                self._respond(request, "405 Method Not Allowed")
        self.on_event()

    def _take_acknowledgement(self, request: Message) -> None:
        """Where we were asked to offer, the answer comes with the ACK."""
        with suppress(NoAudio):
            if request.body:
                self._follow(request.body)

    def _renegotiate(self, request: Message) -> None:
        """The far end moves its audio, holds us, or asks what we would offer."""
        try:
            if request.body:
                self._follow(request.body)
            way = self._direction if request.body else self._wanted
            self._respond(request, "200 OK", self._describe(way))
        except NoAudio:
            self._respond(request, "488 Not Acceptable Here")

    def _follow(self, body: str) -> None:
        """Our audio goes where and as the far end's description says. Raises NoAudio."""
        self.audio = audio_address(body)
        self._direction = agreed(self._wanted, direction(body))

    def _hear_of_transfer(self, request: Message) -> None:
        """A NOTIFY says how far the transfer is that we asked for, RFC 3515 2.4.4."""
        if not request.get("content-type").startswith(_FRAGMENT):
            return
        said = Message(request.body.splitlines()[0] if request.body else "", [])
        with suppress(NotSip):
            if said.status >= 200 and self._transferred and not self._transferred.done():
                self._transferred.set_result(said)

    # -- what is written

    def _describe(self, way: str) -> str:
        self._version += 1
        return describe(self.line.host, self._port, way, self._version)

    async def _ask(self, method: str, more: Sequence[Header] = (), body: str = "") -> Message:
        """The answer to a request within the call. Raises Declined, NoAnswer, FarEndHungUp."""
        if self.ended.is_set() and method != "BYE":
            raise FarEndHungUp("the call is over")
        self._sequence += 1
        answer = await self.line.ask(self._request(method, new_branch(), more, body))
        if answer.status >= 300:
            raise refusal(answer.status, answer.reason)
        return answer

    def _respond(self, request: Message, status: str, body: str = "") -> None:
        self.line.send(reply(request, status, self._about(body), body, self._ours))

    def _request(
        self,
        method: str,
        branch: str,
        more: Sequence[Header] = (),
        body: str = "",
        sequence: int = 0,
        to: str = "",
    ) -> Message:
        headers = [
            ("Via", self.line.via(branch)),
            ("Max-Forwards", "70"),
            ("From", self._ours),
            ("To", to or self._theirs),
            ("Call-ID", self._call),
            ("CSeq", f"{sequence or self._sequence} {method}"),
        ]
        start = f"{method} {self._target} SIP/2.0"
        return Message(start, [*headers, *more, *self._about(body)], body)

    def _about(self, body: str) -> list[Header]:
        return [self._contact, ALLOW] + ([_DESCRIBED] if body else [])


def address_in(value: str) -> str:
    """The address of a From or To as a header's value, without name and tag."""
    return f"<{address_of(value)}>"
