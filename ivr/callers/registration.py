"""A telephone's registration: had with a password, renewed in time, and had again when lost."""

import asyncio
import secrets
from collections.abc import Sequence

from ivr.callers.digest import CHALLENGED, Credentials
from ivr.callers.failures import CallFailed, NotRegistered, WrongPassword
from ivr.callers.message import Header, Message, parameter
from ivr.callers.sip import Line, new_branch

RETRY = 1.0  # seconds after which a registrar that did not answer is asked again
_SHARE = 0.5  # of the time granted, after which it is asked for again


class Registration:
    """One name at one registrar, for `expires` seconds at a time."""

    def __init__(self, line: Line, credentials: Credentials, expires: int) -> None:
        self.is_held = False
        self.changed = asyncio.Event()  # set whenever `is_held` changes
        self._line = line
        self._credentials = credentials
        self._wanted = expires
        self._granted = float(expires)
        self._call, self._tag = secrets.token_hex(16), secrets.token_hex(8)
        self._sequence = 0

    async def obtain(self) -> None:
        """Register. Raises NoAnswer, WrongPassword, NotRegistered."""
        try:
            answer = await self._ask(self._wanted)
        except CallFailed:
            self._note(False)
            raise
        self._granted = self._time_granted(answer)
        self._note(True)

    async def keep(self) -> None:
        """Renew it for ever, and ask again while the registrar is gone or refuses."""
        while True:
            await asyncio.sleep(self._granted * _SHARE if self.is_held else RETRY)
            try:
                await self.obtain()
            except CallFailed:
                continue  # `is_held` tells; a registrar that was restarted may yet take us

    async def give_up(self) -> None:
        """Take it back. Raises NoAnswer, NotRegistered."""
        self._note(False)
        await self._ask(0)

    def _note(self, is_held: bool) -> None:
        if is_held != self.is_held:
            self.is_held = is_held
            self.changed.set()

    async def _ask(self, expires: int) -> Message:
        answer = await self._line.ask(self._request(expires))
        if answer.status in CHALLENGED:
            proof = self._credentials.header(answer, "REGISTER", self._registrar)
            answer = await self._line.ask(self._request(expires, [proof]))
        if answer.status in CHALLENGED:
            raise WrongPassword(
                answer.status, f"the registrar does not take {self._who}'s name and password"
            )
        if answer.status >= 300:
            said = f"{answer.status} {answer.reason}"
            raise NotRegistered(answer.status, f"{self._who} was not registered: {said}")
        return answer

    @property
    def _who(self) -> str:
        return self._credentials.name

    @property
    def _registrar(self) -> str:
        return f"sip:{self._line.far[0]}:{self._line.far[1]}"

    @property
    def _contact(self) -> str:
        return f"sip:{self._who}@{self._line.host}:{self._line.port}"

    def _request(self, expires: int, more: Sequence[Header] = ()) -> Message:
        self._sequence += 1
        address = f"<sip:{self._who}@{self._line.far[0]}>"
        headers = [
            ("Via", self._line.via(new_branch())),
            ("Max-Forwards", "70"),
            ("From", f"{address};tag={self._tag}"),
            ("To", address),
            ("Call-ID", self._call),
            ("CSeq", f"{self._sequence} REGISTER"),
            ("Contact", f"<{self._contact}>"),
            ("Expires", str(expires)),
        ]
        return Message(f"REGISTER {self._registrar} SIP/2.0", [*headers, *more])

    def _time_granted(self, answer: Message) -> float:
        """Seconds; the registrar may have others of the name in its answer."""
        contacts = [one for line in answer.all("contact") for one in line.split(",")]
        mine = next((one for one in contacts if self._contact in one), "")
        granted = parameter(mine, "expires") or answer.get("expires")
        return float(granted) if granted.isdecimal() else float(self._wanted)
