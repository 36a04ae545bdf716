"""Sound of other systems, as they have left it: measured, made playable in a browser, listened to.

Read by libsndfile: WAV (also GSM in WAV), Ogg, MP3, FLAC, AU, AIFF by their headers, and what
Asterisk writes without a header by the file's ending. Others, as G.729, AMR and AAC, are not.
"""

import audioop
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy
import soundfile

from recordings.sound.peaks import Peaks
from recordings.sound.raw import RATE, SIDES, BadSound, Encoded, Samples

PLAYABLE = "audio/flac"  # loses nothing, costs next to nothing to make, and every browser plays it
SECONDS = 10  # held in memory at a time
# Of one channel, and of 8 kHz but for one: an ending, and what is in such a file.
WITHOUT_HEADER = {
    "raw": "PCM_16",
    "sln": "PCM_16",
    "sln16": "PCM_16",
    "pcm": "ULAW",
    "ulaw": "ULAW",
    "ul": "ULAW",
    "alaw": "ALAW",
    "al": "ALAW",
    "gsm": "GSM610",
    "vox": "VOX_ADPCM",
}
WIDE = 16000  # frames a second of sln16


def measured(path: Path, form: str) -> Encoded:
    """How long it is, and its loudness over time. Raises BadSound."""
    with path.open("rb") as source, _opened(source, form) as sound:
        peaks, frames = Peaks(sound.frames), 0
        for block in _blocks(sound):
            peaks.add(_two_sides(block[: sound.frames - frames]))  # a header may say too little
            frames = min(sound.frames, frames + len(block))
        return Encoded(frames * 1000 // sound.samplerate, peaks.as_bytes())


def make_playable(source: BinaryIO, form: str, into: BinaryIO) -> None:
    """The same sound as FLAC, its channels as they are. Raises BadSound."""
    with _opened(source, form) as sound:
        shape = {"samplerate": sound.samplerate, "channels": sound.channels}
        with soundfile.SoundFile(into, "w", format="FLAC", subtype="PCM_16", **shape) as made:
            for block in _blocks(sound):
                made.write(block)


def listened(source: BinaryIO, form: str) -> Iterator[tuple[Samples, ...]]:
    """Its sides, two at most, in blocks of ten seconds: samples of 16 bits at 8 kHz.

    One channel is one side, in which both are mixed. Raises BadSound.
    """
    with _opened(source, form) as sound:
        rates = [_AtOurRate(sound.samplerate) for _ in range(min(SIDES, sound.channels))]
        try:
            for block in _blocks(sound):
                yield tuple(one.turned(block[:, at]) for at, one in enumerate(rates))
        except soundfile.LibsndfileError as error:
            raise BadSound(f"the sound cannot be read to its end: {error}") from None


class _AtOurRate:
    """One channel, which comes in order. What is above telephone sound is not filtered out."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._state: tuple[int, tuple[tuple[int, int], ...]] | None = None

    def turned(self, samples: Samples) -> Samples:
        if self._rate == RATE:
            return samples
        turned, self._state = audioop.ratecv(
            samples.tobytes(), samples.itemsize, 1, self._rate, RATE, self._state
        )
        return numpy.frombuffer(turned, numpy.int16)


def _opened(source: BinaryIO, form: str) -> soundfile.SoundFile:
    kind = WITHOUT_HEADER.get(form)
    rate = WIDE if form == "sln16" else RATE
    raw = {"format": "RAW", "subtype": kind, "samplerate": rate, "channels": 1} if kind else {}
    try:
        sound = soundfile.SoundFile(source, **raw)
    except soundfile.LibsndfileError as error:
        raise BadSound(f"the sound cannot be read: {error}") from None
    if not 0 < sound.frames < 2**40:  # the latter: one that does not tell
        sound.close()
        raise BadSound("there is no sound in it")
    return sound


def _blocks(sound: soundfile.SoundFile) -> Iterator[Samples]:
    """From its beginning; GSM cannot be sought in, as libsndfile's own blocks would."""
    size = SECONDS * sound.samplerate
    while len(block := sound.read(size, dtype="int16", always_2d=True)):
        yield block


def _two_sides(block: Samples) -> Samples:
    """One channel has both sides mixed: each is drawn as it."""
    return numpy.repeat(block, SIDES, axis=1) if block.shape[1] == 1 else block[:, :SIDES]
