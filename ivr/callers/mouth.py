"""What a caller's microphone gives: a frame each 20 ms of speech, or of the room behind it.

Here: which samples are said when. Not here: the socket and its clock, and how speech is made.
"""

import asyncio
import audioop
import random
import struct
from collections import deque
from dataclasses import dataclass

from ivr.callers.rtp import FRAME

_WIDTH = 2  # bytes per sample
_BYTES = FRAME * _WIDTH  # of one frame
_SILENCE = 0.01  # a frame below this share of the loudest sample is no speech


@dataclass
class Span:
    """When something began and ended to be sent, in the loop's time."""

    began: float
    ended: float


class Utterance:
    """What is said in one go; over when its last frame was given, or it was broken off."""

    def __init__(self, samples: bytes) -> None:
        self.over = asyncio.Event()
        self.broken_off = False
        self.sent: Span | None = None  # from the first to the last frame with speech in it
        self._frames = deque(_frames(samples))
        self._silence = audioop.max(samples, _WIDTH) * _SILENCE
        self._end_if_said()

    def next_frame(self, at: float) -> bytes:
        """The next frame, which is sent `at` this time."""
        frame = self._frames.popleft()
        if audioop.max(frame, _WIDTH) > self._silence:
            self.sent = Span(self.sent.began if self.sent else at, at)
        self._end_if_said()
        return frame

    def break_off(self) -> None:
        """Say no more of it."""
        self.broken_off |= bool(self._frames)
        self._frames.clear()
        self._end_if_said()

    def _end_if_said(self) -> None:
        if not self._frames:
            self.over.set()


class Mouth:
    """Says one utterance after another, `background` (8 kHz, 16 bit, in a loop) under it all."""

    def __init__(self, background: bytes = b"") -> None:
        self.background = background
        self._waiting: deque[Utterance] = deque()
        self._heard_of_background = 0  # bytes

    def say(self, utterance: Utterance) -> None:
        self._waiting.append(utterance)

    def shut(self) -> None:
        """Break off what is said, and what was to be said after it."""
        for utterance in self._waiting:
            utterance.break_off()

    def next_frame(self, at: float) -> bytes:
        """The a-law bytes of the next 20 ms, sent `at` this time; without background, silence."""
        while self._waiting and self._waiting[0].over.is_set():
            self._waiting.popleft()
        frame = self._waiting[0].next_frame(at) if self._waiting else bytes(_BYTES)
        if self.background:
            frame = audioop.add(frame, self._next_of_background(), _WIDTH)
        return audioop.lin2alaw(frame, _WIDTH)

    def _next_of_background(self) -> bytes:
        start = self._heard_of_background % len(self.background)
        self._heard_of_background += _BYTES
        repeated = self.background[start:] + self.background * (_BYTES // len(self.background) + 1)
        return repeated[:_BYTES]


def line_noise(peak: int = 24) -> bytes:
    """A second of the faint noise every telephone line has, as 16 bit samples up to `peak`.

    The same each time. Below a peak of 16, a-law rounds it to a faint hum of two codes.
    """
    chance = random.Random(peak)
    return struct.pack("<8000h", *(chance.randint(-peak, peak) for _ in range(8000)))


def _frames(samples: bytes) -> list[bytes]:
    """20 ms each, the last one filled up with silence."""
    starts = range(0, len(samples), _BYTES)
    return [samples[at : at + _BYTES].ljust(_BYTES, b"\0") for at in starts]
