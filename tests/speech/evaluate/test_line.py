"""Noise at the level asked for, the same each time; the round trip through a-law."""

import audioop
from dataclasses import replace
from itertools import pairwise

import numpy
import pytest

from ivr.speech.evaluate.line import Noise, end_of_speech, on_the_line
from ivr.speech.evaluate.utterances import BUNDLED, Utterance, read_utterances

SPOKEN = next(one for one in read_utterances(BUNDLED) if one.name == "account-8digits.wav")
HUM = bytes(audioop.lin2lin(bytes(range(256)) * 100, 1, 2))


Samples = numpy.ndarray[tuple[int], numpy.dtype[numpy.float64]]


def added(noise: Noise) -> Samples:
    quiet, noisy = (on_the_line(SPOKEN, one, 1).samples for one in (None, noise))
    difference: Samples = numpy.frombuffer(noisy, "<i2") - numpy.frombuffer(quiet, "<i2") * 1.0
    return difference


def rms(samples: Samples) -> float:
    return float(numpy.sqrt(numpy.mean(samples**2)))


@pytest.mark.parametrize("samples", [b"", HUM])
def test_each_level_is_as_far_below_as_it_says(samples: bytes) -> None:
    levels = [rms(added(Noise(below, samples))) for below in (20, 10, 0)]
    steps = [20 * numpy.log10(louder / softer) for softer, louder in pairwise(levels)]
    assert steps == pytest.approx([10, 10], abs=0.5)


def test_the_loudness_of_speech_is_what_noise_is_compared_with() -> None:
    """Silence before and after an utterance changes nothing."""
    longer = replace(SPOKEN, samples=bytes(80000) + SPOKEN.samples)
    quiet, noisy = (on_the_line(longer, one, 1).samples for one in (None, Noise(10)))
    before = numpy.frombuffer(noisy[:80000], "<i2").astype(float)
    assert rms(before) == pytest.approx(rms(added(Noise(10))), rel=0.2)
    assert max(quiet[:80000:2]) <= 8


def test_pink_noise_has_as_much_in_each_octave() -> None:
    spectrum = numpy.abs(numpy.fft.rfft(added(Noise(0)))) ** 2
    octave = len(spectrum) // 4
    low, high = spectrum[octave // 2 : octave].sum(), spectrum[octave : 2 * octave].sum()
    assert 0.7 < low / high < 1.4


def test_a_seed_gives_the_same_noise_and_another_seed_another() -> None:
    one, same, other = (on_the_line(SPOKEN, Noise(10), seed).samples for seed in (1, 1, 2))
    assert one == same != other


def test_the_line_is_a_law() -> None:
    heard = on_the_line(SPOKEN, None, 1).samples
    assert heard != SPOKEN.samples
    assert heard == audioop.alaw2lin(audioop.lin2alaw(heard, 2), 2)


def test_the_end_of_speech_is_found() -> None:
    """The bundled files have 0.8 s of silence after the speech."""
    length = len(SPOKEN.samples) / 16000
    assert end_of_speech(SPOKEN.samples) == pytest.approx(length - 0.8, abs=0.25)
    assert end_of_speech(bytes(16000)) == 0.0


def test_silence_stays_an_utterance() -> None:
    silent = Utterance("s", "nobody", "quiet", "[unk]", "free", bytes(16000))
    assert len(on_the_line(silent, Noise(10), 1).samples) == 16000
