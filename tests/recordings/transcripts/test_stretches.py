"""Who speaks when, from the sound alone."""

import numpy
import pytest

from recordings.sound import RATE
from recordings.transcripts.stretches import Speaking
from tests.recordings.transcripts.conftest import spoken

BLOCK = 10 * RATE


def stretches(sound: numpy.typing.NDArray[numpy.int16]) -> list[tuple[int, int, float]]:
    voice = Speaking(0)
    for at in range(0, len(sound), BLOCK):
        voice.hear(sound[at : at + BLOCK])
    return [(one.began, one.ended, one.loudness) for one in voice.finish()]


@pytest.mark.slow
def test_words_with_a_pause_are_two_stretches_at_their_times() -> None:
    first, second = spoken("сто двадцать три", 2.0), spoken("сорок пять", 3.0)
    found = stretches(numpy.concatenate([first, second]))
    assert len(found) == 2
    length = len(first) * 1000 // RATE
    assert 1900 <= found[0][0] <= 2300
    assert length + 2900 <= found[1][0] <= length + 3300
    assert found[0][1] <= length + 100


@pytest.mark.slow
def test_loudness_is_in_decibels() -> None:
    [(*_, loud)] = stretches(spoken("сто двадцать три", 0.5))
    [(*_, quiet)] = stretches((spoken("сто двадцать три", 0.5) // 2).astype(numpy.int16))
    assert loud - quiet == pytest.approx(6.0, abs=0.7)


def test_silence_and_a_click_are_no_speech() -> None:
    sound = numpy.zeros(5 * RATE, numpy.int16)
    sound[RATE : RATE + 40] = 20_000
    assert stretches(sound) == []
