"""The few lines of SDP a caller with one a-law stream and keypad events needs."""

import re

ALAW = 8
EVENTS = 101

_ADDRESS = re.compile(r"^c=IN IP[46] (\S+)", re.MULTILINE)
_AUDIO = re.compile(r"^m=audio (\d{1,5}) ", re.MULTILINE)


class NoAudio(ValueError):
    """The far end's description has no audio we could talk to."""


def describe(host: str, port: int) -> str:
    """What we offer and answer: a-law, 20 ms a packet, and RFC 4733 events, sent to host:port."""
    return "\r\n".join([
        "v=0",
        f"o=- {port} {port} IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {ALAW} {EVENTS}",
        f"a=rtpmap:{ALAW} PCMA/8000",
        f"a=rtpmap:{EVENTS} telephone-event/8000",
        f"a=fmtp:{EVENTS} 0-16",
        "a=ptime:20",
        "a=sendrecv",
        "",
    ])  # fmt: skip


def audio_address(body: str) -> tuple[str, int]:
    """Where the far end wants its audio. Raises NoAudio."""
    host, port = _ADDRESS.search(body), _AUDIO.search(body)
    if not host or not port or not 0 < int(port[1]) < 65536:
        raise NoAudio("the far end names no audio address")
    return host[1], int(port[1])
