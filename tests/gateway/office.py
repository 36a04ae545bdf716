"""A hotline with operators: the processes, their accounts, and a console that only wishes."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    ExitStack,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import Engine, func, insert, select, update
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from agi_scripts.station import ServerProcess
from config.asterisk import process
from config.asterisk.operators import telephone_password
from config.settings import Settings, address
from ivr.callers.caller import Call, calling
from ivr.callers.identity import Identity
from ivr.callers.moments import Moment
from ivr.callers.telephone import CallIn, Taking, Telephone, registered
from models.contacts.tables import ContactRow
from models.events.kinds import Kind, Presence
from models.events.log import Event, events_of
from models.events.tables import CallEventRow
from models.floor import Action, AtWork, Closed, Do, Done, Floor, Ready, SignOff
from models.operators.passwords import hash_of
from models.operators.tables import OperatorRow
from models.queues.tables import WaitingRow
from models.tables import CallRow
from tests.gateway import tones
from tests.gateway.tones import ANNA, BORIS, CALLER, tone
from tests.station import Hotline, hotline

DESK = "tests/utilities/desk.toml"
OPERATORS = ("anna", "boris")
PASSWORD = "правильный пароль оператора"
NAMES = {"anna": "Иванова А. П.", "boris": "Петров Б. С."}
PATIENCE = 15.0  # seconds
SPECIALIST = "201"  # a telephone of the profile's, and its password
# Numbers of three digits lead to where one waits, past the menu; 201 is a specialist's telephone.
EXTENSIONS = """\
[teplofon-incoming](+)
exten => _[1-9]XX,1,Set(__TEPLOFON_ROUTE=waiting)
 same => n,Goto(teplofon-hotline,s,1)
