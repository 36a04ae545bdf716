"""The store of sounds: files named by their content, made when first asked for.

The name of a sound is a hash of everything that makes it, so a changed text, voice or recording
has another name, and files never need to be invalidated. Several processes may share a store.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.settings import Settings
from ivr.prompts.sounds import audio
from ivr.prompts.sounds.studio import Studio, is_pause
from ivr.prompts.sounds.voices import Voices

PREFIX = "teplofon"  # the directory of sounds which Asterisk finds the store under
INDEX = "index.tsv"
PAUSES = {",": 0.12, ";": 0.12, ":": 0.12, ".": 0.25, "?": 0.25, "!": 0.25}  # seconds


class SoundStore:
    """Sounds under `settings.cache`, readable by the unprivileged user Asterisk runs as."""

    def __init__(self, settings: Settings) -> None:
        self.directory = settings.cache.resolve() / "sounds"
        self._voices = Voices.of(settings)
        self._studio = Studio(Path(settings.studio) if settings.studio else None)
        self._names: dict[tuple[str, str], str] = {}

    def name(self, language: str, piece: str) -> str:
        """What Asterisk plays for a piece; synthesised now if it never was.

        Raises CannotSpeak, NotAvailable or BadSound if it cannot be made.
        """
        known = self._names.get((language, piece))
        return known or self._first_name(language, piece)

    def path(self, language: str, piece: str) -> Path:
        """The WAV file of a piece, made if needed; raises as `name`."""
        return self.directory / f"{Path(self.name(language, piece)).name}.wav"

    def build(
        self, pieces: Iterable[tuple[str, str]], progress: Callable[[], None] = lambda: None
    ) -> None:
        """Make the sounds of (language, piece) pairs that are missing, and the index of all.

        `progress` is called after each piece.
        """
        wanted = list(dict.fromkeys(pieces))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for _ in pool.map(lambda pair: self.name(*pair), wanted):
                progress()
        self.index()

    def index(self) -> None:
        """Write `index.tsv`: name, language and text of every sound named so far, by line.

        Lines of sounds named in earlier runs stay.
        """
        path = self.directory / INDEX
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for (language, piece), name in self._names.items():
            lines.append(f"{Path(name).name}\t{language}\t{' '.join(piece.split())}")
        self.keep(INDEX, "".join(f"{line}\n" for line in dict.fromkeys(lines)).encode())

    def keep(self, file_name: str, data: bytes) -> None:
        """Write a file of the store in one step; whoever reads it sees all of it or none."""
        for directory in (self.directory.parent, self.directory):
            if not directory.exists():
                directory.mkdir(parents=True, exist_ok=True)
                directory.chmod(0o755)  # whatever the umask: Asterisk's user reads here
        handle, temporary = tempfile.mkstemp(prefix=".", dir=self.directory)
        try:
            with open(handle, "wb") as file:
                file.write(data)
            os.chmod(temporary, 0o644)
            os.replace(temporary, self.directory / file_name)
        except BaseException:
            os.unlink(temporary)
            raise

    def _first_name(self, language: str, piece: str) -> str:
        recording = self._studio.recording(language, piece)
        source = _recorded(recording) if recording else self._identity(language, piece)
        content = "\0".join((audio.VERSION, language, source, piece))
        short = hashlib.sha256(content.encode()).hexdigest()[:12]
        if not (self.directory / f"{short}.wav").exists():
            self.keep(f"{short}.wav", audio.wav(self._sound(language, piece, recording)))
        return self._names.setdefault((language, piece), f"{PREFIX}/{short}")

    def _identity(self, language: str, piece: str) -> str:
        return "" if is_pause(piece) else self._voices.speaking(language).identity

    def _sound(self, language: str, piece: str, recording: Path | None) -> bytes:
        """Samples: speech trimmed and levelled, then the pause its last mark asks for."""
        pause = audio.silence(PAUSES.get(piece[-1], 0))
        if is_pause(piece):
            return pause
        try:
            if recording:
                spoken = audio.read_wav(recording.read_bytes())
            else:
                spoken = self._voices.speaking(language).speak(piece)
            return audio.levelled(audio.trimmed(spoken)) + pause
        except audio.BadSound as error:
            raise audio.BadSound(f"{recording or piece}: {error}") from None


def _recorded(recording: Path) -> str:
    return hashlib.sha256(recording.read_bytes()).hexdigest()
