"""Believable days of a hotline, the same for a seed: callers, operators, holds, specialists.

For tests, screenshots and benches. Everything reaches the database as it does in earnest: rows of
calls and contacts, and events through `models.events.log.add`; days asked for again are copied.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert, select

from models.contacts.tables import ContactRow
from models.events.kinds import Kind
from models.events.log import Event, add
from models.events.tables import CallEventRow, StayRow
from models.operators.tables import OperatorRow
from models.tables import Base, CallRow
from tests.copies import written_once

PEOPLE = (
    ("ivanova", "Иванова А. С."),
    ("petrov", "Петров Д. Н."),
    ("sadykova", "Садыкова Г. М."),
    ("ozols", "Озолс Я."),
    ("kuznetsova", "Кузнецова О. В."),
    ("akhmetov", "Ахметов Н. Т."),
    ("smirnova", "Смирнова Е. П."),
    ("zaytsev", "Зайцев К. И."),
)
QUEUES, OF_QUEUES = ("individuals", "legal", "emergency"), (80, 15, 5)
TOPICS, OF_TOPICS = ("readings", "charges", "supply", "sealing", "emergency", "other"), (
    30, 25, 20, 12, 4, 9,
)  # fmt: skip
# callers in the hours of a day from 8 to 18
BY_HOUR = (6, 14, 16, 13, 9, 8, 11, 10, 8, 4, 1)
FIRST_HOUR = 8
SELF_SERVED = 0.3  # of all calls: the menu has done it
TABLES = [
    Base.metadata.tables[row.__tablename__] for row in (CallRow, CallEventRow, StayRow, ContactRow)
]
_keys = count(1)


@dataclass
class Called:
    """A call with what happened in it."""

    began: datetime
    events: list[tuple[datetime, Kind, int | None, str | None]]
    ended: datetime
    queue: str | None = None
    operator: int | None = None
    answered: datetime | None = None
    closed: datetime | None = None
    topic: str | None = None
    repeats: bool = False
    detail: dict[str, Any] = field(default_factory=dict)


def hire(connection: Connection, people: Iterable[tuple[str, str]] = PEOPLE) -> list[int]:
    """Engineers, with their numbers."""
    row = {
        "unit": "Отдел по работе с абонентами",
        "role": "engineer",
        "language": "ru",
        "password_hash": "",
        "wrong_passwords": 0,
        "active": True,
        "telephone": "browser",
        "queues": list(QUEUES),
        "changed_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    hired = insert(OperatorRow).returning(OperatorRow.id)
    return [
        connection.execute(hired, row | {"login": login, "name": name}).scalar_one()
        for login, name in people
    ]


def day_of_calls(
    seed: int, day: date, zone: ZoneInfo, calls: int, operators: Sequence[int]
) -> list[Called]:
    """A day in the order of arrival; each operator has one caller at a time."""
    chance = Random(f"{seed} {day}")
    free = [(_local(day, FIRST_HOUR, zone), operator) for operator in operators]
    heapq.heapify(free)
    return [_call(chance, began, free) for began in _arrivals(chance, day, zone, calls)]


def _arrivals(chance: Random, day: date, zone: ZoneInfo, calls: int) -> list[datetime]:
    hours = chance.choices(range(len(BY_HOUR)), BY_HOUR, k=calls)
    return sorted(
        _local(day, FIRST_HOUR + hour, zone) + _for(chance.uniform(0, 3600)) for hour in hours
    )


def _local(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def _for(seconds: float) -> timedelta:
    return timedelta(milliseconds=round(seconds * 1000))


def _call(chance: Random, began: datetime, free: list[tuple[datetime, int]]) -> Called:
    queued = began + _for(chance.uniform(12, 70))
    events: list[tuple[datetime, Kind, int | None, str | None]] = [
        (began, Kind.ARRIVED, None, None),
        (began + _for(6), Kind.ANNOUNCED, None, None),
    ]
    if chance.random() < SELF_SERVED:
        ended = queued + _for(chance.uniform(20, 150))
        return Called(began, [*events, (ended, Kind.HUNG_UP, None, None)], ended)
    queue = chance.choices(QUEUES, OF_QUEUES)[0]
    events.append((queued, Kind.QUEUED, None, queue))
    ring = max(queued, free[0][0]) + _for(chance.uniform(0.1, 0.5))
    patience = chance.uniform(1, 6) if chance.random() < 0.02 else chance.expovariate(1 / 240) + 15
    if (ring - queued).total_seconds() > patience:
        ended = queued + _for(patience)
        events.append((ended, Kind.ABANDONED, None, queue))
        return Called(began, [*events, (ended + _for(0.02), Kind.HUNG_UP, None, None)], ended)
    _, operator = heapq.heappop(free)
    call = Called(began, events, began, queue, operator)
    events.append((ring, Kind.RANG, operator, queue))
    _talk(chance, call, ring + _for(chance.uniform(1, 6)))
    assert call.closed
    heapq.heappush(free, (call.closed + _for(chance.uniform(0.5, 15)), operator))
    return call


def _talk(chance: Random, call: Called, answered: datetime) -> None:
    operator, queue = call.operator, call.queue
    call.answered, call.topic = answered, chance.choices(TOPICS, OF_TOPICS)[0]
    call.repeats = chance.random() < 0.08
    talk = min(chance.lognormvariate(5.0, 0.6), 2400.0)
    happened = call.events.append
    happened((answered, Kind.ANSWERED, operator, queue))
    if chance.random() < 0.9:
        found = min(chance.lognormvariate(3.2, 0.5), talk)
        happened((answered + _for(found), Kind.CUSTOMER_FOUND, operator, None))
    at = answered + _for(talk * 0.4)
    if chance.random() < 0.25:
        happened((at, Kind.HELD, operator, None))
        at += _for(chance.uniform(5, talk * 0.2 + 6))
        happened((at, Kind.RESUMED, operator, None))
    if chance.random() < 0.08:
        happened((at + _for(1), Kind.SPECIALIST_ASKED, operator, None))
        at += _for(chance.lognormvariate(2.8, 0.6) + 1)
        happened((at, Kind.SPECIALIST_ANSWERED, operator, None))
        at += _for(chance.lognormvariate(4.5, 0.6))
        happened((at, Kind.SPECIALIST_LEFT, operator, None))
    call.ended = max(answered + _for(talk), at + _for(2))
    happened((call.ended, Kind.HUNG_UP, None, None))
    happened((call.ended + _for(0.03), Kind.OPERATOR_LEFT, operator, None))
    call.closed = call.ended + _for(min(chance.lognormvariate(3.6, 0.7), 900.0))
    happened((call.closed, Kind.WRAP_UP_DONE, operator, None))


def write(engine: Engine, calls: Iterable[Called], until: datetime | None = None) -> list[int]:
    """Store the calls, as far as they have come `until` then; the numbers of those stored."""
    numbers: list[int] = []
    happened = (call for call in calls if until is None or call.began <= until)
    while some := list(islice(happened, 200)):
        with engine.begin() as connection:
            mine = _store(connection, some, until)
            add(connection, _events(zip(mine, some, strict=True), until))
            _contacts(connection, zip(mine, some, strict=True), until)
            numbers += mine
    return numbers


def _store(connection: Connection, calls: Sequence[Called], until: datetime | None) -> list[int]:
    rows = [
        {
            "key": f"day-{next(_keys)}",
            "utility": "demo",
            "caller": "",
            "dialled": "100",
            "began_at": call.began,
            "holder": "",
            "language": "ru",
            "ended_at": None if until and call.ended > until else call.ended,
            "outcome": None,
        }
        for call in calls
    ]
    made = insert(CallRow).returning(CallRow.id, sort_by_parameter_order=True)
    return list(connection.scalars(made, rows))


def _events(calls: Iterable[tuple[int, Called]], until: datetime | None) -> Iterator[Event]:
    for number, call in calls:
        for place, (at, kind, operator, queue) in enumerate(call.events):
            if until is None or at <= until:
                mark = f"day:{number}:{place}"
                yield Event(number, at, kind, operator, queue, call.detail, mark=mark)


def _contacts(
    connection: Connection, calls: Iterable[tuple[int, Called]], until: datetime | None
) -> None:
    rows = [
        _contact(number, call, until)
        for number, call in calls
        if call.answered and (until is None or call.answered <= until)
    ]
    if rows:
        connection.execute(insert(ContactRow), rows)


def _contact(number: int, call: Called, until: datetime | None) -> dict[str, Any]:
    closed = call.closed if until is None or (call.closed and call.closed <= until) else None
    return {
        "call_id": number,
        "caller": "",
        "operator_id": call.operator,
        "opened_at": call.answered,
        "queue": call.queue,
        "identified": "claimed",
        "topic": call.topic if closed else None,
        "outcome": "resolved" if closed else None,
        "note": "",
        "repeat_of": number if call.repeats else None,
        "closed_at": closed,
    }


def furnish_days(
    engine: Engine, days: Iterable[date], zone: ZoneInfo, calls: int, until: datetime | None = None
) -> list[int]:
    """An office with operators and these days of calls; the operators' numbers."""
    with engine.begin() as connection:
        known = list(connection.scalars(select(OperatorRow.id).order_by(OperatorRow.id)))
        operators = known or hire(connection)
    days = tuple(days)

    def in_earnest() -> None:
        for day in days:
            write(engine, day_of_calls(7, day, zone, calls, operators), until)

    written_once(engine, (days, zone, calls, until, *operators), TABLES, in_earnest)
    return operators
