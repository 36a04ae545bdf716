"""The rules of routing: which queue, who is first, who stands in."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from config.utility import read_utility
from config.waiting import BEFORE_ALL, SINCE
from models.events.kinds import Presence
from models.rules.routing import (
    EMERGENCY,
    LONG,
    Post,
    minutes_to_wait,
    overflow_in,
    priority,
    queue_for,
    served_queues,
)

DESK = read_utility("tests/utilities/desk.toml")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
moments = st.integers(2, 10_000).map(lambda days: SINCE + timedelta(days=days, seconds=days * 7))
reasons = st.sampled_from(["asked", "no_answer", "fault", EMERGENCY, ""])
queues = st.sets(st.sampled_from(list(DESK.queues)))
posts = st.lists(
    st.builds(
        Post,
        operator=st.integers(1, 6),
        queues=queues.map(sorted),
        doing=st.sampled_from(Presence),
        since=st.integers(0, 3600).map(lambda ago: NOW - timedelta(seconds=ago)),
        substitute=st.none() | st.integers(1, 6),
    ),
    unique_by=lambda one: one.operator,
)


def test_the_first_queue_whose_conditions_hold() -> None:
    assert queue_for(DESK, "asked", "legal", "ru", "100") == "legal"
    assert queue_for(DESK, "asked", "", "ru", "100") == "individuals"
    assert queue_for(DESK, "asked", "individual", "ru", "110") == "legal"
    assert queue_for(DESK, EMERGENCY, "individual", "ru", "121") == "emergency"


@given(reasons, st.sampled_from(["", "legal", "individual"]), st.text(max_size=4), st.text())
def test_every_caller_has_a_queue(reason: str, customer: str, language: str, dialled: str) -> None:
    assert queue_for(DESK, reason, customer, language, dialled) in DESK.queues
    assert (queue_for(DESK, reason, customer, language, dialled) == "emergency") == (
        reason == EMERGENCY
    )


@given(moments, moments, reasons, st.booleans())
def test_who_came_first_is_served_first(
    one: datetime, other: datetime, reason: str, first: bool
) -> None:
    early, late = sorted([one, other])
    assert priority(DESK, early, reason, first) >= priority(DESK, late, reason, first)


@given(moments, st.integers(0, 10_000))
def test_a_head_start_is_no_more_than_that(since: datetime, later: int) -> None:
    """Served out of turn: before whoever has waited less than so many seconds longer (C7)."""
    out_of_turn = priority(DESK, since + timedelta(seconds=later), "asked", True)
    ahead = out_of_turn > priority(DESK, since, "asked", False)
    assert ahead == (later < DESK.waiting.out_of_turn)


@given(moments, st.integers(0, 86_400 - 601), st.booleans())
def test_an_emergency_is_ahead_of_all(since: datetime, later: int, first: bool) -> None:
    """Of everybody who has waited for less than a day, but for the head start (C12)."""
    emergency = priority(DESK, since + timedelta(seconds=later), EMERGENCY, False)
    assert emergency > priority(DESK, since, "asked", first)


@given(moments, reasons, st.booleans())
def test_a_priority_is_one_of_asterisk(since: datetime, reason: str, first: bool) -> None:
    assert 0 < priority(DESK, since, reason, first) < 2**31
    assert priority(DESK, since, reason, first) < 2 * BEFORE_ALL


@given(st.integers(1, 500), st.integers(0, 60), st.floats(1, 3600))
def test_minutes_to_wait(place: int, operators: int, each: float) -> None:
    minutes = minutes_to_wait(place, operators, each)
    assert minutes >= 1
    assert minutes <= minutes_to_wait(place + 1, operators, each)
    assert minutes >= minutes_to_wait(place, operators + 1, each)


def test_overflow() -> None:
    assert overflow_in(DESK, "legal", 100) == 200
    assert overflow_in(DESK, "legal", 400) == -100
    assert overflow_in(DESK, "individuals", 400) is None


@given(posts)
def test_everybody_serves_the_own_queues(people: list[Post]) -> None:
    served = served_queues(people, NOW)
    for one in people:
        if one.doing is Presence.OFFLINE:
            assert one.operator not in served
        else:
            assert served[one.operator] >= set(one.queues)


@given(posts)
def test_nobody_serves_without_a_reason(people: list[Post]) -> None:
    """The own queues, or those of somebody absent whose substitute one is (C15)."""
    by_number = {one.operator: one for one in people}
    for operator, queues_served in served_queues(people, NOW).items():
        mine = set(by_number[operator].queues)
        for one in people:
            if one.substitute == operator and one.doing in (Presence.OFFLINE, Presence.AWAY):
                mine |= set(one.queues)
        assert queues_served <= mine


def test_long_absence() -> None:
    substitute = Post(2, ["legal"], Presence.READY, NOW, None)
    for ago, served in ((LONG - timedelta(seconds=1), False), (LONG + timedelta(seconds=1), True)):
        away = Post(1, ["individuals"], Presence.AWAY, NOW - ago, 2)
        assert ("individuals" in served_queues([away, substitute], NOW)[2]) == served
