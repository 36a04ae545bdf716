"""A Chromium for tests: the machine's own, or Debian's unpacked privately.

`python -m config.browser` has one, or says why tests will do without.
"""

import shlex
import shutil
from pathlib import Path

import click

from config.debian import NotAvailable, PrivateRoot, unpack
from config.settings import read_settings

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-dejavu-core")
# Wanted for desks, printers and sound cards; a page without a screen does without.
UNUSED = (
    "adwaita*", "chromium-sandbox", "dbus*", "gsettings*", "hicolor*", "iso-codes", "libavahi*",
    "libgl1-mesa-dri", "libllvm*", "libpam*", "mesa-*", "notification-daemon", "systemd*",
    "upower", "x11-*", "xdg-*",
)  # fmt: skip


def find_or_unpack_chromium(cache: Path) -> Path:
    """A program to start, as a path. Raises NotAvailable."""
    for name in NAMES:
        if program := shutil.which(name):
            return Path(program)
    root = unpack("chromium", PACKAGES, cache, without=UNUSED)
    return _starter(root)


def _starter(root: PrivateRoot) -> Path:
    """A script that starts the browser of the tree: whoever drives it wants one path."""
    script = root.path / "chromium.sh"
    if not script.exists():
        configuration = root.path / "fonts.conf"
        fonts = "".join(f"<dir>{top}/usr/share/fonts</dir>" for top in ("", root.path))
        configuration.write_text(f"<fontconfig>{fonts}</fontconfig>\n")
        words = shlex.join(root.command("usr/lib/chromium/chromium"))
        part = script.with_suffix(".part")
        part.write_text(f'#!/bin/sh\nFONTCONFIG_FILE={configuration} exec {words} "$@"\n')
        part.chmod(0o755)
        part.rename(script)
    return script


if __name__ == "__main__":
    try:
        find_or_unpack_chromium(read_settings().cache)
    except NotAvailable as reason:
        click.echo(f"teplofon: no Chromium, its tests will be skipped: {reason}", err=True)
