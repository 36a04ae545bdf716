"""The log of events: each happening once, whoever tells of it and however often."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select

from models.events.kinds import Kind, Seen
from models.events.log import Event, add, events_of
from models.events.tables import CallEventRow, StayRow
from models.tables import CallRow
from tests.office_day import hire

NOON = datetime(2026, 6, 16, 9, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def call(office: Engine) -> int:
    row = {
        "key": "1", "utility": "demo", "caller": "", "dialled": "100", "began_at": NOON,
        "holder": "", "language": "ru",
    }  # fmt: skip
    with office.begin() as connection:
        return connection.execute(insert(CallRow).returning(CallRow.id), row).scalar_one()


@pytest.fixture
def operator(office: Engine) -> int:
    with office.begin() as connection:
        return hire(connection)[0]


def told(call: int, seconds: float, kind: Kind, **more: Any) -> Event:
    return Event(call, at(seconds), kind, mark=f"{kind}:{seconds}", **more)


def stay_of(office: Engine, call: int) -> Any:
    with office.connect() as connection:
        found = select(StayRow.__table__).where(StayRow.call_id == call)
        return connection.execute(found.order_by(StayRow.number)).all()


def test_an_event_comes_back_as_it_was_told(office: Engine, call: int, operator: int) -> None:
    event = Event(
        call, at(1), Kind.ANSWERED, operator, "legal", {"ring": 2}, Seen.QUEUE_LOG, "answered:1"
    )
    with office.begin() as connection:
        assert add(connection, [event]) == 1
        assert events_of(connection, call) == [event]
        assert events_of(connection, call + 1) == []


def test_told_twice_it_is_stored_once(office: Engine, call: int) -> None:
    queued, gone = told(call, 1, Kind.QUEUED), told(call, 9, Kind.ABANDONED)
    with office.begin() as connection:
        assert add(connection, [queued, queued]) == 1
        assert add(connection, [queued, gone]) == 1
        assert add(connection, [queued, gone]) == 0
        assert add(connection, []) == 0
        assert events_of(connection, call) == [queued, gone]


def test_events_are_read_in_the_order_of_happening(office: Engine, call: int) -> None:
    late, early = told(call, 9, Kind.HUNG_UP), told(call, 1, Kind.QUEUED)
    with office.begin() as connection:
        add(connection, [late])
        add(connection, [early])
        assert events_of(connection, call) == [early, late]


def test_an_event_needs_a_mark(office: Engine, call: int) -> None:
    with office.begin() as connection:
        with pytest.raises(ValueError, match="mark"):
            add(connection, [Event(call, at(1), Kind.QUEUED)])
        assert events_of(connection, call) == []


def test_a_late_event_changes_what_was_measured(office: Engine, call: int, operator: int) -> None:
    with office.begin() as connection:
        add(connection, [told(call, 0, Kind.QUEUED), told(call, 300, Kind.HUNG_UP)])
    assert [(row.fate, row.waiting) for row in stay_of(office, call)] == [("abandoned", 300_000)]
    with office.begin() as connection:
        add(connection, [told(call, 30.5, Kind.ANSWERED, operator=operator)])
    (row,) = stay_of(office, call)
    assert (row.fate, row.waiting, row.information) == ("answered", 30_500, 269_500)
    assert row.operator_id == operator


def test_a_call_that_never_waits_is_no_stay(office: Engine, call: int) -> None:
    with office.begin() as connection:
        add(connection, [told(call, 0, Kind.ARRIVED), told(call, 40, Kind.HUNG_UP)])
    assert stay_of(office, call) == []


def test_two_tell_of_the_same_at_the_same_moment(office: Engine, call: int, operator: int) -> None:
    """Each event is told by both, and each has one the other lacks."""
    story = [told(call, second, Kind.HELD, operator=operator) for second in range(30)]
    own = {
        1: [told(call, 0, Kind.QUEUED), told(call, 60, Kind.HUNG_UP)],
        2: [told(call, 0.5, Kind.ANSWERED, operator=operator)],
    }
    both_ready, added = threading.Barrier(2), list[int]()

    def tell(who: int) -> None:
        both_ready.wait()
        for event in [*story, *own[who]]:
            with office.begin() as connection:
                added.append(add(connection, [event]))

    tellers = [threading.Thread(target=tell, args=(who,)) for who in own]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    assert sum(added) == len(story) + 3
    with office.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(CallEventRow)) == sum(added)
    (row,) = stay_of(office, call)
    assert (row.fate, row.waiting, row.information) == ("answered", 500, 59_500)
