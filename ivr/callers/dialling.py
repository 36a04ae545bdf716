"""A call that we make: INVITE, its answers, and CANCEL where nobody answers in time.

No password: a hotline takes calls from anybody.
"""

import asyncio
import secrets
from contextlib import suppress
from urllib.parse import quote

from ivr.callers import sip
from ivr.callers.dialog import Dialog
from ivr.callers.failures import CallFailed, Declined, NoAnswer, refusal
from ivr.callers.identity import Identity
from ivr.callers.message import Message
from ivr.callers.sdp import NoAudio
from ivr.callers.sip import Asked, Line, new_branch


class Dialled(Dialog):
    """One call of ours from INVITE to BYE."""

    def __init__(self, line: Line, extension: str, identity: Identity) -> None:
        uri = f"sip:{quote(extension, safe='+*')}@{line.far[0]}:{line.far[1]}"
        ours = identity.header(line.host, secrets.token_hex(8))
        super().__init__(line, identity.user, ours, f"<{uri}>", uri, secrets.token_hex(16))
        self._branch = new_branch()

    async def invite(self, port: int, within: float) -> None:
        """Call, and wait for the answer for `within` seconds; our audio is at `port`.

        Raises NoAnswer, Busy, Declined.
        """
        self._port = port
        self.trace.note("invited")
        asked = self.line.begin(
            self._request("INVITE", self._branch, body=self._describe(self._wanted))
        )
        try:
            await self._until_answered(asked, within)
        except (CallFailed, asyncio.CancelledError):
            self.end(by_far_end=True)
            raise
        finally:
            self.line.forget(asked)

    async def _until_answered(self, asked: Asked, within: float) -> None:
        try:
            async with asyncio.timeout(within):
                answer = await asyncio.shield(asked.answer)
        except TimeoutError:
            await self._cancel(asked)
            raise NoAnswer(f"nobody answered within {within:g} s") from None
        except asyncio.CancelledError:
            self.line.send(self._request("CANCEL", self._branch))
            raise
        await self._accept(answer)

    async def _accept(self, answer: Message) -> None:
        if answer.status >= 300:
            raise refusal(answer.status, answer.reason)
        try:
            self._follow(answer.body)
        except NoAudio as error:
            await self.bye()
            raise Declined(488, str(error)) from None
        self.trace.note("answered")

    async def _cancel(self, asked: Asked) -> None:
        """Take the call back before it is answered; where the answer was quicker, hang up."""
        if not asked.noticed.is_set():
            return  # nobody has taken notice of the call, so there is nothing to take back
        asked.stop()
        with suppress(NoAnswer, TimeoutError):
            await self.line.ask(self._request("CANCEL", self._branch))
            async with asyncio.timeout(sip.GIVE_UP):
                answer = await asyncio.shield(asked.answer)
            if answer.status < 300:
                await self.bye()
