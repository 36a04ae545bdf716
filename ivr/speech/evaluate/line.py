"""What a telephone line does to an utterance: noise, and the round trip through a-law."""

import audioop
from dataclasses import dataclass, replace
from random import Random

import numpy

from ivr.speech.evaluate.utterances import RATE, WIDTH, Utterance

FRAME = RATE // 50 * WIDTH  # bytes of 20 ms
SPEECH = 0.1  # a frame above this share of the loudest one's rms is speech


@dataclass(frozen=True)
class Noise:
    """Noise to add, `below` dB under the speech; pink, unless there are samples of another."""

    below: float
    samples: bytes = b""

    @property
    def name(self) -> str:
        return f"{'own' if self.samples else 'pink'} noise {self.below:g} dB"


def on_the_line(utterance: Utterance, noise: Noise | None, seed: int) -> Utterance:
    """The utterance as it comes out of a telephone; the same each time for the same seed."""
    samples = utterance.samples
    condition = utterance.condition
    if noise:
        chance = Random(f"{seed} {utterance.name} {noise.name}")
        samples = _noisy(samples, noise, chance)
        condition = noise.name
    heard = audioop.alaw2lin(audioop.lin2alaw(samples, WIDTH), WIDTH)
    return replace(utterance, samples=heard, condition=condition)


def end_of_speech(samples: bytes) -> float:
    """Seconds until the last frame of speech of an utterance without added noise is over."""
    levels = _levels(samples)
    loud = [at for at, level in enumerate(levels) if level > SPEECH * max(levels)]
    return (loud[-1] + 1) * FRAME / WIDTH / RATE if loud else 0.0


def _noisy(samples: bytes, noise: Noise, chance: Random) -> bytes:
    levels = _levels(samples)
    speech = [level for level in levels if level > SPEECH * max(levels)] or [1]
    loudness = numpy.sqrt(numpy.mean(numpy.square(speech, dtype=float)))
    signal = numpy.frombuffer(samples, dtype="<i2").astype(float)
    added = _own(noise.samples, len(signal), chance) if noise.samples else _pink(signal, chance)
    added *= loudness / 10 ** (noise.below / 20) / max(1e-9, numpy.sqrt(numpy.mean(added**2)))
    mixed = numpy.clip(numpy.rint(signal + added), -32768, 32767)
    return bytes(mixed.astype("<i2").data)


def _levels(samples: bytes) -> list[int]:
    starts = range(0, len(samples) - FRAME + 1, FRAME)
    return [audioop.rms(samples[at : at + FRAME], WIDTH) for at in starts] or [0]


def _pink(signal: numpy.ndarray, chance: Random) -> numpy.ndarray:
    """Each octave as loud as the next."""
    white = numpy.random.default_rng(chance.getrandbits(64)).standard_normal(len(signal))
    spectrum = numpy.fft.rfft(white)
    spectrum /= numpy.sqrt(numpy.maximum(1, numpy.arange(len(spectrum))))
    spectrum[0] = 0
    return numpy.fft.irfft(spectrum, len(signal))


def _own(samples: bytes, length: int, chance: Random) -> numpy.ndarray:
    """A piece from anywhere in a recording, which is repeated where it is too short."""
    recorded = numpy.frombuffer(samples, dtype="<i2").astype(float)
    return numpy.resize(numpy.roll(recorded, -chance.randrange(len(recorded))), length)
