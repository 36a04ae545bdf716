"""The directory into which Asterisk records: a file for each call, named by the call's key.

`KEY.raw` is being written, or was cut off; `KEY.whole` was closed by Asterisk itself.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.asterisk.directory import monitor
from config.asterisk.process import NotRunning, console
from config.settings import Settings

WHOLE, OPEN = ".whole", ".raw"
UNWRITTEN = 1100  # milliseconds at most that Asterisk has not written yet when it is killed: 32 KiB
QUIET = 5.0  # seconds without a write after which nobody is writing, if the channel is gone, too


@dataclass(frozen=True)
class Found:
    """A recording as Asterisk left it."""

    path: Path
    whole: bool  # Asterisk closed it; else it was cut off, or is being written
    size: int  # bytes
    changed: float  # seconds of the epoch

    @property
    def source(self) -> str:
        return self.path.stem

    def is_quiet(self, seconds: float = QUIET) -> bool:
        return time.time() - self.changed > seconds


class Spool:
    """What lies there."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def find(self, source: str) -> Found | None:
        """The file of this call, if there is one; also while it gets its other name."""
        for ending in (WHOLE, OPEN, WHOLE):
            if found := _found(self.directory / f"{source}{ending}"):
                return found
        return None

    def all(self) -> Iterator[Found]:
        """Every recording there."""
        for path in sorted(self.directory.glob("*")):
            if path.suffix in (WHOLE, OPEN) and (found := _found(path)):
                yield found


def spool_of(settings: Settings) -> Spool:
    """Raises WrongSetting."""
    return Spool(monitor(settings))


def live_channels(settings: Settings) -> frozenset[str] | None:
    """The unique ids of Asterisk's channels; None if it does not say."""
    try:
        lines = console(settings, "core show channels concise").splitlines()
    except NotRunning:
        return None
    return frozenset(line.rpartition("!")[2].strip() for line in lines if "!" in line)


def _found(path: Path) -> Found | None:
    """Asterisk may rename it at this very moment: then it is found next time."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return Found(path, path.suffix == WHOLE, state.st_size, state.st_mtime)
