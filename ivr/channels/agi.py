"""Asterisk's gateway interface: pyst2's client, with its defects mended in this one place.

Reported against pyst2 0.5.1, each with a test in tests/channels/test_agi.py:

* the constructor installs a signal handler, which fails off the main thread;
* every line, with all that callers key, is written to standard error;
* a `HANGUP` line or the end of the connection is a ValueError of int('');
* 511, a command on a channel that has gone, is an unknown error; so is result=-1;
* `_quote` does not escape: a quote and a line feed in a value are a second command;
* `(timeout)` behind an empty result is not seen, so that silence and a lone `#` look alike.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from asterisk.agi import AGI, AGIError, AGIHangup, AGIResultHangup, AGISIGPIPEHangup

MOST_LINES = 100  # of the greeting; Asterisk sends about 25
LONGEST_LINE = 2048  # Asterisk's own limit for a line

_REPLY = re.compile(r"(\d{3})[ -](?:result=(-?[^ ]*))?(?: \(([^)]*)\))?")
_FORBIDDEN = re.compile(r"[\r\n\0]")


@dataclass(frozen=True)
class Reply:
    """Asterisk's answer to a command: `200 result=12 (timeout)`."""

    result: str
    note: str


class Reader(Protocol):
    """What Agi reads from: standard input, or a connection."""

    def readline(self, limit: int, /) -> str: ...


class Writer(Protocol):
    """What Agi writes to."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> None: ...


class Agi(AGI):  # type: ignore[misc]
    """One AGI conversation over a pair of text streams, on any thread.

    `env` holds Asterisk's greeting without the prefix `agi_`.
    """

    def __init__(self, stdin: Reader, stdout: Writer) -> None:
        """Reads the greeting. Raises AGIHangup if it does not come, AGIError if it is none."""
        self.stdin = stdin
        self.stdout = stdout
        self.env: dict[str, str] = {}
        self._get_agi_env()

    def test_hangup(self) -> None:
        """pyst2's name, called by it before each command. We hear of a hang-up by the replies."""

    def send_command(self, command: str, *args: object) -> None:
        """Send one line. Raises ValueError for what would be more than one."""
        line = " ".join([command, *map(str, args)])
        if _FORBIDDEN.search(line) or len(line) >= LONGEST_LINE:
            raise ValueError("not one line of AGI")
        try:
            self.stdout.write(line + "\n")
            self.stdout.flush()
        except (OSError, ValueError):
            raise AGISIGPIPEHangup("the connection is gone") from None

    def get_result(self, stdin: object = None) -> dict[str, tuple[str, str]]:
        """The reply, as pyst2's own methods expect it. Raises AGIHangup, AGIError."""
        reply = self._read_reply()
        return {"result": (reply.result, reply.note)}

    def command(self, command: str, *args: object) -> Reply:
        """Send a command and wait for its reply. Raises AGIHangup if the caller has gone."""
        result, note = self.execute(command, *args)["result"]
        return Reply(result, note)

    def _read_reply(self) -> Reply:
        line = self._line()
        while line.startswith("100"):  # still trying
            line = self._line()
        if line == "HANGUP":
            raise AGIHangup("the caller has gone")
        matched = _REPLY.match(line)
        if not matched or matched[1] not in ("200", "511"):
            raise AGIError(f"Asterisk answered {line[:40]!r}")
        if matched[1] == "511" or matched[2] == "-1" or matched[3] == "hangup":
            raise AGIResultHangup("the caller has gone")
        return Reply(matched[2] or "", matched[3] or "")

    def _line(self) -> str:
        try:
            line = self.stdin.readline(LONGEST_LINE)
        except (OSError, ValueError):
            raise AGISIGPIPEHangup("the connection is gone") from None
        if not line.endswith("\n"):
            raise AGISIGPIPEHangup("the connection has ended")
        return str(line).rstrip("\r\n")

    def _get_agi_env(self) -> None:
        for _ in range(MOST_LINES):
            line = self._line()
            if not line:
                return
            key, colon, value = line.partition(":")
            if not colon:
                raise AGIError("not an AGI greeting")
            self.env[key.removeprefix("agi_")] = value.strip()
        raise AGIError("not an AGI greeting: too long")

    def _quote(self, string: object) -> str:
        escaped = str(string).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