"""
TELEPHONES = f"""\
[{SPECIALIST}]
type = endpoint
transport = transport-udp
context = teplofon-operators-dial
disallow = all
allow = alaw
direct_media = no
rtp_symmetric = yes
force_rport = yes
rewrite_contact = yes
identify_by = username
auth = {SPECIALIST}
aors = {SPECIALIST}
[{SPECIALIST}]
type = auth
auth_type = userpass
username = {SPECIALIST}
password = {SPECIALIST}
[{SPECIALIST}]
type = aor
max_contacts = 1
remove_existing = yes
"""


@dataclass
class Console:
    """What a console hears of the floor, and a way to have wishes granted."""

    socket: ClientConnection
    floor: Floor | None = None
    heard_at: float = 0.0
    hears: Callable[[Floor], None] = lambda _: None
    _number: int = 0
    _done: dict[int, Done] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def listen(self) -> None:
        with suppress(ConnectionClosed):
            self._take_all()

    def _take_all(self) -> None:
        for message in self.socket:
            news = msgspec.json.decode(message, type=Floor | Done)
            with self._changed:
                if isinstance(news, Floor):
                    self.floor, self.heard_at = news, time.monotonic()
                    self.hears(news)
                else:
                    self._done[news.number] = news
                self._changed.notify_all()

    def wish(self, action: Action, by: int = 1) -> str:
        """Why it was refused, or nothing."""
        with self._changed:
            self._number += 1
            number = self._number
        self.socket.send(msgspec.json.encode(Do(number, action, by)).decode())
        with self._changed:
            assert self._changed.wait_for(lambda: number in self._done, PATIENCE)
            return self._done.pop(number).refused

    def until(self, holds: Callable[[Floor], object], patience: float = PATIENCE) -> Floor:
        """The first floor of which this holds."""
        with self._changed:
            found = self._changed.wait_for(lambda: self.floor and holds(self.floor), patience)
            assert found, self.floor
            assert self.floor
            return self.floor

    def operator(self, login: str) -> AtWork:
        assert self.floor
        return next(one for one in self.floor.operators if one.login == login)


@dataclass
class Office:
    """The hotline and the console's line to its gateway."""

    hotline: Hotline
    console: Console
    ids: dict[str, int]

    @property
    def settings(self) -> Settings:
        return self.hotline.settings

    @property
    def engine(self) -> Engine:
        return self.hotline.engine

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
        return calling(far, number, identity=Identity(who), background=hum)

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
        await apart(lambda: self._close(self.ids[login]))
        assert await self.wish(Closed(self.ids[login], call.call)) == ""

    def _close(self, operator: int) -> None:
        mine = (ContactRow.operator_id == operator) & ContactRow.closed_at.is_(None)
        with self.engine.begin() as db:
            db.execute(update(ContactRow).where(mine).values(closed_at=datetime.now(UTC)))

    # -- the floor

    async def wish(self, action: Action, by: int = 1) -> str:
        return str(await apart(lambda: self.console.wish(action, by)))

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

    # -- the log

    def newest_call(self) -> int:
        with self.engine.connect() as db:
            return int(db.execute(select(func.max(CallRow.id))).scalar_one())

    def newest_call_of(self, who: str) -> int:
        """The newest call of this number, once it is written down."""
        asked = select(func.max(CallRow.id)).where(CallRow.caller == who)
        for _ in range(int(PATIENCE / 0.05)):
            with self.engine.connect() as db:
                if found := db.execute(asked).scalar():
                    return int(found)
            time.sleep(0.05)
        raise AssertionError("the call is not written down")

    def events(self, call: int) -> list[Event]:
        with self.engine.connect() as db:
            return list(events_of(db, call))

    def kinds(self, call: int) -> list[Kind]:
        return [event.kind for event in self.events(call)]

    async def tells(self, call: int, kind: Kind, count: int = 1) -> list[Event]:
        """The events of this kind of the call, once there are so many."""
        found: list[Event] = []
        for _ in range(int(PATIENCE / 0.05)):
            found = [event for event in self.events(call) if event.kind is kind]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"no {kind} among {self.kinds(call)}")

    def seen(self, kind: Kind, count: int = 1) -> list[datetime]:
        """The times of all events of a kind, once there are so many."""
        asked = select(CallEventRow.at).where(CallEventRow.kind == kind).order_by(CallEventRow.at)
        latest = time.monotonic() + PATIENCE
        while time.monotonic() < latest:
            with self.engine.connect() as db:
                found = list(db.execute(asked).scalars())
            if len(found) >= count:
                return found
            time.sleep(0.05)
        raise AssertionError(f"no {kind}")

    def contacts(self, call: int) -> list[tuple[int, bool]]:
        """The contacts of a call: whose, and whether it has been closed."""
        asked = select(ContactRow.operator_id, ContactRow.closed_at)
        with self.engine.connect() as db:
            rows = db.execute(asked.where(ContactRow.call_id == call).order_by(ContactRow.id))
            return [(row.operator_id, row.closed_at is not None) for row in rows]

    # -- the gateway

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

    def nobody_waits(self) -> bool:
        waits = select(func.count()).select_from(WaitingRow).where(WaitingRow.left_at.is_(None))
        with self.engine.connect() as db:
            return db.execute(waits).scalar_one() == 0


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
        with engine.begin() as db:
            for login in OPERATORS:
                ids[login] = db.execute(
                    insert(OperatorRow).returning(OperatorRow.id), _operator(login, telephone)
                ).scalar_one()

    with hotline(False, people, utility=utility, **changes) as line:
        hall = Office(line, connected(line.settings), ids)
        hall.console.until(lambda floor: floor.link)
        add_numbers(line.settings)
        yield hall
        hall.console.socket.close()


def connected(settings: Settings) -> Console:
    """A connection as the console's; it ends when its socket is closed."""
    headers = {"Authorization": f"Bearer {settings.secret('gateway')}"}
    line = connect(f"ws://{settings.gateway}", additional_headers=headers, proxy=None)
    one = Console(ExitStack().enter_context(line))  # which closes it
    threading.Thread(target=one.listen, daemon=True).start()
    return one


def add_numbers(settings: Settings) -> None:
    """Extensions and telephones of the tests."""
    local = Path(settings.asterisk_dir) / "etc" / "local"
    local.mkdir(exist_ok=True)
    (local / "extensions.conf").write_text(EXTENSIONS)
    (local / "pjsip.conf").write_text(TELEPHONES)
    process.console(settings, "dialplan reload")
    process.console(settings, "module reload res_pjsip.so")


def _operator(login: str, telephone: str) -> dict[str, object]:
    return {
        "login": login, "name": NAMES[login], "unit": "ОКА", "role": "engineer", "language": "ru",
        "theme": "", "password_hash": hash_of(PASSWORD), "must_change_password": False,
        "wrong_passwords": 0, "active": True, "telephone": telephone,
        "queues": ["emergency", "legal", "individuals"], "changed_at": datetime.now(UTC),
    }  # fmt: skip


async def answered(telephone: Telephone, timeout: float = 30.0) -> CallIn:
    """The call that rings there, taken."""
    call = await telephone.rings(timeout)
    await call.answer()
    return call


async def apart(what: Callable[[], object]) -> object:
    """In a thread: the telephones go on meanwhile."""
    return await asyncio.to_thread(what)
