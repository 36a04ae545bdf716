"""Each telephone hums a tone of its own, so that whoever hears it is heard to hear it."""

import asyncio
import audioop

import numpy as np

from ivr.callers.caller import Call

RATE = 8000
CALLER, ANNA, BORIS, SPECIALIST = 440, 620, 850, 1130  # Hz
LENGTH = 0.3  # seconds that are listened to
LOUD = 200.0  # amplitude; the tones have 4000, an echo or a rest far less


def tone(hertz: int) -> bytes:
    """A second of it, 8 kHz and 16 bit; it fits together with itself."""
    wave = 4000 * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)
    return wave.astype("<i2").tobytes()


def heard(call: Call) -> set[int]:
    """The tones in the last third of a second."""
    payloads = [one.payload for one in call.received[-int(LENGTH / 0.02) :]]
    now = asyncio.get_running_loop().time()
    if not payloads or now - call.received[-1].at > LENGTH:
        return set()
    samples = np.frombuffer(audioop.alaw2lin(b"".join(payloads), 2), "<i2").astype(float)
    angles = 2j * np.pi * np.arange(len(samples)) / RATE
    return {
        hertz
        for hertz in (CALLER, ANNA, BORIS, SPECIALIST)
        if 2 * abs(np.mean(samples * np.exp(-angles * hertz))) > LOUD
    }


async def hears(call: Call, *hertz: int) -> None:
    """Return when exactly these tones are heard; after five seconds that is a failure."""
    for _ in range(100):
        if heard(call) == set(hertz):
            await asyncio.sleep(LENGTH)  # and go on being heard
            if heard(call) == set(hertz):
                return
        await asyncio.sleep(0.05)
    raise AssertionError(f"heard {heard(call)} instead of {set(hertz)}")


async def hears_no_longer(call: Call, hertz: int) -> None:
    """Return when this tone is not heard; music may be."""
    for _ in range(100):
        if hertz not in heard(call):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"still heard: {hertz}")
