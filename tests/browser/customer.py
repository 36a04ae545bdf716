"""A customer with a telephone, beside a browser: our SIP caller in a thread of its own.

The browser is driven from the test's thread, which has an event loop already.
"""

import asyncio
import audioop
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import pairwise

import numpy

from config.settings import Settings, address
from ivr.callers.caller import Call, calling
from ivr.callers.failures import CallFailed, FarEndHungUp
from ivr.callers.moments import Trace
from ivr.callers.rtp import KEYS, parse
from ivr.callers.sdp import EVENTS
from tests.browser.sounds import Samples


class Customer:
    """One call, made at once; it says the same sound again and again until it ends."""

    def __init__(self, settings: Settings, number: str, sound: bytes, keys: str = "") -> None:
        self._settings, self._number, self._sound, self._keys = settings, number, sound, keys
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._over: Future[None] | None = None
        self._call: Call | None = None
        self._answered = threading.Event()
        self._task: asyncio.Task[None] | None = None
        self._events: dict[int, str] = {}  # the keys the far end pressed, by the stamps of theirs

    def dial(self) -> None:
        """Call; returns before anybody has answered."""
        self._over = asyncio.run_coroutine_threadsafe(self._hold_the_call(), self._loop)

    def is_answered(self, within: float = 20.0) -> bool:
        return self._answered.wait(within)

    @property
    def has_been_hung_up_on(self) -> bool:
        return self._call is not None and self._call.ended_by_far_end

    def hang_up(self) -> None:
        """End the call, or give up waiting for an answer."""
        if self._over and not self._over.done():
            self._loop.call_soon_threadsafe(self._task.cancel if self._task else self._loop.stop)
            with suppress(CallFailed, asyncio.CancelledError, CancelledError):
                self._over.result(30)

    def heard(self, seconds: float) -> Samples:
        """What was heard in the last so many seconds: samples at 8 kHz, -1 to 1."""
        assert self._call
        packets = self._call.received[-int(seconds * 50) :]
        samples = b"".join(audioop.alaw2lin(packet.payload, 2) for packet in packets)
        return numpy.frombuffer(samples, dtype="<i2").astype(float) / 32768

    @property
    def trace(self) -> Trace:
        """When what happened, by the customer's own clock."""
        assert self._call
        return self._call.trace

    @property
    def keys_heard(self) -> str:
        """The keys that the other side pressed, which came as telephone-events."""
        return "".join(self._events.values())

    @property
    def longest_gap(self) -> tuple[datetime, datetime]:
        """The longest time without a packet so far: when the one before it came, and the next."""
        assert self._call
        times = [packet.at for packet in self._call.received]
        _, before, after = max((b - a, a, b) for a, b in pairwise(times))
        answered = self._call.trace["answered"]
        began = answered.at - timedelta(seconds=answered.time)  # of the loop's time
        return began + timedelta(seconds=before), began + timedelta(seconds=after)

    def packets_heard(self) -> int:
        return len(self._call.received) if self._call else 0

    def fall_silent(self) -> None:
        """As when the network on this side swallows everything: not one packet more."""
        assert self._call
        self._call.voice.muted = True

    def speak_again(self) -> None:
        assert self._call
        self._call.voice.muted = False

    def close(self) -> None:
        self.hang_up()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _hold_the_call(self) -> None:
        self._task = asyncio.current_task()
        far = address(self._settings.sip_bind)
        async with calling(far, self._number, answer_within=60.0) as call:
            self._call = call
            self._look_for_keys(call)
            self._answered.set()
            with suppress(FarEndHungUp):
                if self._keys:
                    await call.silence(0.3)  # behind what must be heard comes the menu
                    await call.sound()
                    await call.press(self._keys, hold=0.08, gap=0.05)
                while True:
                    await call.say(self._sound)

    def _look_for_keys(self, call: Call) -> None:
        """Telephones show nobody what they are sent; so the packets are read on their way."""
        passes_on = call.voice.datagram_received

        def received(data: bytes, sender: tuple[str | object, int]) -> None:
            packet = parse(data)
            if packet and packet.kind == EVENTS:
                self._events[packet.stamp] = KEYS[packet.payload[0]]
            passes_on(data, sender)

        call.voice.datagram_received = received  # type: ignore[method-assign]


@contextmanager
def customer(settings: Settings, number: str, sound: bytes, keys: str = "") -> Iterator[Customer]:
    """A customer who has dialled, and presses `keys` in the menu; hung up at the end."""
    one = Customer(settings, number, sound, keys)
    try:
        one.dial()
        yield one
    finally:
        one.close()
