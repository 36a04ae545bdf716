"""When recordings may be written down: the setting `transcripts`, in the utility's time."""

import re
from dataclasses import dataclass
from datetime import time

from config.settings import Settings, WrongSetting

_HOURS = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]-(?:[01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True)
class Hours:
    """From one time of the day to another, which may be of the next day; the same twice: always."""

    begin: time
    end: time

    def has(self, at: time) -> bool:
        """Whether it is one of them; the end is not."""
        if self.begin < self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


def hours_of(settings: Settings) -> Hours | None:
    """Those of the setting; None where nothing is to be written down. Raises WrongSetting."""
    text = settings.transcripts.strip()
    if not text:
        return None
    if not _HOURS.fullmatch(text):
        raise WrongSetting(f"TEPLOFON_TRANSCRIPTS: {text!r} is not hours, such as 20:00-06:00")
    begin, end = text.split("-")
    return Hours(time.fromisoformat(begin), time.fromisoformat(end))
