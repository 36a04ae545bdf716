"""Thirty operators and 300 calls an hour: is a call or an event lost, and how old is the floor?

Telephones answer by themselves; contacts are closed by wishes after a wrap-up. What the callers and
the telephones noted themselves is held against the log.
"""

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from sqlalchemy import Engine, insert, select, update

from config.asterisk.operators import telephone_password
from config.settings import address
from ivr.callers.caller import Call, calling
from ivr.callers.failures import CallFailed
from ivr.callers.identity import Identity
from ivr.callers.telephone import CallIn, registered
from models.contacts.tables import ContactRow
from models.events.kinds import Kind, Presence
from models.events.tables import CallEventRow
from models.floor import Action, Closed, Floor, Ready
from models.operators.tables import OperatorRow
from models.tables import CallRow
from tests.bench.report import percentile
from tests.gateway.console import Console, connected
from tests.gateway.furnishing import add_numbers
from tests.gateway.office import DESK, apart
from tests.station import Hotline, hotline

OPERATORS = 30
TALK, WRAP_UP, RING = (20.0, 90.0), (3.0, 15.0), (0.3, 3.0)  # seconds, between
PATIENT = 0.95  # of the callers; the others give up while it rings
ONCE = (Kind.ARRIVED, Kind.QUEUED, Kind.RANG, Kind.ANSWERED, Kind.OPERATOR_LEFT, Kind.HUNG_UP)


@dataclass
class Freshness:
    """Seconds from each event to the floor that shows it, as a console hears it."""

    ages: list[float] = field(default_factory=list)
    _seen: set[tuple[int, Presence, datetime]] = field(default_factory=set)

    def hear(self, floor: Floor) -> None:
        now = datetime.now(UTC)
        for one in floor.operators:
            happened = (one.operator, one.doing, one.since)
            if one.doing is not Presence.OFFLINE and happened not in self._seen:
                self._seen.add(happened)
                self.ages.append((now - one.since).total_seconds())


@dataclass
class Shift:
    """The hotline at work."""

    line: Hotline
    console: Console
    operators: dict[int, str]
    chance: Random = field(default_factory=lambda: Random(4))
    made: dict[str, Call] = field(default_factory=dict)  # by the caller's number
    failures: list[str] = field(default_factory=list)

    async def work(self, minutes: float, per_hour: float) -> None:
        """Calls at this rate for so long, then until the last one is over."""
        async with AsyncExitStack() as stack:
            for login in self.operators.values():
                await stack.enter_async_context(self._telephone(login))
            await self._all_ready()
            closing = asyncio.create_task(self._close_contacts())
            ends = time.monotonic() + 60 * minutes
            calls: list[asyncio.Task[None]] = []
            while time.monotonic() < ends:
                calls.append(asyncio.create_task(self._one_call(len(calls))))
                await asyncio.sleep(self.chance.expovariate(per_hour / 3600))
            await asyncio.gather(*calls)
            await asyncio.sleep(WRAP_UP[1] + 2)
            closing.cancel()

    def _telephone(self, login: str) -> Any:
        settings = self.line.settings
        password = telephone_password(settings, login)
        far = address(settings.sip_bind)
        return registered(far, f"desk-{login}", password, takes=self._answer)

    async def _answer(self, call: CallIn) -> None:
        await asyncio.sleep(self.chance.uniform(*RING))
        await call.answer()
        await call.ended(float("inf"))

    async def _all_ready(self) -> None:
        console = self.console
        await apart(lambda: console.until(lambda floor: all(x.registered for x in floor.operators)))
        for number in self.operators:
            assert await self._wish(Ready(number)) == ""

    async def _one_call(self, number: int) -> None:
        who = Identity(f"7912{number:07}")
        try:
            async with calling(address(self.line.settings.sip_bind), "121", identity=who) as call:
                self.made[who.number] = call
                patient = self.chance.random() < PATIENT
                await asyncio.sleep(self.chance.uniform(*TALK) if patient else 0.2)
        except CallFailed as failure:  # a call that is lost
            self.failures.append(repr(failure))

    async def _close_contacts(self) -> None:
        closing: set[int] = set()
        while True:
            await asyncio.sleep(0.2)
            for one in self.console.floor.operators if self.console.floor else ():
                if one.call and one.call.ended and one.call.call not in closing:
                    closing.add(one.call.call)
                    asyncio.get_running_loop().call_later(
                        self.chance.uniform(*WRAP_UP), self._close, one.operator, one.call.call
                    )

    def _close(self, operator: int, call: int) -> None:
        self._closed = asyncio.create_task(self._close_now(operator, call))

    async def _close_now(self, operator: int, call: int) -> None:
        mine = (ContactRow.operator_id == operator) & ContactRow.closed_at.is_(None)

        def give_outcome() -> None:
            with self.line.engine.begin() as db:
                db.execute(update(ContactRow).where(mine).values(closed_at=datetime.now(UTC)))

        await apart(give_outcome)
        await self._wish(Closed(operator, call))

    async def _wish(self, action: Action) -> str:
        return str(await apart(lambda: self.console.wish(action)))


