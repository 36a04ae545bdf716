"""RTP packets: what is written, what is read, what was lost."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.callers.rtp import NoSuchKey, Order, Packet, key_payloads, parse


@given(
    st.integers(0, 127), st.integers(0, 65535), st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1), st.binary(min_size=1, max_size=300), st.booleans(),
)  # fmt: skip
def test_a_packet_survives_the_wire(
    kind: int, sequence: int, stamp: int, source: int, payload: bytes, marked: bool
) -> None:
    packet = Packet(kind, sequence, stamp, source, payload, marked)
    assert parse(packet.encode()) == packet


@given(st.binary(max_size=40))
def test_garbage_is_no_packet_or_one_of_its_bytes(data: bytes) -> None:
    packet = parse(data)
    assert packet is None or (data[0] >> 6 == 2 and data.endswith(packet.payload))


def test_the_far_ends_contributors_are_skipped() -> None:
    header = struct.pack("!BBHII", 0x82, 8, 1, 2, 3)
    found = parse(header + b"c" * 8 + b"sound")
    assert found
    assert found.payload == b"sound"


def test_a_key_is_held_and_its_end_said_thrice() -> None:
    payloads = [struct.unpack("!BBH", payload) for payload in key_payloads("#", 0.16)]
    assert [length for _, _, length in payloads] == [160 * n for n in range(1, 9)] + [1280] * 3
    assert {event for event, _, _ in payloads} == {11}
    assert [flags >> 7 for _, flags, _ in payloads] == [0] * 8 + [1] * 3


@pytest.mark.parametrize("key", ["x", "", "12", "٣"])
def test_no_telephone_has_this_key(key: str) -> None:
    with pytest.raises(NoSuchKey, match="is not a key"):
        key_payloads(key, 0.1)


def order(*packets: tuple[int, int, int]) -> list[int | None]:
    """(sequence, stamp, source) of packets of 160 samples, as they come."""
    kept = Order()
    return [kept.lost_before(Packet(8, n, at, source, bytes(160))) for n, at, source in packets]


def test_order() -> None:
    assert order((65535, 0, 1), (0, 160, 1), (1, 320, 1)) == [0, 0, 0]
    assert order((1, 0, 1), (4, 480, 1)) == [0, 320]
    assert order((1, 0, 1), (3, 210, 1)) == [0, 50]  # a short one, the end of a clip
    assert order((1, 0, 1), (2, 8000, 1)) == [0, 0]  # it was silent
    assert order((1, 0, 1), (3, 8000, 1)) == [0, 160]  # it was silent, and one is missing
    assert order((5, 800, 1), (4, 640, 1), (5, 800, 1), (6, 960, 1)) == [0, None, None, 0]
    assert order((5, 800, 1), (9000, 7, 2), (9001, 167, 2)) == [0, 0, 0]  # another source
