"""What comes of the events of a call, in good order and in bad (N1-N5)."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.events.kinds import Kind
from models.rules.clocks import Clock, Stage
from models.rules.stay import Fate
from models.rules.stays import stages, stays
from tests.events.story import INNER, OUTER, Happened, at, stays_told, story


def test_a_simple_call() -> None:
    assert stays_told(
        "0 arrived", "6 announced", "20 queued legal", "50 rang 1", "53 answered 1",
        "80 customer_found 1", "200 hung_up", "200.1 operator_left 1", "245 wrap_up_done 1",
    ) == [[
        "legal: answered", "waiting 20 53", "search 53 80 by 1", "information 53 200 by 1",
        "wrap_up 200 245 by 1",
    ]]  # fmt: skip


def test_clocks_run_while_nothing_ends_them() -> None:
    assert stays_told("0 queued legal", "5 rang 1") == [["legal: waiting", "waiting 0 on"]]
    assert stays_told("0 queued legal", "5 answered 1", "9 held 1") == [
        [
            "legal: answered", "waiting 0 5", "search 5 on by 1", "information 5 on by 1",
            "hold 9 on by 1",
        ]
    ]  # fmt: skip
    assert stays_told("0 queued legal", "5 answered 1", "9 customer_found 1", "60 hung_up") == [
        [
            "legal: answered", "waiting 0 5", "search 5 9 by 1", "information 5 60 by 1",
            "wrap_up 60 on by 1",
        ]
    ]  # fmt: skip


def test_a_ring_is_no_answer() -> None:
    assert stays_told(
        "0 queued legal", "5 rang 1", "20 not_taken 1", "21 rang 2", "30 hung_up"
    ) == [["legal: abandoned", "waiting 0 30"]]


def test_who_overflows_goes_on_waiting_and_counts_where_the_answer_came() -> None:
    assert stays_told(
        "0 queued legal", "300 left_queue", "300.2 queued individuals", "310 answered 1"
    )[0][:2] == ["individuals: answered", "waiting 0 310"]


def test_who_leaves_the_queue_for_something_else_is_not_abandoned() -> None:
    assert stays_told("0 queued legal", "40 left_queue", "90 hung_up") == [
        ["legal: left", "waiting 0 40"]
    ]


def test_whoever_comes_back_goes_on_waiting() -> None:
    """The first operator's browser dies; the caller waits again, and not from zero."""
    assert stays_told(
        "0 queued legal", "30 answered 1", "60 operator_left 1", "61 queued legal",
        "71 answered 2", "90 customer_found 2", "200 hung_up", "210 wrap_up_done 2",
    ) == [
        [
            "legal: answered", "waiting 0 30", "search 30 60 by 1 cut short",
            "information 30 60 by 1", "wrap_up 60 on by 1",
        ],
        [
            "legal: answered", "waiting 61 71 after 30", "search 71 90 by 2",
            "information 71 200 by 2", "wrap_up 200 210 by 2",
        ],
    ]  # fmt: skip
    _, again = stays(
        story("0 queued legal", "30 answered 1", "60 operator_left 1", "61 queued legal")
    )
    assert again.of(Clock.WAITING)[0].length(at(65)) == 34_000


def test_a_call_handed_to_another_operator_has_a_stay_for_each() -> None:
    first, second = stays_told(
        "0 queued legal", "30 answered 1", "40 customer_found 1", "100 transferred 1",
        "100 operator_left 1", "101 rang 2", "104 answered 2", "150 wrap_up_done 1", "160 hung_up",
        "170 wrap_up_done 2",
    )  # fmt: skip
    assert first[-2:] == ["information 30 100 by 1", "wrap_up 100 150 by 1"]
    assert second == [
        "legal: answered", "waiting 101 104 after 30", "search 104 160 by 2 cut short",
        "information 104 160 by 2", "wrap_up 160 170 by 2",
    ]  # fmt: skip


def test_a_second_operator_who_simply_goes_on() -> None:
    first, second = stays_told("0 queued legal", "30 answered 1", "100 answered 2", "160 hung_up")
    assert "information 30 100 by 1" in first and "information 100 160 by 2" in second
    assert not any(line.startswith("waiting") for line in second)


def test_hold_and_specialist_are_counted_apart() -> None:
    (lines,) = stays_told(
        "0 queued legal", "10 answered 1", "20 customer_found 1", "30 held 1",
        "45 specialist_asked 1", "60 specialist_answered 1", "90 specialist_left 1",
        "95 resumed 1", "120 hung_up", "130 wrap_up_done 1",
    )  # fmt: skip
    assert lines[3:] == [
        "information 10 120 by 1", "hold 30 45 by 1", "connecting 45 60 by 1",
        "specialist 60 90 by 1", "hold 90 95 by 1", "wrap_up 120 130 by 1",
    ]  # fmt: skip


def test_a_specialist_nobody_reached_was_not_connected() -> None:
    (lines,) = stays_told(
        "0 queued legal", "10 answered 1", "45 specialist_asked 1", "85 specialist_left 1",
        "120 hung_up",
    )  # fmt: skip
    assert "connecting 45 85 by 1 cut short" in lines


