"""Where the speech synthesiser is: the machine's own, or one unpacked privately."""

import shutil
from pathlib import Path

from config.asterisk.install import installed
from config.debian import unpack


def espeak(cache: Path) -> tuple[str, ...]:
    """The words that start espeak-ng: on PATH, beside the private Asterisk, or unpacked now.

    Raises NotAvailable.
    """
    if program := shutil.which("espeak-ng"):
        return (program,)
    root = installed(cache) or unpack("espeak-ng", ["espeak-ng"], cache)
    voices = next(root.path.glob("usr/lib/**/espeak-ng-data/phontab"))
    return (*root.command("usr/bin/espeak-ng"), f"--path={voices.parent.parent}")
