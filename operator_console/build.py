"""Builds the softphone's script out of `static_src` and what npm has: part of the set-up.

`python -m operator_console.build`; what npm fetched is kept in the cache, by the lock file.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from config.debian import NotAvailable
from config.node import Node, find_or_fetch_node
from config.settings import read_settings

HERE = Path(__file__).parent
SOURCE, TARGET = HERE / "static_src", HERE / "static/build"
PINNED = ("package.json", "package-lock.json", ".npmrc")
BUNDLE = (
    "--bundle", "--format=esm", "--target=es2022", "--charset=utf8", "--legal-comments=eof",
    "--define:global=window", "--log-level=warning", "--minify-syntax", "--minify-whitespace",
)  # fmt: skip
WITH_OUR_TIMERS = "--inject:timers.js"


def build(cache: Path) -> None:
    """Write softphone.js and its worker into `static/build`. Raises NotAvailable."""
    node = find_or_fetch_node(cache)
    found = modules(node, HERE, cache, "the softphone's library from npm, 4 MB")
    esbuild = [*node.node, str(found / "esbuild/bin/esbuild")]
    environment = os.environ | {"NODE_PATH": str(found)}
    for name, more in (("softphone.js", [WITH_OUR_TIMERS]), ("clock.js", [])):
        words = [*esbuild, name, *BUNDLE, *more, f"--outfile={TARGET / name}"]
        done = subprocess.run(words, cwd=SOURCE, env=environment, check=False)
        if done.returncode:
            raise NotAvailable(f"{SOURCE / name} could not be built; esbuild has said why")


def modules(node: Node, pinned: Path, cache: Path, what: str) -> Path:
    """The `node_modules` that a directory's lock file names, fetched once for each lock file.

    `what` says what is fetched. Raises NotAvailable.
    """
    key = hashlib.sha256(b"".join((pinned / name).read_bytes() for name in PINNED)).hexdigest()[:8]
    target = cache / "npm" / key
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f"{key}.part-", dir=target.parent))
        try:
            click.echo(f"teplofon: fetching {what}", err=True)
            _fetch(node, pinned, part)
            part.chmod(0o755)
            if not target.exists():  # two at once: the first has done the same
                part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return target / "node_modules"


def _fetch(node: Node, pinned: Path, directory: Path) -> None:
    for name in PINNED:
        shutil.copy(pinned / name, directory)
    words = [*node.npm, "ci", "--ignore-scripts", "--no-update-notifier", "--loglevel=error"]
    path = f"{Path(node.node[0]).parent}:{os.environ.get('PATH', '')}"
    done = subprocess.run(
        words,
        cwd=directory,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotAvailable(f"npm says: {done.stderr.strip()[-300:]}")


if __name__ == "__main__":
    try:
        build(read_settings().cache)
    except NotAvailable as reason:
        sys.exit(f"teplofon: {reason}")
