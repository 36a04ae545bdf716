"""The audio socket of one call: sends a packet each 20 ms, speech or a key, and passes on a-law.

Here: the clock and the socket. Not here: what is heard in the audio.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from typing import cast

from ivr.callers.mouth import Mouth, Span
from ivr.callers.rtp import FRAME, Order, Packet, is_first, is_over, key_payloads, parse
from ivr.callers.sdp import ALAW, EVENTS

PACE = 0.02  # seconds between packets
BEHIND = 0.5  # seconds that are caught up with after a stall; what is more is never sent
Hearing = Callable[[bytes, float, int], None]  # a-law payload, time it came, samples lost before it


class Voice(asyncio.DatagramProtocol):
    """Talks to `far` once it is set; `hearing` is called with each a-law packet in order."""

    def __init__(self, hearing: Hearing, mouth: Mouth) -> None:
        self.far: tuple[str, int] | None = None
        self.muted = False  # nothing is sent, and what is said meanwhile is lost
        self.pressed: list[Span] = []  # the keys, each while it was held
        self.lost = 0  # samples that never came
        self.skipped = 0.0  # seconds that were never sent: this process stood still
        self._loop = asyncio.get_running_loop()
        self._talking = False
        self._hearing = hearing
        self._order = Order()
        self._mouth = mouth
        self._keys: deque[bytes] = deque()  # payloads
        self._source = secrets.randbits(32)
        self._sequence, self._stamp = secrets.randbits(16), secrets.randbits(32)
        self._key_stamp = 0

    async def listen(self, host: str) -> None:
        """Open the socket, at a free port of this address."""
        await self._loop.create_datagram_endpoint(lambda: self, local_addr=(host, 0))

    @property
    def port(self) -> int:
        return int(self._transport.get_extra_info("sockname")[1])

    def start(self) -> None:
        """Send from now on, until closed."""
        self._talking = True
        self._next = self._loop.time()
        self._tick()

    async def press(self, key: str, hold: float, gap: float) -> None:
        """Press one key for `hold` seconds; returns `gap` seconds after it was let go.

        Raises NoSuchKey.
        """
        payloads = key_payloads(key, hold)
        self._keys += payloads
        await asyncio.sleep(len(payloads) * PACE + gap)

    def hush(self) -> None:
        """Send nothing more; what still comes is heard."""
        self._talking = False
        self._mouth.shut()

    def close(self) -> None:
        self.hush()
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, sender: tuple[str | object, int]) -> None:
        packet = parse(data)
        if packet is None or sender[:2] != self.far:
            return
        lost = self._order.lost_before(packet)
        if lost is not None and packet.kind == ALAW:
            self.lost += lost
            self._hearing(packet.payload, self._loop.time(), lost)

    def error_received(self, error: Exception) -> None:
        """The far end closed its socket; the SIP side tells what that means."""

    def _tick(self) -> None:
        if not self._talking:
            return
        self._send()
        due = self._next + PACE
        self._next = max(due, self._loop.time() - BEHIND)
        self.skipped += self._next - due
        self._loop.call_at(self._next, self._tick)

    def _send(self) -> None:
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._stamp = (self._stamp + FRAME) & 0xFFFFFFFF
        now = self._loop.time()
        spoken = self._packet(ALAW, self._stamp, self._mouth.next_frame(now))
        packet = self._key_packet(now) if self._keys else spoken
        if self.far and not self.muted:
            self._transport.sendto(packet.encode(), self.far)

    def _key_packet(self, now: float) -> Packet:
        payload = self._keys.popleft()
        if begins := is_first(payload):
            self._key_stamp = self._stamp
            self.pressed.append(Span(now, now))
        if not is_over(payload):
            self.pressed[-1].ended = now
        return self._packet(EVENTS, self._key_stamp, payload, begins)

    def _packet(self, kind: int, stamp: int, payload: bytes, marked: bool = False) -> Packet:
        return Packet(kind, self._sequence, stamp, self._source, payload, marked)
