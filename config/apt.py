"""apt with a state of its own: what a package needs, and its download, without being root.

Reads the machine's mirrors from its own apt configuration and never touches the packages that
are installed. Unpacking is `config.debian`'s.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import unquote

KEYRINGS = tuple(
    Path("/usr/share/keyrings/debian-archive-keyring" + end) for end in (".gpg", ".pgp")
)
HOST_STATUS = Path("/var/lib/dpkg/status")
INSTALLED = "Package: {}\nStatus: install ok installed\nArchitecture: {}\nVersion: {}\n\n"
HALF = ("lists/partial", "archives/partial", "state")


class NotAvailable(Exception):
    """Packages cannot be had here; the message says why and what to do by hand."""


@dataclass(frozen=True)
class Package:
    """One package to fetch: its name, version, architecture, and size in bytes."""

    name: str
    version: str
    architecture: str
    size: int


@dataclass(frozen=True)
class Apt:
    """apt-get with its lists, cache and knowledge of what is installed under `directory`.

    With a `suite`, of a mirror that offers it and as if nothing were installed; without one, of
    the machine's own sources and on top of what the machine has.
    """

    directory: Path
    suite: str | None

    def prepare(self) -> None:
        """Make the state and fetch the lists of packages. Raises NotAvailable."""
        if not shutil.which("apt-get"):
            raise NotAvailable("there is no apt-get here to fetch packages with")
        for name in HALF:
            (self.directory / name).mkdir(parents=True)
        status = self.directory / "status"
        if self.suite is None:
            shutil.copyfile(HOST_STATUS, status)
            self._run("update", "-qq")
        else:
            status.touch()
            self._find_mirror(self.suite)

    def pretend_installed(self, packages: Iterable[Package]) -> None:
        """Leave these out of every closure from now on."""
        with (self.directory / "status").open("a") as status:
            for package in packages:
                status.write(INSTALLED.format(package.name, package.architecture, package.version))

    def closure(self, names: Sequence[str]) -> list[Package]:
        """The packages with all they depend on. Raises NotAvailable."""
        found = self._run("install", "-qq", "--print-uris", *names)
        files = re.findall(r"^'\S+' (\S+?)_(\S+)_(\w+)\.deb (\d+)", found, re.MULTILINE)
        return [
            Package(name, unquote(version), architecture, int(size))
            for name, version, architecture, size in files
        ]

    def download(self, names: Sequence[str], tell: Callable[[float], None]) -> list[Path]:
        """Fetch the closure; `tell` is given the share done, 0 to 100. Raises NotAvailable."""
        reading, writing = os.pipe()
        status = ("-o", f"APT::Status-Fd={writing}")
        command = self._command("install", "-qq", "-y", "--download-only", *status, *names)
        process = _start(command, pass_fds=(writing,))
        os.close(writing)
        with open(reading, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith("dlstatus:"):
                    tell(float(line.split(":")[2]))
        _finish(process)
        return sorted((self.directory / "archives").glob("*.deb"))

    def _find_mirror(self, suite: str) -> None:
        keyring = next((path for path in KEYRINGS if path.exists()), None)
        reason = "its apt configuration names none"
        for mirror in mirrors() if keyring else ():
            source = f"deb [signed-by={keyring}] {mirror} {suite} main\n"
            (self.directory / "sources.list").write_text(source)
            try:
                self._run("update", "-qq", "-o", "APT::Update::Error-Mode=any")
                return
            except NotAvailable as error:
                reason = str(error)
        if not keyring:
            reason = "the package debian-archive-keyring, which verifies it, is not installed"
        raise NotAvailable(f"this machine has no mirror of Debian {suite}: {reason}")

    def _run(self, *arguments: str) -> str:
        return _finish(_start(self._command(*arguments)))

    def _command(self, *arguments: str) -> list[str]:
        here = self.directory
        options = {
            "Dir::State": here / "state",
            "Dir::State::status": here / "status",
            "Dir::State::Lists": here / "lists",
            "Dir::Cache": here,
            "Dir::Cache::archives": here / "archives",
            "APT::Install-Recommends": "false",
            "Acquire::Languages": "none",
        }
        if self.suite:
            options |= {
                "Dir::Etc::sourcelist": here / "sources.list",
                "Dir::Etc::sourceparts": "/dev/null",
                "Dir::Etc::preferences": "/dev/null",
                "Dir::Etc::preferencesparts": "/dev/null",
            }
        given = (part for name, value in options.items() for part in ("-o", f"{name}={value}"))
        return ["apt-get", *given, *arguments]


def mirrors() -> list[str]:
    """The mirrors that the machine's own apt configuration names, in its order."""
    uris = _finish(_start(["apt-get", "update", "--print-uris"]))
    return list(dict.fromkeys(re.findall(r"^'(\S+)/dists/[^/']+/InRelease'", uris, re.MULTILINE)))


def left_out(packages: Iterable[Package], patterns: Sequence[str]) -> list[Package]:
    """Those whose name matches one of the shell patterns."""
    return [item for item in packages if any(fnmatch(item.name, one) for one in patterns)]


def _start(command: list[str], pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[str]:
    environment = os.environ | {"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.Popen(
        command,
        env=environment,
        pass_fds=pass_fds,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _finish(process: subprocess.Popen[str]) -> str:
    output, errors = process.communicate()
    if process.returncode:
        said = [line[3:] for line in errors.splitlines() if line.startswith("E: ")]
        raise NotAvailable("apt says: " + (said[0] if said else errors.strip()[-200:]))
    return output
