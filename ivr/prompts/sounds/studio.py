"""Recordings made in a studio: they win over synthesised sound.

A recording is `LANGUAGE/READABLE-HASH.wav` in the studio's directory. The hash is of the text it
was recorded for, so a recording of a text that has changed since is never played: it is stale.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ivr.prompts.template import PUNCTUATION

NAMED = re.compile(r"(?:.*-)?([0-9a-f]{8})$")


def is_pause(piece: str) -> bool:
    return not piece.strip(PUNCTUATION)


def text_hash(piece: str) -> str:
    return hashlib.sha256(piece.encode()).hexdigest()[:8]


def file_name(piece: str) -> str:
    """How the recording of a piece is to be called: its first words, and the hash of its text."""
    words = "_".join(re.findall(r"\w+", piece.lower()))
    return f"{words[:40].rstrip('_')}-{text_hash(piece)}.wav"


@dataclass(frozen=True)
class Studio:
    """The directory of recordings; none at all if it is not set."""

    directory: Path | None

    @cached_property
    def _found(self) -> dict[tuple[str, str], Path]:
        files = sorted(self.directory.glob("*/*.wav")) if self.directory else []
        named = ((file, NAMED.match(file.stem)) for file in files)
        return {(file.parent.name, match[1]): file for file, match in named if match}

    def recording(self, language: str, piece: str) -> Path | None:
        return self._found.get((language, text_hash(piece)))

    def missing(self, language: str, pieces: Iterable[str]) -> list[str]:
        """What is still to be recorded."""
        wanted = (piece for piece in pieces if not is_pause(piece))
        return [piece for piece in wanted if not self.recording(language, piece)]

    def stale(self, language: str, pieces: Iterable[str]) -> list[Path]:
        """Recordings of texts that are said no more, and files whose name tells no text."""
        wanted = {text_hash(piece) for piece in pieces}
        files = sorted((self.directory / language).glob("*")) if self.directory else []
        matched = ((file, NAMED.match(file.stem)) for file in files)
        return [file for file, match in matched if not match or match[1] not in wanted]