def test_a_specialist_goes_on_when_the_operator_has_left() -> None:
    (lines,) = stays_told(
        "0 queued legal", "10 answered 1", "45 specialist_asked 1", "60 specialist_answered 1",
        "70 transferred 1", "70 operator_left 1", "95 wrap_up_done 1", "200 hung_up",
    )  # fmt: skip
    assert lines[3:] == [
        "information 10 70 by 1", "connecting 45 60 by 1", "specialist 60 200 by 1",
        "wrap_up 70 95 by 1",
    ]  # fmt: skip


def test_a_customer_the_menu_knew_is_found_at_once() -> None:
    (lines,) = stays_told("0 queued legal", "8 rang 1", "9 customer_found 1", "10 answered 1")
    assert "search 10 10 by 1" in lines


def test_an_outcome_before_the_end_leaves_nothing_to_wrap_up() -> None:
    (lines,) = stays_told("0 queued legal", "10 answered 1", "50 wrap_up_done 1", "60 hung_up")
    assert lines[-1] == "wrap_up 60 60 by 1"


def test_whoever_talks_again_no_longer_wraps_up() -> None:
    first, _ = stays_told(
        "0 queued legal", "10 answered 1", "50 operator_left 1", "52 queued legal", "55 answered 1"
    )
    assert first[-1] == "wrap_up 50 55 by 1 cut short"


def test_what_is_missing_is_not_made_up() -> None:
    assert stays_told("5 abandoned") == [["None: abandoned"]]
    assert stays_told("5 left_queue legal") == [["legal: left"]]
    assert stays_told("5 rang 1", "30 hung_up") == [["None: abandoned", "waiting 5 30"]]
    (lines,) = stays_told("10 answered 1", "60 hung_up")
    assert lines[1] == "search 10 60 by 1 cut short"
    assert stays_told("0 arrived", "5 hung_up") == []
    assert stays_told("0 wrap_up_done 1", "1 held 1", "2 specialist_answered", "3 hung_up") == []


def test_nothing_begins_after_the_caller_is_gone() -> None:
    assert stays_told("0 queued legal", "9 hung_up", "10 rang 1", "11 answered 1") == [
        ["legal: abandoned", "waiting 0 9"]
    ]


def test_a_call_back_is_a_wait_that_goes_on() -> None:
    first, second = stays_told(
        "0 queued legal", "20 left_queue", "30 hung_up", "600 queued legal", "605 answered 1"
    )
    assert first == ["legal: left", "waiting 0 20"]
    assert second[1] == "waiting 600 605 after 20"


MOMENTS = st.integers(0, 40).map(lambda step: at(step * 0.5))
EVENTS = st.builds(
    Happened,
    MOMENTS,
    st.sampled_from(Kind),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, "legal", "individuals"]),
)


def apart(some: list[Stage]) -> bool:
    """Whether none overlaps another; one that runs has no later one."""
    ordered = sorted(some, key=lambda stage: (stage.begin, stage.end or at(1e6)))
    return all(before.end and before.end <= after.begin for before, after in pairwise(ordered))


@given(st.lists(EVENTS, max_size=25))
def test_whatever_happens_is_possible(events: list[Happened]) -> None:
    found = stages(events)
    assert all(stage.length(at(100)) >= 0 for stage in found)
    assert all(stage.end is None or stage.end >= stage.begin for stage in found)
    assert apart([stage for stage in found if stage.clock in OUTER])
    assert apart([stage for stage in found if stage.clock in INNER])
    for operator in (None, 1, 2):
        own = (Clock.INFORMATION, Clock.WRAP_UP)
        assert apart([one for one in found if one.operator == operator and one.clock in own])


@given(st.lists(EVENTS, max_size=20), st.randoms(use_true_random=False))
def test_neither_the_order_of_telling_nor_telling_twice_matters(
    events: list[Happened], chance: object
) -> None:
    known = {(event.at, event.kind): event for event in events}  # at one moment each kind once
    once = list(known.values())
    twice = [*once, *once]
    chance.shuffle(twice)  # type: ignore[attr-defined]
    assert stays(twice) == stays(once)


@given(st.lists(EVENTS, max_size=25))
def test_each_stay_has_one_fate(events: list[Happened]) -> None:
    for stay in stays(events):
        talks = stay.of(Clock.INFORMATION)
        assert len(talks) == (stay.fate is Fate.ANSWERED)
        assert len(stay.of(Clock.WAITING)) <= 1 and len(stay.of(Clock.WRAP_UP)) <= 1
        waits = stay.of(Clock.WAITING)
        if waits and stay.fate is not Fate.WAITING:
            assert waits[0].end is not None
        if waits and talks:
            assert waits[0].end == talks[0].begin


@given(st.lists(EVENTS, max_size=25))
def test_a_waiting_clock_never_goes_back(events: list[Happened]) -> None:
    waits = [stage for stage in stages(events) if stage.clock is Clock.WAITING]
    for before, after in pairwise(waits):
        assert after.carried >= before.length(before.end or after.begin) >= 0
        assert after.begin - before.begin >= timedelta()
