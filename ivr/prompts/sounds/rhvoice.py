"""RHVoice: a natural Russian voice, on PATH or unpacked privately when asked for.

Only anna and aleksandr are offered: their licence is GPL-2+. Several other voices forbid
commercial use, and so a utility; they are removed from what is unpacked.
"""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from config.debian import PrivateRoot, unpack, unpacked
from ivr.prompts.sounds.audio import read_wav
from ivr.prompts.sounds.synthesiser import run

SPEAKERS = ("anna", "aleksandr")
SPEED = 90  # per cent of the usual: slow enough for a bad line
NAME, PACKAGES, SUITE = "rhvoice", ("rhvoice", "rhvoice-russian"), "sid non-free"


@dataclass(frozen=True)
class RHVoice:
    """RHVoice with one of its Russian speakers."""

    command: Sequence[str]
    speaker: str
    version: str
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        return f"RHVoice {self.version} {self.speaker} {SPEED}"

    def speak(self, text: str) -> bytes:
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "said.wav"
            options = ["-p", self.speaker, "-r", str(SPEED), "-o", str(file)]
            run([*self.command, *options], text.encode(), self.environment)
            return read_wav(file.read_bytes())


@cache
def rhvoice(speaker: str, cache_dir: Path) -> RHVoice | None:
    """RHVoice where it is installed, on PATH or by `install`; None where it is not."""
    if program := shutil.which("RHVoice-test"):
        command, environment = [program], dict[str, str]()
    elif root := unpacked(NAME, PACKAGES, cache_dir, SUITE):
        command, environment = _private(root)
    else:
        return None
    version = run([*command, "--version"], environment=environment).decode().split()[-1]
    return RHVoice(command, speaker, version, environment)


def install(cache_dir: Path) -> None:
    """Unpack RHVoice privately from Debian's non-free section. Raises NotAvailable."""
    root = unpack(NAME, PACKAGES, cache_dir, SUITE)
    for voice in (root.path / "usr/share/RHVoice/voices").iterdir():
        if voice.name not in SPEAKERS:
            shutil.rmtree(voice)


def _private(root: PrivateRoot) -> tuple[list[str], dict[str, str]]:
    """The program's command out of a private tree, and where it finds its data."""
    loader, option, libraries, program = root.command("usr/bin/RHVoice-test")
    pulse = ":".join(str(path) for path in root.path.glob("usr/lib/*/pulseaudio"))
    environment = {
        "RHVOICE_DATA_PATH": str(root.path / "usr/share/RHVoice"),
        "RHVOICE_CONFIG_PATH": str(root.path / "etc/RHVoice"),
    }
    return [loader, option, f"{libraries}:{pulse}", program], environment
