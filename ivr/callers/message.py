"""One SIP message as a value: parsed from a datagram, written to one. No sockets, no state."""

from collections.abc import Sequence
from dataclasses import dataclass

Header = tuple[str, str]

_SHORT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"}

_ECHOED = ("via", "from", "call-id", "cseq")


class NotSip(ValueError):
    """The datagram is not a SIP message."""


@dataclass(frozen=True)
class Message:
    """A request or a response: its first line, its headers in order, its body."""

    start: str
    headers: Sequence[Header]
    body: str = ""

    def all(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        return [value for key, value in self.headers if full_name(key) == name.lower()]

    def get(self, name: str) -> str:
        """The first value of a header, or an empty string."""
        return next(iter(self.all(name)), "")

    @property
    def is_response(self) -> bool:
        return self.start.startswith("SIP/2.0 ")

    @property
    def status(self) -> int:
        """The code of a response; NotSip where there is none."""
        code = self.start.split(" ")[1] if self.is_response else ""
        if not (code.isdecimal() and len(code) == 3):
            raise NotSip(f"no status in {self.start!r}")
        return int(code)

    @property
    def reason(self) -> str:
        return " ".join(self.start.split(" ")[2:])

    @property
    def method(self) -> str:
        """Of a request its own method, of a response the method it answers."""
        words = (self.get("cseq") if self.is_response else self.start).split()
        return (words[-1] if self.is_response else words[0]) if words else ""

    def encode(self) -> bytes:
        body = self.body.encode()
        headers = [*self.headers, ("Content-Length", str(len(body)))]
        head = "\r\n".join([self.start, *(f"{name}: {value}" for name, value in headers)])
        return f"{head}\r\n\r\n".encode() + body


def reply(
    request: Message, status: str, more: Sequence[Header] = (), body: str = "", to: str = ""
) -> Message:
    """The response to a request; `to` where a tag of ours stands in it."""
    echoed = [pair for pair in request.headers if full_name(pair[0]) in _ECHOED]
    return Message(f"SIP/2.0 {status}", [*echoed, ("To", to or request.get("to")), *more], body)


def parse(datagram: bytes) -> Message:
    """A datagram as a message. Raises NotSip."""
    head, _, body = datagram.decode("utf-8", "replace").partition("\r\n\r\n")
    start, *lines = head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n")
    if "SIP/2.0" not in start.split(" "):
        raise NotSip(f"not SIP: {start[:40]!r}")
    pairs = (line.partition(":") for line in lines)
    return Message(
        start, [(name.strip(), value.strip()) for name, colon, value in pairs if colon], body
    )


def parameter(value: str, name: str) -> str:
    """A parameter behind a header's value, as `tag` of a To; empty where there is none."""
    for part in value.rpartition(">")[2].split(";")[1:]:
        key, _, found = part.strip().partition("=")
        if key.lower() == name:
            return found
    return ""


def address_of(value: str) -> str:
    """The address inside a To or Contact: what stands between < and >, or all before a `;`."""
    _, opened, rest = value.partition("<")
    return rest.partition(">")[0] if opened else value.partition(";")[0].strip()


def full_name(name: str) -> str:
    """A header's name in small letters, the one-letter forms written out."""
    lowered = name.lower()
    return _SHORT.get(lowered, lowered)
