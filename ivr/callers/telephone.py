"""A telephone that is registered and takes calls: an operator or a specialist, on his desk.

    async with registered(("127.0.0.1", 5070), "desk-ivanova", password, clips=clips) as telephone:
        call = await telephone.rings(timeout=20)
        await call.answer()
        await call.hears(["greeting"])
        await call.hang_up()

Here: the telephone and a call that came to it. Not here: SIP, RTP, and what is said.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from ivr.callers import sip
from ivr.callers.caller import NO_CLIPS, Call
from ivr.callers.clips import Clips
from ivr.callers.digest import Credentials
from ivr.callers.failures import CallFailed, FarEndHungUp, TookTooLong
from ivr.callers.identity import Identity
from ivr.callers.message import Message, reply
from ivr.callers.registration import Registration
from ivr.callers.ringing import Ringing
from ivr.callers.sdp import NoAudio
from ivr.callers.sip import Line, open_line

EXPIRES = 120  # seconds of a registration
PAGE_LEFT = 27  # of Q.850: destination out of order
_NO_SUCH_CALL = "481 Call/Transaction Does Not Exist"
_ANSWERS = {
    "OPTIONS": "200 OK", "NOTIFY": "200 OK", "BYE": _NO_SUCH_CALL, "CANCEL": _NO_SUCH_CALL,
}  # fmt: skip


class CallIn(Call):
    """A call that came; it rings until it is answered, refused, or the caller gives up."""

    def __init__(self, leg: Ringing, host: str, clips: Clips, background: bytes) -> None:
        super().__init__(leg, clips, background)
        self._ringing = leg
        self._host = host

    @property
    def caller(self) -> Identity:
        """Who calls, as the telephone shows it."""
        return self._ringing.caller

    @property
    def is_answered(self) -> bool:
        return self._ringing.is_answered

    async def answer(self) -> None:
        """Take the call, and talk. Raises FarEndHungUp where the caller gave up before."""
        if self.is_over:
            raise FarEndHungUp("the caller gave up before we answered")
        await self.voice.listen(self._host)
        self.begin()
        await self._ringing.answer(self.voice.port)

    async def refuse(self, code: int = 486) -> None:
        """Refuse the call: 480 (nobody there), 486 (busy) or 603 (declined)."""
        await self._ringing.refuse(code)

    async def hang_up(self) -> None:
        """End the call; one that still rings is declined."""
        if self.is_answered:
            await super().hang_up()
        else:
            await self.refuse(603)

    async def leave(self) -> None:
        """End the call as a page that is left does: the telephone is not put down."""
        self.voice.hush()
        await self._ringing.bye(PAGE_LEFT)

    async def be_forgotten(self) -> None:
        """Return when the call is over and nothing more can come of it."""
        await self._ringing.ended.wait()
        await asyncio.sleep(sip.GIVE_UP)
        self._ringing.forget()
        self.close()

    def vanish(self) -> None:
        """The telephone is gone, and the far end is not told."""
        self._ringing.end(by_far_end=False)
        self.close()

    def close(self) -> None:
        """Hear no more."""
        if self.is_answered:
            self.voice.close()


Taking = Callable[[CallIn], Awaitable[None]]


class Telephone:
    """A registered telephone; `registered` makes one. `calls` are all that ever came."""

    def __init__(
        self,
        line: Line,
        registration: Registration,
        name: str,
        clips: Clips,
        background: bytes,
        takes: Taking | None,
    ) -> None:
        self.calls: list[CallIn] = []
        self._line, self._registration, self._name = line, registration, name
        self._clips, self._background, self._takes = clips, background, takes
        self._ringing: asyncio.Queue[CallIn] = asyncio.Queue()
        self._taking: set[asyncio.Task[None]] = set()
        self._forgetting: set[asyncio.Task[None]] = set()
        line.on_stranger = self._take_stranger

    @property
    def is_registered(self) -> bool:
        """Whether the registrar knew us when we last asked."""
        return self._registration.is_held

    async def becomes(self, is_registered: bool, timeout: float = 30.0) -> None:
        """Wait until the registration is lost, or had again. Raises TookTooLong."""
        changed = self._registration.changed
        try:
            async with asyncio.timeout(timeout):
                while self.is_registered != is_registered:
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            raise TookTooLong(f"not within {timeout:g} s") from None

    async def rings(self, timeout: float = 30.0) -> CallIn:
        """The next call that comes; with `takes`, none ever does here. Raises TookTooLong."""
        try:
            async with asyncio.timeout(timeout):
                return await self._ringing.get()
        except TimeoutError:
            raise TookTooLong(f"no call came within {timeout:g} s") from None

    def unplug(self) -> None:
        """Gone without a word, as in a power failure: no BYE, no unregistering."""
        self._line.close()
        for call in self.calls:
            call.vanish()

    async def put_down(self) -> None:
        """End every call. Raises what went wrong in `takes`, but for callers who hung up."""
        for task in self._taking:
            task.cancel()
        outcomes = await asyncio.gather(*self._taking, return_exceptions=True)
        await asyncio.gather(*(call.hang_up() for call in self.calls if not call.is_over))
        for task in self._forgetting:
            task.cancel()
        for call in self.calls:
            call.close()
        for outcome in outcomes:
            if isinstance(outcome, Exception) and not isinstance(outcome, FarEndHungUp):
                raise outcome

    def _take_stranger(self, request: Message) -> None:
        """What comes outside of any call."""
        if request.method == "INVITE":
            self._take_call(request)
        elif request.method != "ACK":
            self._reply(request, _ANSWERS.get(request.method, "405 Method Not Allowed"))

    def _reply(self, request: Message, status: str) -> None:
        tagged = f"{request.get('to')};tag={secrets.token_hex(8)}"
        self._line.send(reply(request, status, to=tagged))

    def _take_call(self, invite: Message) -> None:
        try:
            leg = Ringing(self._line, self._name, invite)
        except NoAudio:
            self._line.calls.pop(invite.get("call-id"))
            self._reply(invite, "488 Not Acceptable Here")
            return
        call = CallIn(leg, self._line.host, self._clips, self._background)
        self.calls.append(call)
        leg.ring()
        _keep(self._forgetting, call.be_forgotten())
        if self._takes:
            _keep(self._taking, self._takes(call))
        else:
            self._ringing.put_nowait(call)


@asynccontextmanager
async def registered(
    registrar: tuple[str, int],
    name: str,
    password: str,
    *,
    clips: Clips = NO_CLIPS,
    background: bytes = b"",
    expires: int = EXPIRES,
    takes: Taking | None = None,
) -> AsyncIterator[Telephone]:
    """A telephone at a registrar; leaving ends its calls and its registration.

    With `takes` each call is given to that function at once, in a task of its own; without, it
    waits for `rings`. Raises NoAnswer, WrongPassword, NotRegistered.
    """
    line = await open_line(registrar)
    registration = Registration(line, Credentials(name, password), expires)
    telephone = Telephone(line, registration, name, clips, background, takes)
    try:
        await registration.obtain()
        keeping = asyncio.create_task(registration.keep())
        try:
            yield telephone
        finally:
            keeping.cancel()
            await telephone.put_down()
            if not line.is_closed:
                with suppress(CallFailed):  # it will run out
                    await registration.give_up()
    finally:
        line.close()


def answering(after: float = 0.0) -> Taking:
    """For `takes`: answer each call when it has rung so long (seconds), and talk to its end."""

    async def answer(call: CallIn) -> None:
        await asyncio.sleep(after)
        await call.answer()
        await call.ended(float("inf"))

    return answer


def _keep(tasks: set[asyncio.Task[None]], doing: Awaitable[None]) -> None:
    async def do() -> None:
        await doing

    tasks.add(asyncio.create_task(do()))
