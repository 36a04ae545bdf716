"""An event that the database would not take is told once more, and loses nothing by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert
from sqlalchemy.exc import OperationalError

from agi_scripts.gateway.ami import Ami, Message
from agi_scripts.gateway.happenings import take
from agi_scripts.gateway.members import Members
from agi_scripts.gateway.records import Records
from agi_scripts.gateway.state import Call, Desk, Leg, State
from agi_scripts.gateway.watch import Watch
from config.settings import Settings
from config.utility import read_utility
from models.database import open_database
from models.events.kinds import Kind, Presence
from models.events.log import events_of
from models.tables import CallRow
from tests.blank import blank
from tests.gateway.furnishing import hire

NAME = "tests/utilities/desk.toml"
UTILITY = read_utility(NAME)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
AT = str(NOW.timestamp())
CALLER, OPERATOR = Leg("PJSIP/trunk-00000001", "1.1"), Leg("PJSIP/desk-anna-00000002", "1.2")


@dataclass
class Floor:
    """Anna's desk, a call, and a database that can be busy."""

    watch: Watch
    engine: Engine
    url: str
    call: Call
    anna: Desk

    def told_twice(self, message: Message) -> None:
        """Once while the database is busy, then again."""
        with busy(self.url), pytest.raises(OperationalError):
            take(self.watch, message)
        take(self.watch, message)

    def kinds(self) -> list[Kind]:
        with self.engine.connect() as db:
            return [one.kind for one in events_of(db, self.call.id)]


@contextmanager
def busy(url: str) -> Iterator[None]:
    other = open_database(url)
    with other.begin():
        yield
    other.dispose()


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    settings = Settings(home=tmp_path)
    url = blank(tmp_path / "teplofon.db")
    engine = open_database(url)
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=0"))
    number = hire(engine, "desk")["anna"]
    with engine.begin() as db:
        call = db.execute(insert(CallRow).returning(CallRow.id), row()).scalar_one()
    records = Records(engine, UTILITY, NAME)
    state = State(desks=records.desks())
    ami = Ami(settings, lambda _: None, lambda _: None)
    watch = Watch(state, records, ami, Members(state, ami))
    talk = Call(call, CALLER, "individuals", NOW, NOW)
    yield Floor(watch, engine, url, talk, state.desks[number])
    engine.dispose()


def row() -> dict[str, object]:
    return {
        "key": "k", "utility": NAME, "caller": "", "dialled": "", "channel": CALLER.unique,
        "began_at": NOW, "holder": "", "language": "ru",
    }  # fmt: skip


def test_a_caller_who_comes_to_the_queue(floor: Floor) -> None:
    joined = {"Event": "QueueCallerJoin", "Uniqueid": CALLER.unique, "Channel": CALLER.channel}
    floor.told_twice(joined | {"Queue": "individuals", "Timestamp": AT})
    assert floor.kinds() == [Kind.QUEUED]
    assert floor.watch.records.in_line() == [(CALLER.unique, "individuals")]


def test_an_operator_who_has_the_caller_again(floor: Floor) -> None:
    floor.anna.call, floor.anna.doing = floor.call, Presence.TALKING
    floor.call.answered, floor.call.operator_leg, floor.call.held = NOW, OPERATOR, NOW
    floor.told_twice({"Event": "Unhold", "Uniqueid": OPERATOR.unique, "Timestamp": AT})
    assert floor.kinds() == [Kind.RESUMED]
    assert floor.call.held is None


def test_a_call_that_is_not_taken_by_who_wanted_to_leave(floor: Floor) -> None:
    floor.anna.call, floor.anna.doing, floor.anna.ringing = floor.call, Presence.RINGING, "1.3"
    floor.anna.leave = "break"
    told = {"Event": "AgentRingNoAnswer", "Uniqueid": CALLER.unique, "DestUniqueid": "1.3"}
    floor.told_twice(told | {"Interface": floor.anna.interface, "Timestamp": AT})
    assert (floor.anna.doing, floor.anna.reason) == (Presence.AWAY, "break")


def test_presence_is_never_noted_before_what_it_follows(floor: Floor) -> None:
    floor.watch.do(floor.anna, Presence.READY, NOW)
    floor.watch.do(floor.anna, Presence.TALKING, NOW - timedelta(minutes=1))
    found = floor.watch.records.desks()[floor.anna.operator]
    assert (found.doing, found.since) == (Presence.TALKING, NOW)


def test_another_telephone_is_a_member_of_no_queue_yet(floor: Floor) -> None:
    floor.anna.member_of = {"individuals"}
    fresh = {one: floor.watch.records.desks()[one] for one in floor.watch.state.desks}
    fresh[floor.anna.operator].interface = "PJSIP/op-anna"
    floor.watch.state.take_over(fresh)
    assert floor.watch.state.desks[floor.anna.operator].member_of == set()
