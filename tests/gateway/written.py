"""What is written down of calls: the log of events, contacts, and who waits."""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from models.contacts.tables import ContactRow
from models.events.kinds import Kind
from models.events.log import Event, events_of
from models.events.tables import CallEventRow
from models.queues.tables import WaitingRow
from models.tables import CallRow
from tests.gateway.console import PATIENCE


@dataclass
class Written:
    """The database of a hotline, as its tests ask it."""

    engine: Engine

    def newest_call(self) -> int:
        with self.engine.connect() as db:
            return int(db.execute(select(func.max(CallRow.id))).scalar_one() or 0)

    async def newest_call_of(self, who: str, after: int = 0) -> int:
        """The newest call of this number, once it is written down, of those after that one."""
        asked = select(func.max(CallRow.id)).where(CallRow.caller == who, CallRow.id > after)
        for _ in range(int(PATIENCE / 0.05)):
            with self.engine.connect() as db:
                if found := db.execute(asked).scalar():
                    return int(found)
            await asyncio.sleep(0.05)
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

    def nobody_waits(self) -> bool:
        waits = select(func.count()).select_from(WaitingRow).where(WaitingRow.left_at.is_(None))
        with self.engine.connect() as db:
            return db.execute(waits).scalar_one() == 0
