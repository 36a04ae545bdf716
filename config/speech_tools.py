"""Where the speech synthesiser is: the machine's own, or the one unpacked with Asterisk."""

import shutil

from config.asterisk.install import install
from config.settings import Settings


def espeak(settings: Settings) -> list[str]:
    """The words that start espeak-ng; unpacked first if need be. Raises NotAvailable."""
    if program := shutil.which("espeak-ng"):
        return [program]
    root = install(settings)
    voices = next(root.path.glob("usr/lib/**/espeak-ng-data/phontab"), None)
    command = root.command("usr/bin/espeak-ng")
    return [*command, f"--path={voices.parent.parent}"] if voices else command
