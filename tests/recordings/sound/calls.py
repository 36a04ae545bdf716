"""Raw recordings made up for tests."""

from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from recordings.sound.raw import RATE, SIDES, Samples

CALLER, HEARD = 440.0, 1000.0  # Hz


def note(frequency: float, frames: int, loudness: float = 8000.0) -> Samples:
    """One side, of a note."""
    at = numpy.arange(frames) / RATE
    return (loudness * numpy.sin(2 * numpy.pi * frequency * at)).astype(numpy.int16)


def talk(frames: int) -> Samples:
    """Both sides at once, each with a note of its own."""
    return numpy.stack([note(CALLER, frames), note(HEARD, frames)], axis=1)


def write_raw(path: Path, sound: Samples) -> Path:
    path.write_bytes(sound.astype("<i2").tobytes())
    return path


def share(samples: NDArray[Any], frequency: float) -> float:
    """How much of the energy of one side is within 20 Hz of a note."""
    spectrum = numpy.abs(numpy.fft.rfft(samples.astype(float) * numpy.hanning(len(samples)))) ** 2
    near = numpy.abs(numpy.fft.rfftfreq(len(samples), 1 / RATE) - frequency) < 20
    return float(spectrum[near].sum() / max(spectrum.sum(), 1e-9))


def silence(frames: int) -> Samples:
    return numpy.zeros((frames, SIDES), dtype=numpy.int16)
