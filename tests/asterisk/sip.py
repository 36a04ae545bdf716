"""A telephone that says just enough SIP to be answered; the hotline's own caller can far more."""

import re
import socket
from types import TracebackType
from typing import Self

from config.settings import address

SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 9 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
)


class Telephone:
    """One request at a time over UDP on loopback."""

    def __init__(self, server: str, caller: str = "<sip:1@127.0.0.1>", to: str = "100") -> None:
        self.host, self.port = address(server)
        self.caller = caller
        self.uri = f"sip:{to}@{self.host}:{self.port}"
        self.sequence = 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def __enter__(self) -> Self:
        self.socket.settimeout(5)
        self.socket.connect((self.host, self.port))
        self.mine = f"127.0.0.1:{self.socket.getsockname()[1]}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.close()

    def ask(self, method: str) -> str:
        """The final answer to a request, acknowledged if it needs to be."""
        self.sequence += 1
        body = SDP if method == "INVITE" else ""
        self._send(method, f"<{self.uri}>", body)
        while re.match(r"SIP/2.0 1", answer := self.socket.recv(8192).decode()):
            pass
        if method == "INVITE":
            to = re.search(r"(?im)^To: (.*?)\r$", answer)
            assert to
            self._send("ACK", to[1])
        return answer

    def _send(self, method: str, to: str, body: str = "") -> None:
        branch = f"z9hG4bK{method}{self.sequence}{self.mine.replace(':', '-')}"
        head = (
            f"{method} {self.uri} SIP/2.0\r\nVia: SIP/2.0/UDP {self.mine};branch={branch};rport\r\n"
            f"Max-Forwards: 70\r\nFrom: {self.caller};tag=1\r\nTo: {to}\r\n"
            f"Call-ID: {self.mine}\r\nCSeq: {self.sequence} {method}\r\n"
            f"Contact: <sip:1@{self.mine}>\r\n"
        )
        kind = "Content-Type: application/sdp\r\n" if body else ""
        message = f"{head}{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        self.socket.send(message.encode())
