"""A hotline with operators: the processes, their accounts, and a console that only wishes."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, update

from agi_scripts.station import ServerProcess
from config.asterisk.operators import telephone_password
from config.settings import Settings, address
from ivr.callers.caller import Call, calling
from ivr.callers.identity import Identity
from ivr.callers.moments import Moment
from ivr.callers.telephone import CallIn, Taking, Telephone, registered
from models.contacts.tables import ContactRow
from models.events.kinds import Kind, Presence
from models.floor import Action, AtWork, Closed, Floor, Ready, SignOff
from tests.gateway import tones
from tests.gateway.console import PATIENCE, Console, connected
from tests.gateway.furnishing import SPECIALIST, add_numbers, hire
from tests.gateway.tones import ANNA, BORIS, CALLER, tone
from tests.gateway.written import Written
from tests.station import Hotline, hotline

DESK = "tests/utilities/desk.toml"


@dataclass
class Office(Written):
    """The hotline and the console's line to its gateway."""

    hotline: Hotline
    console: Console
    ids: dict[str, int]

    @property
    def settings(self) -> Settings:
        return self.hotline.settings

    # -- telephones

    def telephone(
        self, login: str, takes: Taking | None = None
    ) -> AbstractAsyncContextManager[Telephone]:
        """The desk phone of an operator."""
        password = telephone_password(self.settings, login)
        far = address(self.settings.sip_bind)
        hum = tone(ANNA if login == "anna" else BORIS)
        return registered(far, f"desk-{login}", password, takes=takes, background=hum)

    def specialist(self, takes: Taking | None = None) -> AbstractAsyncContextManager[Telephone]:
        """The telephone of a specialist."""
        far = address(self.settings.sip_bind)
        hum = tone(tones.SPECIALIST)
        return registered(far, SPECIALIST, SPECIALIST, takes=takes, background=hum)

    def calls(
        self, number: str = "121", who: str = "79121234567"
    ) -> AbstractAsyncContextManager[Call]:
        """A caller who waits at once in the queue of this extension."""
        far, hum = address(self.settings.sip_bind), tone(CALLER)
        known = self.hotline.clips
        return calling(far, number, identity=Identity(who), clips=known, background=hum)

    @asynccontextmanager
    async def at_desk(self, login: str, ready: bool = True) -> AsyncIterator[Telephone]:
        """An operator who is there; afterwards the contacts are closed and the operator gone."""
        number = self.ids[login]
        async with self.telephone(login) as telephone:
            await self.shows(login, lambda one: one.registered)
            if ready:
                assert await self.wish(Ready(number)) == ""
            try:
                yield telephone
            finally:
                await telephone.put_down()
                await self.leaves(login)
        await self.shows(login, lambda one: not one.registered)

    async def leaves(self, login: str) -> None:
        """Whatever goes on is over, and the operator signs off."""
        await self.shows(login, lambda one: not one.call or one.call.ended)
        if self.console.operator(login).call:
            await self.closes(login)
        assert await self.wish(SignOff(self.ids[login])) == ""
        await self.shows(login, lambda one: one.doing is Presence.OFFLINE and not one.call)

    async def closes(self, login: str) -> None:
        """The contact gets its outcome, as the console's form does."""
        call = self.console.operator(login).call
        assert call
        await apart(lambda: self.close_contact(login))
        assert await self.wish(Closed(self.ids[login], call.call)) == ""

    def close_contact(self, login: str) -> None:
        """In the database alone."""
        mine = (ContactRow.operator_id == self.ids[login]) & ContactRow.closed_at.is_(None)
        with self.engine.begin() as db:
            db.execute(update(ContactRow).where(mine).values(closed_at=datetime.now(UTC)))

    # -- the floor

    async def wish(self, action: Action) -> str:
        return str(await apart(lambda: self.console.wish(action)))

    async def shows(
        self, login: str, holds: Callable[[AtWork], object], patience: float = PATIENCE
    ) -> AtWork:
        """The operator on the floor, once this holds."""
        until = self.console.until
        await apart(lambda: until(lambda _: holds(self.console.operator(login)), patience))
        return self.console.operator(login)

    async def does(self, login: str, doing: Presence) -> AtWork:
        return await self.shows(login, lambda one: one.doing is doing)

    async def waits(self, count: int, patience: float = PATIENCE) -> Floor:
        """The floor, once so many wait."""
        until = self.console.until
        found = await apart(lambda: until(lambda floor: len(floor.waiting) == count, patience))
        assert isinstance(found, Floor)
        return found

    # -- the processes

    def crash(self) -> None:
        """Asterisk dies at once."""
        os.kill(self.hotline.station.asterisk.pid, signal.SIGKILL)
        self.hotline.station.asterisk.wait()

    @property
    def gateway(self) -> ServerProcess:
        """Its process."""
        return next(one for one in self.hotline.station.servers if one.name == "gateway")

    def meet(self, settings: Settings | None = None) -> None:
        """Start the gateway again, which has died, and connect to it."""
        self.gateway.settings = settings or self.gateway.settings
        self.gateway.start()
        self.gateway.wait()
        self.console = connected(self.settings)
        self.console.until(lambda floor: floor.link)


def told(story: Callable[[Office], Coroutine[None, None, None]]) -> Callable[[Office], None]:
    """A story as a test."""

    def test(hall: Office) -> None:
        asyncio.run(story(hall))

    test.__doc__ = story.__doc__
    return test


async def agree(hall: Office, call: int, kind: Kind, moment: Moment) -> None:
    """The last event of this kind was when a telephone's own clock says, within 0.1 s."""
    event = (await hall.tells(call, kind))[-1]
    assert abs((event.at - moment.at).total_seconds()) < 0.1, (kind, event.at, moment.at)


@contextmanager
def office(telephone: str = "desk", utility: str = DESK, **changes: object) -> Iterator[Office]:
    """Started with two operators at desk phones or in browsers, who serve every queue."""
    ids: dict[str, int] = {}

    def people(engine: Engine) -> None:
        ids.update(hire(engine, telephone))

    with hotline(False, people, utility=utility, **changes) as line:
        hall = Office(line.engine, line, connected(line.settings), ids)
        hall.console.until(lambda floor: floor.link)
        add_numbers(line.settings)
        yield hall
        hall.console.socket.close()


async def answered(telephone: Telephone, timeout: float = 30.0) -> CallIn:
    """The call that rings there, taken."""
    call = await telephone.rings(timeout)
    await call.answer()
    return call


async def apart(what: Callable[[], object]) -> object:
    """In a thread: the telephones go on meanwhile."""
    return await asyncio.to_thread(what)


async def until(holds: Callable[[], object]) -> None:
    for _ in range(200):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("not within ten seconds")
