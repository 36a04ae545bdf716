"""A call that comes to us: it rings, and is answered, refused, or taken back by the caller."""

import asyncio
import secrets
from contextlib import suppress

from ivr.callers import sip
from ivr.callers.dialog import Dialog
from ivr.callers.failures import FarEndHungUp
from ivr.callers.identity import Identity, identity_of
from ivr.callers.message import Message, address_of
from ivr.callers.sip import Line, Repeated

REASONS = {480: "Temporarily Unavailable", 486: "Busy Here", 603: "Decline"}
_TAKEN_BACK = "487 Request Terminated"


class Ringing(Dialog):
    """One call to us from the far end's INVITE on; `user` is who we are there.

    Raises NoAudio where the INVITE offers none that we could talk to.
    """

    def __init__(self, line: Line, user: str, invite: Message) -> None:
        ours = f"{invite.get('to')};tag={secrets.token_hex(8)}"
        target = address_of(invite.get("contact"))
        super().__init__(line, user, ours, invite.get("from"), target, invite.get("call-id"))
        self.is_answered = False
        self._invite = invite
        self._said = ("100 Trying", "")  # last, and with which description
        self._final: Repeated | None = None
        self.trace.note("invited")
        self._say(*self._said)
        if invite.body:
            self._follow(invite.body)

    @property
    def caller(self) -> Identity:
        """Who calls, as we are shown it."""
        return identity_of(self._invite.get("from"))

    def ring(self) -> None:
        self.trace.note("rang")
        self._say("180 Ringing")

    async def answer(self, port: int) -> None:
        """Take the call; our audio is at `port`. Raises FarEndHungUp: it was taken back."""
        if self.ended.is_set():
            raise FarEndHungUp("the caller gave up before we answered")
        self._port = port
        self.is_answered = True
        way = self._direction if self._invite.body else self._wanted
        self.trace.note("answered")
        if not await self._say_finally("200 OK", self._describe(way)):
            await self.bye()
            raise FarEndHungUp("the caller took no notice of our answer")

    async def refuse(self, code: int) -> None:
        """Refuse the call: 480, 486 or 603. Nothing happens where it is over."""
        if not self.ended.is_set():
            self.end(by_far_end=False)
            await self._say_finally(f"{code} {REASONS[code]}")

    def take_request(self, request: Message) -> None:
        mine = request.get("cseq").split()[:1] == self._invite.get("cseq").split()[:1]
        if mine and request.method == "INVITE":
            self._say(*self._said)  # it did not hear us
        elif mine and request.method == "CANCEL":
            self._respond(request, "200 OK")
            self._take_back()
        else:
            if mine and request.method == "ACK" and self._final:
                self._final.noticed.set()
            super().take_request(request)

    def _take_back(self) -> None:
        if not self.is_answered and not self.ended.is_set():
            self.end(by_far_end=True)
            self._say(_TAKEN_BACK)

    async def _say_finally(self, status: str, body: str = "") -> bool:
        """Say a final answer until it is acknowledged; whether it was."""
        self._final = Repeated(lambda: self._say(status, body))
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(sip.GIVE_UP):
                    await self._final.noticed.wait()
        finally:
            self._final.stop()
        return self._final.noticed.is_set()

    def _say(self, status: str, body: str = "") -> None:
        self._said = (status, body)
        self._respond(self._invite, status, body)
