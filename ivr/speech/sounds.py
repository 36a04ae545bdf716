"""The sounds of prompts, as samples."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from ivr.prompts.sounds.audio import samples_of
from ivr.prompts.sounds.store import PREFIX
from ivr.speech.prompt import FRAME

KEPT = 2000  # sounds in memory, some 30 kB each
_NAME = re.compile(rf"{PREFIX}/([0-9a-z-]+)")


class NoSuchSound(Exception):
    """A sound that was asked for is not in the store."""


class Sounds:
    """The store's files. A process's calls say the same over and over: they are read once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._samples = lru_cache(KEPT)(self._read)

    def joined(self, names: Sequence[str]) -> bytes:
        """Sounds one after another, each filled up to whole frames. Raises NoSuchSound."""
        return b"".join(map(self._samples, names))

    def _read(self, name: str) -> bytes:
        matched = _NAME.fullmatch(name)
        if not matched:
            raise NoSuchSound(name)
        try:
            samples = samples_of(self._directory / f"{matched[1]}.wav")
        except OSError:
            raise NoSuchSound(name) from None
        return samples + bytes(-len(samples) % FRAME)
