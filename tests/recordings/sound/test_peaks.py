"""The waveform of both sides."""

from pathlib import Path

import numpy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from recordings.sound import RATE, encode
from recordings.sound.peaks import MOST, Peaks
from recordings.sound.raw import Samples
from tests.recordings.sound.calls import silence, write_raw


def as_sides(peaks: bytes) -> Samples:
    return numpy.frombuffer(peaks, dtype=numpy.uint8).reshape(-1, 2).astype(numpy.int16)


@given(
    sound=arrays.arrays(numpy.int16, st.tuples(st.integers(1, 5000), st.just(2))),
    block=st.integers(1, 6000),
)
def test_each_bucket_has_its_loudest_sample_whatever_the_blocks(sound: Samples, block: int) -> None:
    peaks = Peaks(len(sound))
    for start in range(0, len(sound), block):
        peaks.add(sound[start : start + block])
    loudness = numpy.abs(sound.astype(int))
    buckets = numpy.array_split(loudness, 1)
    count = min(MOST, len(sound))
    place = numpy.arange(len(sound)) * count // len(sound)
    buckets = [loudness[place == bucket].max(axis=0) for bucket in range(count)]
    expected = [[-(-int(value) * 255 // 32768) for value in bucket] for bucket in buckets]
    assert as_sides(peaks.as_bytes()).tolist() == expected


def test_silence_is_zero_a_whisper_is_not_and_the_loudest_is_full(tmp_path: Path) -> None:
    sound = silence(4 * RATE)
    sound[RATE, 0] = 1
    sound[2 * RATE, 1] = -32768
    found = as_sides(encode(write_raw(tmp_path / "raw", sound), tmp_path / "kept").peaks)
    assert len(found) == 2000
    assert sorted(found[:, 0])[-2:] == [0, 1]
    assert sorted(found[:, 1])[-2:] == [0, 255]
    assert found[500, 0] == 1
    assert found[1000, 1] == 255
