"""The hours in which recordings are written down."""

from datetime import time

import pytest

from config.settings import Settings, WrongSetting
from recordings.transcripts.hours import Hours, hours_of


def test_hours_over_midnight() -> None:
    night = hours_of(Settings(transcripts="20:00-06:00"))
    assert night == Hours(time(20), time(6))
    hours = (time(20), time(23, 59), time(0), time(5, 59), time(6), time(19, 59))
    assert [night.has(at) for at in hours] == [True, True, True, True, False, False]


def test_hours_of_one_day_and_always() -> None:
    assert Hours(time(1), time(5)).has(time(3))
    assert not Hours(time(1), time(5)).has(time(5))
    assert Hours(time(0), time(0)).has(time(12))


def test_none() -> None:
    assert hours_of(Settings(transcripts=" ")) is None


@pytest.mark.parametrize("text", ["nightly", "20-06", "24:00-06:00", "20:00-06:60", "20:00"])
def test_what_is_no_hours_ends_the_start(text: str) -> None:
    with pytest.raises(WrongSetting, match="is not hours"):
        hours_of(Settings(transcripts=text))
