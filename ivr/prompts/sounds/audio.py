"""Telephone sound: 8 kHz, mono, 16 bits. Reading WAV files, resampling, trimming, levelling.

Only arithmetic on samples, done by `audioop` over whole buffers; no synthesiser, no cache.
"""

import audioop
import io
import math
import wave
from functools import cache
from pathlib import Path

RATE = 8000  # samples per second of telephone sound
WIDTH = 2  # bytes per sample
LOUDNESS = 0.126  # RMS of speech as a share of full scale: -18 dBFS
PEAK = 0.89  # -1 dBFS: nothing is louder
EDGE = 0.01  # seconds of silence left before and after speech; Asterisk adds 50 ms between files
FRAME = RATE // 200 * WIDTH  # bytes of 5 ms, by which silence is found
SILENCE = 0.01  # a frame below this share of the loudest sample is silence
CUTOFF = 3600  # Hz; above half of RATE sound would fold back as noise
VERSION = "1"  # of what is done here: another one makes every sound anew


class BadSound(ValueError):
    """A file which is not usable sound; the message says why."""


def read_wav(data: bytes) -> bytes:
    """Samples of telephone sound out of a WAV file of any rate, mono or stereo, 16 bits.

    Tells a stream's WAV, whose header does not know its length, by what is there.
    Raises BadSound.
    """
    try:
        with wave.open(io.BytesIO(data)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            samples = file.readframes(min(file.getnframes(), len(data)))
    except (wave.Error, EOFError) as error:
        raise BadSound(f"not a WAV file: {error}") from None
    if width != WIDTH or channels not in (1, 2):
        raise BadSound("16 bits and one or two channels are needed")
    if channels == 2:
        samples = audioop.tomono(samples, WIDTH, 0.5, 0.5)
    return _resampled(samples, rate)


def wav(samples: bytes) -> bytes:
    """A WAV file of telephone sound."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(WIDTH)
        writer.setframerate(RATE)
        writer.writeframes(samples)
    return file.getvalue()


def samples_of(path: Path) -> bytes:
    """The samples of a file made by `wav`."""
    with wave.open(str(path), "rb") as file:
        return file.readframes(file.getnframes())


def silence(seconds: float) -> bytes:
    return bytes(round(seconds * RATE) * WIDTH)


def duration(samples: bytes) -> float:
    """Seconds."""
    return len(samples) / WIDTH / RATE


def trimmed(samples: bytes) -> bytes:
    """Without the silence at both ends but for `EDGE`. Raises BadSound if it is all silence."""
    threshold = audioop.max(samples, WIDTH) * SILENCE
    starts = range(0, len(samples), FRAME)
    loud = [at for at in starts if audioop.max(samples[at : at + FRAME], WIDTH) > threshold]
    if not loud:
        raise BadSound("there is only silence")
    return silence(EDGE) + samples[loud[0] : loud[-1] + FRAME] + silence(EDGE)


def levelled(samples: bytes) -> bytes:
    """At the loudness common to all pieces, or less where peaks would be cut off."""
    loudest = audioop.max(samples, WIDTH)
    gain = min(LOUDNESS * 32767 / _speech_level(samples), PEAK * 32767 / loudest)
    return audioop.mul(samples, WIDTH, gain)


def _speech_level(samples: bytes) -> float:
    """RMS of the frames that hold speech, so that a pause makes nothing louder."""
    frames = [samples[at : at + FRAME] for at in range(0, len(samples), FRAME)]
    levels = [audioop.rms(frame, WIDTH) for frame in frames]
    speech = [level for level in levels if level > max(levels) / 10]
    return math.sqrt(sum(level**2 for level in speech) / len(speech))


def _resampled(samples: bytes, rate: int) -> bytes:
    if rate == RATE:
        return samples
    wide = audioop.lin2lin(samples, WIDTH, 4)  # room for the sums of the filter
    if rate > RATE:
        wide = _low_passed(wide, rate)
    wide, _ = audioop.ratecv(wide, 4, 1, rate, RATE, None)
    return audioop.lin2lin(wide, 4, WIDTH)


def _low_passed(wide: bytes, rate: int) -> bytes:
    """A windowed-sinc filter, each tap a multiplication and an addition of whole buffers."""
    taps = _taps(rate)
    padding = bytes(4 * (len(taps) // 2))
    padded = padding + wide + padding
    summed = bytes(len(wide))
    for number, tap in enumerate(taps):
        part = padded[4 * number : 4 * number + len(wide)]
        summed = audioop.add(summed, audioop.mul(part, 4, tap * 0.5), 4)
    return audioop.mul(summed, 4, 2)


@cache
def _taps(rate: int) -> list[float]:
    """Hamming-windowed sinc, some 4 ms long, with a gain of one at 0 Hz."""
    half = rate // 500
    share = 2 * CUTOFF / rate
    taps = []
    for n in range(-half, half + 1):
        ideal = share * (math.sin(math.pi * share * n) / (math.pi * share * n) if n else 1)
        taps.append(ideal * (0.54 + 0.46 * math.cos(math.pi * n / half)))
    return [tap / sum(taps) for tap in taps]