def run(minutes: float, per_hour: float, operators: int = OPERATORS) -> dict[str, object]:
    """Hold the shift; figures of it."""
    people: dict[int, str] = {}
    with hotline(prepare=lambda engine: _hire(engine, operators, people), utility=DESK) as line:
        fresh, console = Freshness(), connected(line.settings)
        console.until(lambda floor: floor.link)
        add_numbers(line.settings)
        console.hears = fresh.hear
        shift = Shift(line, console, people)
        asyncio.run(shift.work(minutes, per_hour))
        console.socket.close()
        return {**_compared(shift), **_ages(fresh)}


def _hire(engine: Engine, count: int, people: dict[int, str]) -> None:
    with engine.begin() as db:
        for number in range(count):
            login = f"bench{number:02}"
            row = {
                "login": login, "name": login, "unit": "", "role": "engineer", "language": "ru",
                "password_hash": "", "wrong_passwords": 0, "active": True, "telephone": "desk",
                "queues": ["emergency", "legal", "individuals"], "changed_at": datetime.now(UTC),
            }  # fmt: skip
            key = db.execute(insert(OperatorRow).returning(OperatorRow.id), row).scalar_one()
            people[key] = login


def _compared(shift: Shift) -> dict[str, object]:
    """The log against the callers' own traces."""
    with shift.line.engine.connect() as db:
        rows = db.execute(select(CallRow.id, CallRow.caller))
        callers = {row.id: row.caller for row in rows}
        events = db.execute(select(CallEventRow.__table__)).all()
    kinds: dict[str, Counter[str]] = {}
    ended: dict[str, datetime] = {}
    for event in events:
        kinds.setdefault(callers[event.call_id], Counter())[event.kind] += 1
        if event.kind == Kind.HUNG_UP:
            ended[callers[event.call_id]] = event.at
    answered = [one for one in shift.made if kinds.get(one, Counter())[Kind.ANSWERED]]
    lost = [
        (one, kind)
        for one in shift.made
        for kind in (ONCE if one in answered else (Kind.ARRIVED, Kind.ABANDONED, Kind.HUNG_UP))
        if kinds.get(one, Counter())[kind] != 1
    ]
    apart_by = [
        abs((ended[one] - call.trace["ended"].at).total_seconds())
        for one, call in shift.made.items()
        if one in ended
    ]
    return {
        "calls": len(shift.made),
        "failed": shift.failures,
        "answered": len(answered),
        "events": len(events),
        "lost or doubled": lost,
        "ends apart, most": max(apart_by, default=0.0),
    }


def _ages(fresh: Freshness) -> dict[str, object]:
    p50, p95 = percentile(fresh.ages, 0.5), percentile(fresh.ages, 0.95)
    return {"changes": len(fresh.ages), "floor p50, ms": p50, "floor p95, ms": p95}
