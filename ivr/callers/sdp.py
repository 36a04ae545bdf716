"""The few lines of SDP a caller with one a-law stream and keypad events needs."""

import re

ALAW = 8
EVENTS = 101

BOTH_WAYS, HOLDS = "sendrecv", "sendonly"
_WAYS = {  # whether its author sends, and whether he listens
    BOTH_WAYS: (True, True), HOLDS: (True, False), "recvonly": (False, True),
    "inactive": (False, False),
}  # fmt: skip
_NAMES = {way: name for name, way in _WAYS.items()}
_NOWHERE = "0.0.0.0"  # how old telephones hold a call

_ADDRESS = re.compile(r"^c=IN IP[46] (\S+)", re.MULTILINE)
_DIRECTION = re.compile(rf"^a=({'|'.join(_WAYS)})\s*$", re.MULTILINE)
_AUDIO = re.compile(r"^m=audio (\d{1,5}) ", re.MULTILINE)


class NoAudio(ValueError):
    """The far end's description has no audio we could talk to."""


def describe(host: str, port: int, direction: str = BOTH_WAYS, version: int = 0) -> str:
    """What we offer and answer: a-law, 20 ms a packet, and RFC 4733 events, sent to host:port.

    `version` grows with each description of a call that differs from the one before.
    """
    return "\r\n".join([
        "v=0",
        f"o=- {port} {port + version} IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {ALAW} {EVENTS}",
        f"a=rtpmap:{ALAW} PCMA/8000",
        f"a=rtpmap:{EVENTS} telephone-event/8000",
        f"a=fmtp:{EVENTS} 0-16",
        "a=ptime:20",
        f"a={direction}",
        "",
    ])  # fmt: skip


def audio_address(body: str) -> tuple[str, int]:
    """Where the far end wants its audio. Raises NoAudio."""
    host, port = _ADDRESS.search(body), _AUDIO.search(body)
    if not host or not port or not 0 < int(port[1]) < 65536:
        raise NoAudio("the far end names no audio address")
    return host[1], int(port[1])


def direction(body: str) -> str:
    """Whether the author of a description sends, listens, both or neither, in his own words."""
    if (host := _ADDRESS.search(body)) and host[1] == _NOWHERE:
        return "inactive"
    found = _DIRECTION.search(body)
    return found[1] if found else BOTH_WAYS


def agreed(ours: str, theirs: str) -> str:
    """What becomes of what we want and what they do, in our words."""
    (we_send, we_listen), (they_send, they_listen) = _WAYS[ours], _WAYS[theirs]
    return _NAMES[we_send and they_listen, we_listen and they_send]


def sends(way: str) -> bool:
    """Whether who says `sendrecv` or one of the others sends anything."""
    return _WAYS[way][0]
