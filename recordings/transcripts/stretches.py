"""Who speaks when, and how loud: from the sound alone."""

import math

import numpy
from webrtcvad import Vad

from recordings.hints import Stretch
from recordings.sound import RATE
from recordings.sound.raw import Samples

FRAME = RATE // 50  # samples of 20 ms
MS = 20
STRICTEST = 3  # of WebRTC's modes
FULL_SCALE = 32768.0
QUIETEST = 180.0  # rms, -45 dBFS: below it is another room
PAUSE = 400  # milliseconds within a stretch
CLICK = 200  # milliseconds: what is shorter is no speech


class Speaking:
    """One side; takes its sound in order."""

    def __init__(self, side: int) -> None:
        self._side = side
        self._vad = Vad(STRICTEST)
        self._at = 0  # milliseconds
        self._began = self._ended = 0
        self._squares: list[float] = []  # mean squares of all frames since it began
        self._found: list[Stretch] = []

    def hear(self, samples: Samples) -> None:
        """The next samples; blocks of any number of whole frames, but for the last."""
        for start in range(0, len(samples) - FRAME + 1, FRAME):
            self._frame(samples[start : start + FRAME])
            self._at += MS

    def finish(self) -> list[Stretch]:
        """All its stretches, when there is no more to come."""
        self._close()
        return self._found

    def _frame(self, frame: Samples) -> None:
        square = float(numpy.square(frame, dtype=numpy.float64).mean())
        voiced = square >= QUIETEST**2 and self._vad.is_speech(frame.tobytes(), RATE)
        if self._squares and self._at - self._ended > PAUSE:
            self._close()
        if voiced and not self._squares:
            self._began = self._at
        if voiced or self._squares:
            self._squares.append(square)
        if voiced:
            self._ended = self._at + MS

    def _close(self) -> None:
        if self._squares and self._ended - self._began >= CLICK:
            squares = self._squares[: (self._ended - self._began) // MS]
            power = sum(squares) / len(squares) / FULL_SCALE**2
            loudness = round(10 * math.log10(power), 1)
            self._found.append(Stretch(self._side, self._began, self._ended, loudness))
        self._squares = []
