"""In its hours, the process that writes down is started every now and then; it ends by itself."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from config.settings import as_environment
from recordings.archive.archive import Archive
from recordings.transcripts.hours import Hours, hours_of

TEPLOFON = Path(sys.executable).with_name("teplofon")
TRANSCRIBE = ("recordings", "transcribe", "--in-hours")


@dataclass
class Night:
    """One process at a time, apart: it is nice to others, and its model's memory is given back."""

    archive: Archive
    hours: Hours
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def look(self) -> None:
        """Start it if it is time, and what was started before has ended."""
        now = self.archive.now().astimezone(self.archive.utility.zone)
        if self.hours.has(now.time()) and not self._is_running():
            self.process = subprocess.Popen(
                (str(TEPLOFON), *TRANSCRIBE),
                env={**os.environ, **as_environment(self.archive.settings)},
                stdout=subprocess.DEVNULL,
            )

    def end(self) -> None:
        """At once: what it is at is begun anew the next time."""
        if self.process and self._is_running():
            self.process.terminate()
            self.process.wait()

    def _is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


def night_of(archive: Archive) -> Night | None:
    """None where nothing is to be written down. Raises WrongSetting."""
    hours = hours_of(archive.settings)
    return Night(archive, hours) if hours else None
