"""Conversations as text files, readable and writable by the people of the call centre.

`>` said, `<` what the caller does once the prompt has ended, `=` how it ended and what was stored,
`@` the circumstances: route, utility, moment (local time), the caller's number. `#` a comment.

    < 123*5#                      keyed
    < "сто двадцать три"          spoken
    < "сто двадцать … три"        with a pause of 0.8 s
    < "один два три" 45678#       begun by voice, ended by keys
    < (silence)
    < (hangs up)
    < "сто двадцать" (hangs up)   in the middle of the words
    << 1                          any of these while the prompt still plays, 0.7 s after it began

Those in `twilio/` are held over Twilio alone, in place of the ones of the same name elsewhere.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.utility import Utility, read_utility
from ivr.channels.simulator import deed_of

USUAL = "tests/utilities/unstaffed.toml"
FOLDER = Path(__file__).parent / "transcripts"


@dataclass(frozen=True)
class Transcript:
    """One written conversation."""

    name: str
    route: str
    utility_name: str
    at: datetime
    caller: str
    lines: tuple[str, ...]

    @property
    def utility(self) -> Utility:
        return read_utility(self.utility_name)

    @property
    def script(self) -> list[str]:
        """What the caller does."""
        return [line[1:].removeprefix(" ") for line in self.lines if line.startswith("<")]

    @property
    def needs_speech(self) -> bool:
        """Whether a telephone with a keypad alone cannot hold it."""
        return any(deed_of(line).speaks for line in self.script)

    @property
    def conversation(self) -> list[str]:
        """What is said and keyed."""
        return [line for line in self.lines if not line.startswith("=")]

    @property
    def end(self) -> list[str]:
        return [line for line in self.lines if line.startswith("=")]


def read(path: Path) -> Transcript:
    """Read one file."""
    lines = [line.rstrip() for line in path.read_text().splitlines()]
    said = dict(line[2:].split(" ", 1) for line in lines if line.startswith("@ "))
    utility_name = said.get("utility", USUAL)
    local = datetime.fromisoformat(said.get("at", "2026-06-16 10:00"))
    return Transcript(
        name=path.relative_to(FOLDER).with_suffix("").as_posix(),
        route=said.get("route", "hotline"),
        utility_name=utility_name,
        at=local.replace(tzinfo=read_utility(utility_name).zone).astimezone(UTC),
        caller=said.get("caller", "79121234567"),
        lines=tuple(line for line in lines if line[:1] in tuple("><=")),
    )


OVER_TWILIO = [read(path) for path in sorted(FOLDER.glob("twilio/*.txt"))]
TRANSCRIPTS = [
    read(path) for path in sorted(FOLDER.glob("*/*.txt")) if path.parent.name != "twilio"
]
