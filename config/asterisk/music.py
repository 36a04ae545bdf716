"""Music for callers who are held or wait: slow, quiet chords, made by arithmetic, nobody's work.

Enough to know by that the line is alive. A utility puts music of its own beside it.
"""

import wave
from pathlib import Path

import numpy
from numpy.typing import NDArray

RATE = 8000  # Hz
CHORDS = (  # Hz: A minor, F, C, G, all below what a telephone cuts off
    (220.0, 261.63, 329.63),
    (174.61, 220.0, 349.23),
    (261.63, 329.63, 392.0),
    (196.0, 246.94, 392.0),
)
CHORD = 4.0  # seconds
LEVEL = 0.09  # of full scale for one note: about 20 dB below speech at its loudest
SWELL = 1.2  # seconds in which a chord comes and goes


def write_music(path: Path) -> None:
    """A wav file of 8 kHz, 16 bit, mono; one round of the chords, which fits its own beginning."""
    samples = numpy.concatenate([_chord(notes) for notes in CHORDS])
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def _chord(notes: tuple[float, ...]) -> NDArray[numpy.float64]:
    time = numpy.arange(int(RATE * CHORD)) / RATE
    tone = sum(numpy.sin(2 * numpy.pi * note * time) for note in notes)
    edge = numpy.minimum(time, CHORD - time) / SWELL
    return LEVEL * tone * numpy.sin(numpy.pi / 2 * numpy.clip(edge, 0.05, 1.0))
