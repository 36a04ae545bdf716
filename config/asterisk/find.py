"""Which Asterisk is used: one on PATH that is new enough, otherwise the private one."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.asterisk.install import BY_HAND, install, installed
from config.debian import NotAvailable, PrivateRoot
from config.settings import Settings

OLDEST = 20
DATA = (Path("/usr/share/asterisk"), Path("/var/lib/asterisk"))


@dataclass(frozen=True)
class Installation:
    """An Asterisk to run: the words that start it, its version, and where it keeps its parts."""

    command: tuple[str, ...]
    version: str
    documentation: Path | None  # its options are described there, and it reads them
    modules: Path | None = None  # None: where the program itself looks

    @property
    def program(self) -> str:
        """Its path, for people."""
        return self.command[-1]


def find(settings: Settings) -> Installation | None:
    """An Asterisk that is there already."""
    return _on_path() or _private(installed(settings.cache))


def find_or_install(settings: Settings) -> Installation:
    """An Asterisk, unpacked privately if there is none. Raises NotAvailable."""
    if found := find(settings):
        return found
    private = _private(install(settings.cache))
    if private is None:
        raise NotAvailable(f"what this machine's archive has is older than {OLDEST}: {BY_HAND}")
    return private


def _on_path() -> Installation | None:
    if not (program := shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin")):
        return None
    parts = (path / "documentation" for path in DATA)
    return _new_enough((program,), next((path for path in parts if path.exists()), None))


def _private(root: PrivateRoot | None) -> Installation | None:
    if root is None:
        return None
    modules = next(iter(root.path.glob("usr/lib/**/asterisk/modules")), None)
    command = root.command("usr/sbin/asterisk")
    return _new_enough(command, root.path / "usr/share/asterisk/documentation", modules)


def _new_enough(
    command: Sequence[str], documentation: Path | None, modules: Path | None = None
) -> Installation | None:
    """The installation, unless it is too old or does not run."""
    said = subprocess.run([*command, "-V"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"Asterisk (\d+)\S*", said)
    if not version or int(version[1]) < OLDEST:
        return None
    return Installation(tuple(command), version[0], documentation, modules)
