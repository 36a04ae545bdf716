"""The format recordings are kept in: Opus in Ogg, both sides as its two channels."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import soundfile

from recordings.sound.peaks import Peaks
from recordings.sound.raw import (
    BLOCK,
    RATE,
    SIDES,
    BadSound,
    Encoded,
    Samples,
    blocks,
    whole_frames,
)

KBITS_A_SIDE = 20  # a second; below 16 the codec mixes the sides


def compression(kbits_a_side: float) -> float:
    """libsndfile's scale for Opus: 0 is 256 kbit/s for each channel, 1 is 6."""
    return (256 - kbits_a_side) / 250


def encode(raw: Path, into: Path) -> Encoded:
    """Encode a finished raw file, in blocks: an hour takes no more memory than a minute.

    `into` is overwritten; after an error what it holds is of no use. A frame cut in the middle
    at the end is left out. Raises BadSound for a raw file without sound; OSError if it cannot be
    read, or `into` not be written whole, as on a full disk.
    """
    with raw.open("rb") as file:
        frames = whole_frames(file, raw)
        peaks = Peaks(frames)
        try:
            _write(into, blocks(file, frames), peaks)
            kept = soundfile.info(str(into)).frames
        except (soundfile.LibsndfileError, AssertionError) as error:
            raise OSError(errno.EIO, f"could not be written: {error}", str(into)) from None
    if kept != frames:  # libsndfile does not tell of every write that failed
        raise OSError(errno.EIO, f"could not be written: {kept} of {frames} frames", str(into))
    return Encoded(frames * 1000 // RATE, peaks.as_bytes())


def _write(into: Path, sound: Iterator[Samples], peaks: Peaks) -> None:
    with soundfile.SoundFile(
        into,
        "w",
        samplerate=RATE,
        channels=SIDES,
        format="OGG",
        subtype="OPUS",
        compression_level=compression(KBITS_A_SIDE),
    ) as file:
        for block in sound:
            peaks.add(block)
            file.write(block)


def decode(source: Path | BinaryIO) -> Iterator[tuple[Samples, Samples]]:
    """Both sides in blocks of at most ten seconds: samples of 16 bits at 8 kHz.

    A stream must be seekable. Raises BadSound.
    """
    try:
        with soundfile.SoundFile(source) as file:
            if (file.samplerate, file.channels) != (RATE, SIDES):
                raise BadSound(f"{file.name} has not two sides at {RATE} Hz")
            for block in file.blocks(BLOCK, dtype="int16"):
                yield block[:, 0], block[:, 1]
    except soundfile.LibsndfileError as error:
        raise BadSound(f"the recording cannot be decoded: {error}") from None
