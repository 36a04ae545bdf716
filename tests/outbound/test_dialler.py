"""Who is called, when, and in which order (C9); by a carrier that only writes down whom."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine

from config.utility import Opening
from ivr.outbound.carrier import CarrierRefused
from ivr.outbound.dialler import Dialler
from models.contacts.callbacks import MOST
from models.events.kinds import Presence
from models.outbound.endings import ended
from models.outbound.kinds import Attempt, Outcome
from models.rules.outbound import Limits
from tests.outbound.promised import LIMITS, NUMBER, OTHER, Desk, profile


@dataclass
class Notes:
    """A carrier that places nothing; `fails` is what it does instead."""

    name: str = "notes"
    numbers: list[str] = field(default_factory=list)
    fails: Exception | None = None

    def place(self, attempt: Attempt) -> str:
        self.numbers.append(attempt.number)
        if self.fails:
            raise self.fails
        return f"reference of {attempt.id}"


@pytest.fixture
def desk(office: Engine) -> Desk:
    return Desk(office)


def dialler(desk: Desk, notes: Notes, limits: Limits = LIMITS) -> Dialler:
    return Dialler(desk.engine, desk.utility, limits, notes, now=lambda: desk.now)


def called(desk: Desk, limits: Limits = LIMITS) -> list[str]:
    """Whom one look calls."""
    notes = Notes()
    dialler(desk, notes, limits).look()
    return notes.numbers


def test_one_for_each_operator_who_is_free_in_the_order_of_the_kept_place(desk: Desk) -> None:
    desk.promise("+79120000003", waited=None, due_at=desk.now + timedelta(minutes=5))
    desk.promise("+79120000002", waited=100)
    desk.promise("+79120000001", waited=200)
    assert called(desk) == []  # nobody is there
    anna = desk.operator()
    assert called(desk) == ["+79120000001"]
    assert called(desk) == []  # anna is for that one
    desk.operator(login="boris")
    assert called(desk) == ["+79120000002"]
    assert [row.reference for row in desk.attempts()] == ["reference of 1", "reference of 2"]
    assert anna


@pytest.mark.parametrize(
    "doing",
    [Presence.AWAY, Presence.WRAP_UP, Presence.TALKING, Presence.RINGING, Presence.OFFLINE],
)
def test_who_is_not_ready_is_called_for_by_nobody(desk: Desk, doing: Presence) -> None:
    desk.promise()
    desk.operator(doing)
    assert called(desk) == []


def test_only_operators_who_serve_the_queue(desk: Desk) -> None:
    desk.promise(queue="legal")
    desk.operator()
    assert called(desk) == []


def test_live_callers_are_not_overtaken(desk: Desk) -> None:
    """Neither who came earlier, nor who waits for the only operator."""
    desk.promise(waited=60)
    desk.operator()
    desk.operator(login="boris")
    earlier = desk.waits(61)
    assert called(desk) == []
    desk.hang_up(earlier)
    desk.leaves(earlier)
    desk.waits(10)
    desk.waits(5)
    assert called(desk) == []
    desk.operator(login="vera")
    assert called(desk) == [NUMBER]


def test_who_has_been_taken_by_hand_is_left_alone(desk: Desk) -> None:
    callback, anna = desk.promise(), desk.operator()
    desk.claim(callback, anna)
    assert called(desk) == []


def test_after_an_attempt_in_vain_by_spacing_until_they_are_used_up(desk: Desk) -> None:
    desk.utility = profile(attempts=2, spacing=(10, 30))
    callback = desk.promise()
    desk.operator()
    for minutes in (10, 30):
        assert called(desk) == [NUMBER]
        last = desk.attempts()[-1].id
        with desk.engine.begin() as db:
            ended(db, desk.utility, last, Outcome.BUSY, desk.now)
        desk.later(minutes=minutes, seconds=-1)
        assert called(desk) == []
        desk.later(seconds=1)
    assert called(desk) == []
    assert desk.row(callback).done_at is None  # it is a person's


def test_one_number_that_is_not_allowed_keeps_nobody_waiting(desk: Desk) -> None:
    desk.promise("+78095551234", waited=500)
    desk.promise(OTHER, waited=100)
    desk.operator()
    assert called(desk) == [OTHER]
    assert desk.refusals() == ["prefix"]


def test_who_talked_with_us_meanwhile_keeps_nobody_waiting(desk: Desk) -> None:
    desk.promise(waited=500)
    desk.promise(OTHER, waited=100)
    anna = desk.operator()
    desk.later(minutes=1)
    talk = desk.call(caller=NUMBER)
    desk.talk(talk, anna)
    desk.hang_up(talk)
    assert called(desk) == [OTHER]
    assert desk.refusals() == ["talked"]


def test_promises_left_to_people_hide_no_other(desk: Desk) -> None:
    """However many nobody has looked at."""
    desk.utility = profile(attempts=1)
    with desk.engine.begin() as db:
        for _ in range(MOST):
            desk.promise_in_vain(db)
    desk.later(days=1)  # no cap is in the way
    desk.promise(OTHER)
    desk.operator()
    assert called(desk) == [OTHER]


def test_a_cap_stops_all(desk: Desk) -> None:
    desk.promise(waited=200)
    desk.promise(OTHER, waited=100)
    desk.operator()
    desk.operator(login="boris")
    assert called(desk, Limits(("+7",), 1, 5, 5)) == [NUMBER]
    assert desk.refusals() == ["per_hour"]


def test_nobody_at_night(desk: Desk) -> None:
    desk.utility = profile(week={"wed": Opening(time(9), time(12))})  # 8:00 UTC is noon there
    desk.promise()
    desk.operator()
    assert called(desk) == []
    desk.later(seconds=-1)
    assert called(desk) == [NUMBER]
    assert desk.refusals() == ["hours"]


def test_what_the_carrier_refuses_is_tried_again(desk: Desk) -> None:
    callback = desk.promise()
    desk.operator()
    dialler(desk, Notes(fails=CarrierRefused("no line"))).look()
    assert desk.attempts()[0].outcome == "refused"
    assert desk.row(callback).done_at is None
    desk.later(minutes=10)
    assert called(desk) == [NUMBER]


def test_a_carrier_that_fails_may_have_called_all_the_same(desk: Desk) -> None:
    """Nobody else calls until it is known, or has taken long enough."""
    desk.promise()
    desk.operator()
    with pytest.raises(TimeoutError):
        dialler(desk, Notes(fails=TimeoutError())).look()
    assert called(desk) == []
    desk.later(minutes=3, seconds=1)
    assert called(desk) == []
    assert desk.attempts()[0].outcome == "unknown"
    desk.later(minutes=10)
    assert called(desk) == [NUMBER]


@pytest.mark.parametrize("operators", [1, 4])
def test_two_diallers_at_once_call_one_for_each_operator(desk: Desk, operators: int) -> None:
    numbers = [f"+791200000{n:02}" for n in range(4)]
    for place, number in enumerate(numbers):
        desk.promise(number, waited=100 - place)
    for place in range(operators):
        desk.operator(login=f"operator {place}")
    notes, start = Notes(), Barrier(2)

    def look() -> None:
        start.wait()
        dialler(desk, notes).look()

    both = [Thread(target=look) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(notes.numbers) == numbers[:operators]
