"""What a caller received, as a wav file in which every sound stands at the time it came."""

import audioop
import io
import wave
from collections.abc import Iterable
from dataclasses import dataclass

_RATE = 8000
_JITTER = 0.06  # seconds a packet may be late before the gap counts as silence


@dataclass(frozen=True, slots=True)
class Received:
    """The a-law bytes of one packet and when it came, in seconds."""

    payload: bytes
    at: float


def as_wav(received: Iterable[Received], began: float) -> bytes:
    """A wav file (8 kHz, 16 bit, mono) of what came after `began`, silence where nothing did."""
    sound = bytearray()
    for packet in received:
        due = int((packet.at - began) * _RATE) * 2
        if due - len(sound) > _JITTER * _RATE * 2:
            sound.extend(bytes(due - len(sound)))
        sound += audioop.alaw2lin(packet.payload, 2)
    return _wav(bytes(sound))


def _wav(samples: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_RATE)
        out.writeframes(samples)
    return file.getvalue()
