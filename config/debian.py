"""Debian packages unpacked privately: no root, nothing installed, no maintainer script run.

`unpack` makes a directory tree once and keeps it; `PrivateRoot` runs programs out of it. What
the packages are is for the callers to say.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from config.apt import Apt, NotAvailable, left_out

__all__ = ["NotAvailable", "PrivateRoot", "unpack", "unpacked"]

# What only maintainer scripts want: they are not run, so nobody misses these.
FOR_SCRIPTS = (
    "adduser", "base-passwd", "debconf*", "dpkg", "init-system-helpers", "libpam*", "libperl*",
    "libsemanage*", "login*", "lsb-base", "passwd", "perl*", "ucf",
)  # fmt: skip
UNREAD = ("doc", "man", "locale", "lintian", "gdb", "info", "bug")
MEGA = 1_000_000


@dataclass(frozen=True)
class PrivateRoot:
    """A tree of unpacked packages. Readable by every user if its parents are."""

    path: Path

    def command(self, program: str) -> list[str]:
        """The words that start `program`, a path inside the tree such as "usr/sbin/asterisk".

        A tree with a C library of its own is started through its own loader, so that programs
        of another release run here; others find the tree's libraries before the machine's.
        """
        libraries = ":".join(str(path) for path in self.libraries)
        binary = str(self.path / program)
        if self.loader:
            return [str(self.loader), "--library-path", libraries, binary]
        return ["/usr/bin/env", f"LD_LIBRARY_PATH={libraries}", binary]

    @cached_property
    def loader(self) -> Path | None:
        """The dynamic loader of the tree, when its packages come from another release."""
        return next(iter(sorted(self.path.glob("usr/lib*/ld*.so.*"))), None) or next(
            iter(sorted(self.path.glob("lib*/ld*.so.*"))), None
        )

    @cached_property
    def libraries(self) -> tuple[Path, ...]:
        """Directories of the tree that hold shared libraries, the most general first."""
        found = {
            file.parent
            for top in ("usr/lib", "lib")
            for file in self.path.glob(f"{top}/**/lib*.so*")
        }
        return tuple(sorted(found, key=lambda path: (len(path.parts), path)))


def unpack(
    name: str,
    packages: Sequence[str],
    cache: Path,
    suite: str | None = None,
    without: Sequence[str] = (),
) -> PrivateRoot:
    """The packages and what they depend on, unpacked under `cache`; at once if done before.

    `suite` is a Debian suite such as "sid", complete with its C library; None means the
    machine's own release, and then what is installed is not fetched again. `without` are shell
    patterns of packages not to follow. A run that was killed leaves nothing that counts; of two
    at once the second waits. Progress goes to stderr. Raises NotAvailable.
    """
    target = _directory(name, packages, cache, suite, without)
    with _alone(target):
        if not target.exists():
            for stale in target.parent.glob(f"{target.name}.part-*"):
                shutil.rmtree(stale)
            _make(target, suite, packages, without)
    return PrivateRoot(target)


def unpacked(
    name: str,
    packages: Sequence[str],
    cache: Path,
    suite: str | None = None,
    without: Sequence[str] = (),
) -> PrivateRoot | None:
    """What `unpack` made before with the same arguments, or None."""
    target = _directory(name, packages, cache, suite, without)
    return PrivateRoot(target) if target.exists() else None


def _directory(
    name: str, packages: Sequence[str], cache: Path, suite: str | None, without: Sequence[str]
) -> Path:
    wanted = repr((sorted(packages), suite, sorted(without), os.uname().machine))
    key = hashlib.sha256(wanted.encode()).hexdigest()[:8]
    return cache.resolve() / "packages" / f"{name}-{key}"


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Only one process at a time makes `target`; the kernel ends the claim of a killed one."""
    for directory in (target.parent.parent, target.parent):
        if not directory.exists():
            directory.mkdir(parents=True)
            directory.chmod(0o755)  # whatever the umask: Asterisk's user reads here
    with (target.parent / f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(target: Path, suite: str | None, packages: Sequence[str], without: Sequence[str]) -> None:
    """Fetch and unpack beside `target`, then give the tree its name in one step."""
    work = Path(tempfile.mkdtemp(prefix=f"{target.name}.part-", dir=target.parent))
    work.chmod(0o755)
    try:
        with _progress() as progress:
            _fill(work / "root", Apt(work / "apt", suite), packages, without, progress)
        os.rename(work / "root", target)
    finally:
        shutil.rmtree(work)


def _fill(
    root: Path, apt: Apt, packages: Sequence[str], without: Sequence[str], progress: Progress
) -> None:
    lists = progress.add_task(f"{packages[0]}: lists of packages", total=None)
    apt.prepare()
    apt.pretend_installed(left_out(apt.closure(packages), (*FOR_SCRIPTS, *without)))
    wanted = apt.closure(packages)
    progress.update(lists, total=1, completed=1)
    size = sum(package.size for package in wanted)
    text = f"{packages[0]}: {len(wanted)} packages, {size / MEGA:.0f} MB"
    fetch = progress.add_task(f"{text}, download")
    files = apt.download(packages, lambda share: progress.update(fetch, completed=share))
    progress.update(fetch, completed=100)
    root.mkdir()
    root.chmod(0o755)
    for file in progress.track(files, description=f"{text}, unpack"):
        subprocess.run(["dpkg-deb", "-x", file, root], check=True)
    for name in UNREAD:
        shutil.rmtree(root / "usr/share" / name, ignore_errors=True)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    return Progress(*columns, console=Console(stderr=True))
