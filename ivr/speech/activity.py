"""Whether somebody is speaking, frame by frame of 20 ms.

WebRTC's detector tells speech from noise by its spectrum; what is not clearly louder than the
line's own noise, or hardly there at all, is not believed to be the caller.
"""

import audioop
from collections import deque

from webrtcvad import Vad

RATE, WIDTH = 8000, 2
FRAME = RATE // 50 * WIDTH  # bytes of 20 ms
FRAME_SECONDS = 0.02
STRICTEST = 3  # of WebRTC's modes
ONSET, OF = 5, 7  # frames of speech among so many: somebody speaks. Shorter is a click
QUIETEST = 180  # rms of 16 bit samples, -45 dBFS: below it is another room
OVER_NOISE = 2.0  # times the noise's rms, 6 dB
STRETCH = 2.0  # seconds of a pause behind which something else is said
WINDOW = 100  # frames in which the noise is looked for


class Activity:
    """One caller's line. Times are in seconds of audio."""

    def __init__(self) -> None:
        self._vad = Vad(STRICTEST)
        self._levels: deque[int] = deque(maxlen=WINDOW)
        self._latest: deque[bool] = deque(maxlen=OF)
        self.quiet = 0.0  # seconds since the last frame of speech
        self.spoken = 0.0  # seconds of speech since a pause of STRETCH

    def hear(self, frame: bytes) -> bool:
        """Take a frame of FRAME bytes; whether this is speech that has lasted long enough."""
        level = audioop.rms(frame, WIDTH)
        self._levels.append(level)
        voiced = self._vad.is_speech(frame, RATE) and level > self._floor()
        self._latest.append(voiced)
        if voiced:
            self.spoken = FRAME_SECONDS + (self.spoken if self.quiet < STRETCH else 0.0)
        self.quiet = 0.0 if voiced else self.quiet + FRAME_SECONDS
        return sum(self._latest) >= ONSET

    def miss(self, seconds: float) -> None:
        """Nothing came from the line for a while."""
        self._latest.clear()
        self.quiet += seconds

    def forget(self) -> None:
        """What was said so far was nothing."""
        self.spoken = 0.0

    def _floor(self) -> float:
        """Twice the quieter tenth of what was heard of late, which lies between the words."""
        noise = sorted(self._levels)[len(self._levels) // 10]
        return max(QUIETEST, OVER_NOISE * noise)
