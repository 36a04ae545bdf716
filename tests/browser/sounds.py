"""Sounds that tell who is heard: a voice has its own notes, and so has the music."""

import wave
from pathlib import Path
from typing import TypeAlias

import numpy
from numpy.typing import NDArray

RATE = 8000  # of telephones, samples a second
CUSTOMER, OPERATOR = 1100.0, 700.0  # Hz
MUSIC = (220.0, 174.61, 261.63, 196.0)  # Hz; one of them in each chord
WIDTH = 12.0  # Hz
Samples: TypeAlias = NDArray[numpy.float64]


def voice(note: float, rate: int, seconds: float = 4.0) -> bytes:
    """16 bit samples of a note in syllables: what is steady is taken for noise by browsers."""
    time = numpy.arange(int(rate * seconds)) / rate
    syllables = numpy.clip(numpy.sin(2 * numpy.pi * 2.5 * time), 0, 1)
    vibrato = 4 * numpy.sin(2 * numpy.pi * 5 * time) / 5
    sung = numpy.sin(2 * numpy.pi * note * time + vibrato)
    return (14000 * syllables * sung).astype("<i2").tobytes()


def write_voice(path: Path, note: float, rate: int = 48000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(voice(note, rate))
    return path


def share(samples: Samples, *notes: float, width: float = WIDTH) -> float:
    """How much of the energy lies at these notes, 0 to 1; 0 also where hardly anything is heard."""
    if len(samples) < 400 or float(numpy.sqrt(numpy.mean(samples**2))) < 0.002:
        return 0.0
    power = numpy.abs(numpy.fft.rfft(samples * numpy.hanning(len(samples)))) ** 2
    frequencies = numpy.fft.rfftfreq(len(samples), 1 / 8000)
    near = numpy.zeros(len(power), dtype=bool)
    for note in notes:
        near |= numpy.abs(frequencies - note) < width
    return float(power[near].sum() / power.sum())
