"""The waveform of a recording, small enough for a page: how loud each side was, over time."""

import numpy

from recordings.sound.raw import SIDES, Samples

MOST = 2000  # buckets: more than a screen is wide
FULL_SCALE = 32768


class Peaks:
    """Collects, block after block, the loudest sample of each side in each bucket."""

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self._buckets = min(MOST, frames)
        self._loudest = numpy.zeros((self._buckets, SIDES), dtype=numpy.int32)
        self._seen = 0

    def add(self, block: Samples) -> None:
        """The next frames, of shape (frames, sides)."""
        places = numpy.arange(self._seen, self._seen + len(block), dtype=numpy.int64)
        numpy.maximum.at(
            self._loudest,
            places * self._buckets // self._frames,
            numpy.abs(block.astype(numpy.int32)),
        )
        self._seen += len(block)

    def as_bytes(self) -> bytes:
        """Rounded up: what is not silence is never shown as silence."""
        shown = (self._loudest * 255 + FULL_SCALE - 1) // FULL_SCALE
        return shown.astype(numpy.uint8).tobytes()
