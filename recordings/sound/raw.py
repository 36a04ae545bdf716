"""Raw sound: both sides of a call interleaved, little-endian, as `MixMonitor(...,D)` writes it.

Side 0 is what came from the caller, side 1 what the caller heard.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy
from numpy.typing import NDArray

RATE = 8000  # frames a second
SIDES = 2
FRAME = 2 * SIDES  # bytes: a sample of each side
BLOCK = 10 * RATE  # frames held in memory at a time

Samples = NDArray[numpy.int16]


class BadSound(Exception):
    """A file cannot be used as sound; the message says which file, and why."""


@dataclass(frozen=True)
class Encoded:
    """What was encoded: its length, and its loudness over time.

    `peaks` has a byte for each side in turn, at most 2,000 times: the loudest sample of that
    stretch, 0 for digital silence and 255 for full scale.
    """

    duration_ms: int
    peaks: bytes


def whole_frames(file: BinaryIO, path: Path) -> int:
    """How many frames a raw file has; the bytes of half a frame at its end are left out.

    Raises BadSound if there is not one.
    """
    frames = os.fstat(file.fileno()).st_size // FRAME
    if not frames:
        raise BadSound(f"{path} holds no sound")
    return frames


def blocks(file: BinaryIO, frames: int) -> Iterator[Samples]:
    """So many frames from the beginning, in blocks of shape (frames, sides)."""
    for start in range(0, frames, BLOCK):
        wanted = min(BLOCK, frames - start) * FRAME
        yield numpy.frombuffer(file.read(wanted), dtype="<i2").reshape(-1, SIDES)
