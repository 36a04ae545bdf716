"""Call backs that were promised, and who could carry them out."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, insert, select, update

from config.utility import Outbound, Utility, read_utility
from models.contacts.desk import open_contact
from models.events.kinds import Kind, Presence
from models.events.log import Event, add
from models.events.tables import PresenceRow
from models.operators.tables import OperatorRow
from models.outbound.tables import OutboundAttemptRow, OutboundRefusalRow
from models.queues.tables import WaitingRow
from models.rules.outbound import Limits
from models.rules.routing import priority
from models.tables import CallbackRow, CallRow

NOON = datetime(2026, 6, 10, 8, tzinfo=UTC)
NUMBER, OTHER = "+79127654321", "+79127654322"
LIMITS = Limits(("+7912",), per_hour=10, at_once=5, per_number=5)


def profile(**outbound: Any) -> Utility:
    """The demo's, open day and night, with this way of calling back."""
    demo = read_utility("demo")
    callbacks = msgspec.structs.replace(demo.callbacks, outbound=Outbound(**outbound))
    return msgspec.structs.replace(demo, callbacks=callbacks)


@dataclass
class Desk:
    """An office with promises, at a moment that the test moves."""

    engine: Engine
    utility: Utility = field(default_factory=profile)
    now: datetime = NOON
    made: int = 0

    def later(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now

    def promise(self, number: str = NUMBER, waited: int | None = 60, **more: Any) -> int:
        """Its id; with the place of so many seconds of waiting, or none."""
        with self.engine.begin() as db:
            return self._promise(db, number, waited, **more)

    def promise_in_vain(self, db: Connection) -> None:
        """One that the machine has tried, and nobody has closed."""
        row = {
            "callback_id": self._promise(db, NUMBER, 60), "number": NUMBER, "carrier": "asterisk",
            "key": f"attempt-{self.made}", "placed_at": self.now, "ended_at": self.now,
            "outcome": "busy",
        }  # fmt: skip
        db.execute(insert(OutboundAttemptRow), row)

    def call(self, **more: Any) -> int:
        """A call that goes on."""
        with self.engine.begin() as db:
            return self._call(db, **more)

    def place(self, waited: int) -> int:
        return priority(self.utility, self.now - timedelta(seconds=waited), "", False)

    def waits(self, waited: int, queue: str = "individuals") -> int:
        """A caller on the line, for so many seconds."""
        call = self.call(caller="+79129990000")
        row = {
            "call_id": call, "queue": queue, "priority": self.place(waited),
            "since": self.now - timedelta(seconds=waited), "out_of_turn": False,
        }  # fmt: skip
        with self.engine.begin() as db:
            db.execute(insert(WaitingRow), row)
        return call

    def leaves(self, call: int) -> None:
        """The queue."""
        left = update(WaitingRow).where(WaitingRow.call_id == call)
        with self.engine.begin() as db:
            db.execute(left.values(left_at=self.now))

    def operator(self, doing: Presence = Presence.READY, login: str = "anna") -> int:
        row = {
            "login": login, "name": login, "unit": "", "role": "engineer", "language": "ru",
            "theme": "", "password_hash": "", "must_change_password": False, "wrong_passwords": 0,
            "active": True, "telephone": "desk", "queues": ["individuals"], "changed_at": self.now,
        }  # fmt: skip
        with self.engine.begin() as db:
            number = int(
                db.execute(insert(OperatorRow).returning(OperatorRow.id), row).scalar_one()
            )
        self.does(number, doing)
        return number

    def does(self, operator: int, doing: Presence) -> None:
        row = {"operator_id": operator, "at": self.now, "doing": doing, "reason": ""}
        with self.engine.begin() as db:
            db.execute(insert(PresenceRow), row)

    def hang_up(self, call: int) -> None:
        with self.engine.begin() as db:
            add(db, [Event(call, self.now, Kind.HUNG_UP, mark=f"hung_up:{call}")])

    def talk(self, call: int, operator: int) -> None:
        with self.engine.begin() as db:
            open_contact(db, self.utility, call, operator, "individuals", self.now)
            add(db, [Event(call, self.now, Kind.ANSWERED, operator, mark=f"answered:{call}")])

    def claim(self, callback: int, operator: int) -> None:
        """By hand."""
        own = update(CallbackRow).where(CallbackRow.id == callback)
        until = self.now + timedelta(minutes=15)
        with self.engine.begin() as db:
            db.execute(own.values(claimed_by_id=operator, claimed_until=until))

    def row(self, callback: int) -> Any:
        with self.engine.connect() as db:
            asked = select(CallbackRow.__table__).where(CallbackRow.id == callback)
            return db.execute(asked).one()

    def attempts(self) -> list[Any]:
        with self.engine.connect() as db:
            asked = select(OutboundAttemptRow.__table__).order_by(OutboundAttemptRow.id)
            return list(db.execute(asked))

    def refusals(self) -> list[str]:
        with self.engine.connect() as db:
            asked = select(OutboundRefusalRow.why).order_by(OutboundRefusalRow.id)
            return list(db.execute(asked).scalars())

    def _promise(self, db: Connection, number: str, waited: int | None, **more: Any) -> int:
        row = {
            "call_id": self._call(db, caller="+79121110000", outcome="Goodbye"),
            "number": number, "reason": "asked", "asked_at": self.now,
            "due_at": self.now + timedelta(hours=1),
            "queue": None if waited is None else "individuals",
            "priority": None if waited is None else self.place(waited),
        }  # fmt: skip
        made = insert(CallbackRow).returning(CallbackRow.id)
        return int(db.execute(made, row | more).scalar_one())

    def _call(self, db: Connection, **more: Any) -> int:
        self.made += 1
        row = {
            "key": f"call-{self.made}", "utility": "demo", "caller": "", "dialled": "",
            "began_at": self.now, "holder": "", "language": "ru",
        }  # fmt: skip
        return int(db.execute(insert(CallRow).returning(CallRow.id), row | more).scalar_one())
