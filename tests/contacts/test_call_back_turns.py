"""Whose turn it is to be called back: a kept place overtakes nobody, a promise is not forgotten."""

from datetime import UTC, datetime, timedelta

import pytest

from config.utility import Queue, Utility, read_utility
from models.floor import WaitingCall
from models.rules.callbacks import Owed, Turn, foremost, order, turn_of
from models.rules.routing import EMERGENCY, priority

NOW = datetime(2026, 6, 10, 8, tzinfo=UTC)
SOON, PAST = NOW + timedelta(hours=1), NOW - timedelta(seconds=1)


@pytest.fixture(scope="module")
def demo() -> Utility:
    return read_utility("demo")


def ago(seconds: int) -> datetime:
    return NOW - timedelta(seconds=seconds)


def kept(utility: Utility, since: datetime, due: datetime = SOON, **more: bool) -> Owed:
    """The place of somebody who began to wait then."""
    place = priority(utility, since, "asked", more.get("out_of_turn", False))
    return Owed("individuals", place, due, None)


@pytest.mark.parametrize(
    ("began", "turn"), [(301, Turn.PLACE), (300, Turn.BEHIND), (299, Turn.BEHIND)]
)
def test_a_kept_place_overtakes_nobody_who_came_before(
    demo: Utility, began: int, turn: Turn
) -> None:
    """Also one who came at the same second goes first."""
    live = foremost(
        demo,
        [WaitingCall(2, "individuals", ago(30), 2), WaitingCall(1, "individuals", ago(300), 1)],
    )
    assert turn_of(kept(demo, ago(began)), live, NOW) is turn


def test_callers_of_other_queues_are_not_in_the_way(demo: Utility) -> None:
    live = foremost(demo, [WaitingCall(1, "legal", ago(3000), 1)])
    assert turn_of(kept(demo, ago(10)), live, NOW) is Turn.PLACE
    assert turn_of(kept(demo, ago(10)), {}, NOW) is Turn.PLACE


def test_out_of_turn_has_its_head_start_on_both_sides(demo: Utility) -> None:
    first = WaitingCall(1, "individuals", ago(10), 1, out_of_turn=True)
    assert turn_of(kept(demo, ago(500)), foremost(demo, [first]), NOW) is Turn.BEHIND
    assert turn_of(kept(demo, ago(700)), foremost(demo, [first]), NOW) is Turn.PLACE
    plain = foremost(demo, [WaitingCall(1, "individuals", ago(500), 1)])
    assert turn_of(kept(demo, ago(10), out_of_turn=True), plain, NOW) is Turn.PLACE


def test_an_emergency_on_the_line_goes_before_any_kept_place(demo: Utility) -> None:
    name = next(name for name, one in demo.queues.items() if EMERGENCY in one.reasons)
    assert isinstance(demo.queues[name], Queue)
    live = foremost(demo, [WaitingCall(1, name, NOW, 1)])
    long_ago = priority(demo, ago(3600), "asked", out_of_turn=True)
    assert turn_of(Owed(name, long_ago, SOON, None), live, NOW) is Turn.BEHIND


def test_without_a_place_the_promise_counts(demo: Utility) -> None:
    for queue, place in ((None, None), ("individuals", None), (None, 5)):
        assert turn_of(Owed(queue, place, SOON, None), {}, NOW) is Turn.PROMISE


def test_an_overdue_promise_waits_for_no_place(demo: Utility) -> None:
    live = foremost(demo, [WaitingCall(1, "individuals", ago(9000), 1)])
    assert turn_of(kept(demo, ago(8000)), live, NOW) is Turn.BEHIND
    assert turn_of(kept(demo, ago(8000), due=PAST), live, NOW) is Turn.PROMISE


def test_where_nobody_knows_who_waits_no_place_is_reached(demo: Utility) -> None:
    assert turn_of(kept(demo, ago(9000)), None, NOW) is Turn.BEHIND
    assert turn_of(kept(demo, ago(9000), due=PAST), None, NOW) is Turn.PROMISE


def test_after_an_attempt_nobody_calls_before_the_time(demo: Utility) -> None:
    one = kept(demo, ago(9000), due=PAST)
    again = Owed(one.queue, one.priority, one.due, NOW + timedelta(seconds=1))
    assert turn_of(again, {}, NOW) is Turn.LATER
    assert turn_of(again, {}, NOW + timedelta(seconds=1)) is Turn.PLACE


def test_the_list_goes_by_place_then_by_time(demo: Utility) -> None:
    live = foremost(demo, [WaitingCall(1, "individuals", ago(300), 1)])
    hour = timedelta(hours=1)
    expected = {
        "first place": kept(demo, ago(900), due=SOON + hour),
        "second place": kept(demo, ago(600), due=PAST),
        "overdue": Owed(None, None, PAST, None),
        "due": Owed(None, None, SOON, None),
        "due later": Owed(None, None, SOON + hour, None),
        "behind": kept(demo, ago(200)),
        "further behind": kept(demo, ago(100), due=NOW),
        "again": Owed(None, None, PAST, SOON),
        "again later": Owed(None, None, PAST, SOON + hour),
    }
    mixed = sorted(expected, reverse=True)
    ordered = sorted(
        mixed, key=lambda name: order(expected[name], turn_of(expected[name], live, NOW))
    )
    assert ordered == list(expected)
