"""RTP packets as values, both ways, and the order of those received. No sockets, no clock."""

import struct
from dataclasses import dataclass

FRAME = 160  # a-law bytes, and samples, in 20 ms

_HEADER = struct.Struct("!BBHII")
_EVENT = struct.Struct("!BBH")
KEYS = "0123456789*#ABCD"
_VOLUME = 10  # dBm0 below zero, as telephones send it
_EVENT_OVER = 0x80


class NoSuchKey(ValueError):
    """A key that no telephone has."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One RTP packet; `sequence` and `stamp` wrap at 16 and 32 bits, `stamp` counts samples."""

    kind: int
    sequence: int
    stamp: int
    source: int
    payload: bytes
    marked: bool = False

    def encode(self) -> bytes:
        kind = self.kind | (0x80 if self.marked else 0)
        return _HEADER.pack(0x80, kind, self.sequence, self.stamp, self.source) + self.payload


def parse(datagram: bytes) -> Packet | None:
    """A datagram as a packet; None for anything that is not RTP version 2 with a whole header."""
    if len(datagram) < _HEADER.size:
        return None
    flags, kind, sequence, stamp, source = _HEADER.unpack_from(datagram)
    start = _HEADER.size + 4 * (flags & 0x0F)
    if flags >> 6 != 2 or flags & 0x30 or len(datagram) <= start:  # padded or extended: not for us
        return None
    return Packet(kind & 0x7F, sequence, stamp, source, datagram[start:], bool(kind & 0x80))


def key_payloads(key: str, hold: float) -> list[bytes]:
    """The RFC 4733 payloads of one key held for `hold` seconds, 20 ms apart, its end said thrice.

    Raises NoSuchKey.
    """
    event = KEYS.find(key)
    if event < 0 or len(key) != 1:
        raise NoSuchKey(f"{key!r} is not a key: there are {KEYS}")
    frames = max(1, round(hold / 0.02))
    held = [_EVENT.pack(event, _VOLUME, (count + 1) * FRAME) for count in range(frames)]
    return held + [_EVENT.pack(event, _EVENT_OVER | _VOLUME, frames * FRAME)] * 3


def is_first(payload: bytes) -> bool:
    """Whether a key begins with this payload of those of `key_payloads`."""
    _, flags, length = _EVENT.unpack(payload)
    return length == FRAME and not flags & _EVENT_OVER


def is_over(payload: bytes) -> bool:
    """Whether the key was let go before this payload."""
    return bool(_EVENT.unpack(payload)[1] & _EVENT_OVER)


class Order:
    """The order of the packets received from one source: tells what was lost, what came late."""

    def __init__(self) -> None:
        self._last: Packet | None = None

    def lost_before(self, packet: Packet) -> int | None:
        """Samples missing before this packet; None where it is late or double, to be left out."""
        last = self._last
        if last is None or last.source != packet.source:
            self._last = packet
            return 0
        step = (packet.sequence - last.sequence) & 0xFFFF
        if step == 0 or step > 0x8000:
            return None
        self._last = packet
        skipped = (packet.stamp - last.stamp - len(last.payload)) & 0xFFFFFFFF
        return min((step - 1) * FRAME, skipped)
