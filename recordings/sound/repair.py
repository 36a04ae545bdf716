"""WAV files whose writer died: the header says less than the file holds.

Asterisk writes the sizes last. Files of older installations lack them after a crash, or, after a
power cut, the whole header.
"""

import os
import struct
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from recordings.sound.raw import RATE, BadSound

HEADER = 44  # bytes of the header Asterisk writes
WIDTH = 2
# What Asterisk writes in every `wav` file: one channel of 16 bits at 8 kHz.
FORMAT = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * WIDTH, WIDTH, 8 * WIDTH)


class Lacked(StrEnum):
    """What was missing from a file."""

    NOTHING = "nothing"
    SIZES = "sizes"  # in the header, against the length of the file
    HEADER = "header"


@dataclass(frozen=True)
class Repaired:
    """What a file lacked until now, and how much sound it holds."""

    lacked: Lacked
    duration_ms: int


@dataclass(frozen=True)
class _Data:
    """Where the sound lies in a file, in bytes."""

    start: int
    said: int  # how long the header says it is
    frame: int
    rate: int  # frames a second


def repair(path: Path) -> Repaired:
    """Make the header true, in place; a repeat changes nothing.

    Half a frame at the end is cut off. Raises BadSound for what is no WAV file or holds no
    sound, OSError if it cannot be written.
    """
    with path.open("r+b") as file:
        length = os.fstat(file.fileno()).st_size
        if length < HEADER + WIDTH:
            raise BadSound(f"{path} holds no sound")
        begins = file.read(HEADER)
        if not any(begins):
            return _with_new_header(file, length)
        if begins[:4] != b"RIFF" or begins[8:12] != b"WAVE":
            raise BadSound(f"{path} is no WAV file")
        data = _find_data(file, length, path)
        (riff,) = struct.unpack("<I", begins[4:8])
        return _with_true_sizes(file, length, riff, data)


def _with_new_header(file: BinaryIO, length: int) -> Repaired:
    sound = (length - HEADER) // WIDTH * WIDTH
    riff = struct.pack("<4sI4s", b"RIFF", HEADER - 8 + sound, b"WAVE")
    _write(file, {0: riff + FORMAT + struct.pack("<4sI", b"data", sound)}, HEADER + sound)
    return Repaired(Lacked.HEADER, sound * 1000 // WIDTH // RATE)


def _with_true_sizes(file: BinaryIO, length: int, riff: int, data: _Data) -> Repaired:
    there = length - data.start
    if riff == length - 8 and 0 < data.said <= there:
        return Repaired(Lacked.NOTHING, data.said // data.frame * 1000 // data.rate)
    sound = there // data.frame * data.frame
    sizes = {
        4: struct.pack("<I", data.start + sound - 8),
        data.start - 4: struct.pack("<I", sound),
    }
    _write(file, sizes, data.start + sound)
    return Repaired(Lacked.SIZES, sound // data.frame * 1000 // data.rate)


def _find_data(file: BinaryIO, length: int, path: Path) -> _Data:
    """Go from chunk to chunk up to the sound. Raises BadSound."""
    frame, rate, place = 0, 0, 12
    while True:
        file.seek(place)
        name, size = struct.unpack("<4sI", file.read(8).ljust(8, b"\0"))
        if name == b"data" and rate and 0 < frame <= length - place - 8:
            return _Data(place + 8, size, frame, rate)
        if name == b"fmt ":
            rate, _, frame = struct.unpack("<4xIIH", file.read(14).ljust(14, b"\0"))
        elif name == b"data" or place >= length:
            raise BadSound(f"{path} has no sound behind its header")
        place += 8 + size + size % 2


def _write(file: BinaryIO, parts: dict[int, bytes], length: int) -> None:
    for place, part in parts.items():
        file.seek(place)
        file.write(part)
    file.truncate(length)
    file.flush()
    os.fsync(file.fileno())
