"""From events to talks: where the operator is heard in a recording."""

from datetime import UTC, datetime, timedelta

from models.events.kinds import Kind
from models.events.log import Event
from recordings.hints import Stretch, Talk
from recordings.hints.records import Heard
from recordings.hints.talks import talks
from recordings.hints.voices import silences

BEGAN = datetime(2026, 6, 16, 9, tzinfo=UTC)
WHO = {1: ("иванова", "ОКА"), 2: ("петров", "ОКА")}
LENGTH = 100_000


def event(seconds: float, kind: Kind, operator: int | None = 1) -> Event:
    return Event(7, BEGAN + timedelta(seconds=seconds), kind, operator)


def test_a_talk_with_a_hold() -> None:
    happened = [
        event(0, Kind.ARRIVED, None),
        event(10, Kind.ANSWERED),
        event(20, Kind.HELD),
        event(30.5, Kind.RESUMED),
        event(40, Kind.OPERATOR_LEFT),
    ]
    expected = [Talk(10_000, 40_000, *WHO[1], [(20_000, 30_500)], [])]
    assert talks(happened, BEGAN, LENGTH, WHO) == expected
    assert talks(happened[::-1], BEGAN, LENGTH, WHO) == expected


def test_a_specialist_and_a_pause_of_the_recording_are_apart() -> None:
    happened = [
        event(10, Kind.ANSWERED),
        event(20, Kind.SPECIALIST_ASKED),
        event(30, Kind.SPECIALIST_LEFT),
        event(50, Kind.RECORDING_PAUSED),
        event(60, Kind.RECORDING_RESUMED),
        event(70, Kind.HUNG_UP, None),
    ]
    [talk] = talks(happened, BEGAN, LENGTH, WHO)
    assert (talk.holds, talk.apart) == ([], [(20_000, 30_000), (50_000, 60_000)])
    assert [talk.has(at) for at in (9_999, 10_000, 25_000, 55_000, 69_999, 70_000)] == [
        False, True, False, False, True, False,
    ]  # fmt: skip


def test_two_operators_after_a_transfer() -> None:
    happened = [
        event(10, Kind.ANSWERED),
        event(20, Kind.TRANSFERRED),
        event(20.1, Kind.OPERATOR_LEFT),
        event(30, Kind.ANSWERED, 2),
        event(50, Kind.OPERATOR_LEFT, 2),
    ]
    found = talks(happened, BEGAN, LENGTH, WHO)
    assert [(talk.began, talk.ended, talk.surname) for talk in found] == [
        (10_000, 20_000, "иванова"),
        (30_000, 50_000, "петров"),
    ]


def test_a_talk_that_nobody_ended_ends_with_the_recording() -> None:
    found = talks([event(10, Kind.ANSWERED), event(20, Kind.HELD)], BEGAN, LENGTH, WHO)
    assert found == [Talk(10_000, LENGTH, *WHO[1], [(20_000, LENGTH)], [])]


def test_what_is_outside_of_the_segment_is_not_there() -> None:
    happened = [event(-50, Kind.ANSWERED), event(-10, Kind.OPERATOR_LEFT)]
    assert talks(happened, BEGAN, LENGTH, WHO) == []
    [begun] = talks([event(-50, Kind.ANSWERED)], BEGAN, LENGTH, WHO)
    assert (begun.began, begun.ended) == (-50_000, LENGTH)


def test_what_began_in_an_earlier_segment_is_cut_to_this_one() -> None:
    """A hold of before is not hinted twice, and no silence lies before the first sample."""
    happened = [event(-90, Kind.ANSWERED), event(-70, Kind.HELD), event(-30, Kind.RESUMED)]
    [talk] = talks(happened, BEGAN, LENGTH, WHO)
    assert talk.holds == []
    spoken = [Stretch(0, 20_000, LENGTH, -20.0)]
    heard = Heard("ru", [], spoken, [talk], 60_000, lambda word: True)
    assert [hint.at for hint in silences(heard, talk)] == [0]
