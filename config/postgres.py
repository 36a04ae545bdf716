"""A private PostgreSQL server for tests: fresh, on a socket of its own, gone with the test run.

The server of a given URL is used instead if there is one. Never for production: durability is
switched off, except where its cost is measured.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config.debian import unpack

START_WAIT = 30  # seconds
SERVER = (
    "-c", "listen_addresses=", "-c", "ssl=off", "-c", "max_connections=300",
    "-c", "shared_buffers=64MB", "-c", "timezone=UTC",
)  # fmt: skip
FORGETFUL = (
    "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
)  # fmt: skip


class PostgresFailed(Exception):
    """The server could not be started; the message says what it said."""


@dataclass(frozen=True)
class Programs:
    """How `initdb` and `postgres` are started here."""

    initdb: list[str]
    postgres: list[str]


@dataclass
class PostgresServer:
    """A running server, which makes databases that are new and dropped when it closes."""

    url: str  # of its database "postgres"
    _made: list[str] = field(default_factory=list)

    def create_database(self, template: str | None = None) -> str:
        """The URL of a new database, a copy of `template` (another URL of this server) if given.

        Nobody may be connected to the template: dispose its engine first.
        """
        name = f"teplofon_{uuid.uuid4().hex[:12]}"
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            source = sql.Identifier(_name_in(template))
            statement += sql.SQL(" TEMPLATE {}").format(source)
        self._run(statement)
        self._made.append(name)
        return _with_name(self.url, name)

    def drop_databases(self) -> None:
        """Drop all that were made, whoever is connected."""
        while self._made:
            name = sql.Identifier(self._made.pop())
            self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgres_for_tests(
    cache: Path, given: str = "", durable: bool = False
) -> Iterator[PostgresServer]:
    """The server of the URL `given`, whose user may create databases; or a private one.

    `durable`: a commit on the private one outlasts a power cut, as in production. Programs are
    those of the machine, else Debian's, unpacked under `cache`. Raises PostgresFailed, and
    config.debian.NotAvailable if there are no programs to be had.
    """
    if given:
        server = PostgresServer(given.replace("+psycopg", "", 1))
        try:
            yield server
        finally:
            server.drop_databases()
        return
    programs = find_programs(cache)
    with (
        # Not where TMPDIR says: the path of a socket must be short.
        tempfile.TemporaryDirectory(prefix="teplofon-pg-", dir="/tmp") as place,
        _running(programs, Path(place), () if durable else FORGETFUL) as url,
    ):
        yield PostgresServer(url)


def find_programs(cache: Path) -> Programs:
    """PostgreSQL on PATH, or where Debian keeps it, or unpacked from Debian's package."""
    if there := installed():
        return Programs([str(there / "initdb")], [str(there / "postgres")])
    root = unpack("postgresql", ["postgresql"], cache)
    found = list(root.path.glob("usr/lib/postgresql/*/bin"))
    if not found:
        raise PostgresFailed(f"there are no server programs in {root.path}")
    place = found[0].relative_to(root.path)
    return Programs(root.command(str(place / "initdb")), root.command(str(place / "postgres")))


def installed(search: str | None = None) -> Path | None:
    """The directory that has PostgreSQL's server programs, the newest if there are several."""
    if on_path := shutil.which("postgres", path=search):
        real = Path(on_path).resolve().parent
        if (real / "initdb").exists():
            return real
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return places[-1].parent if places else None


def _version(initdb: Path) -> int:
    name = initdb.parent.parent.name
    return int(name) if name.isdigit() else 0


@contextmanager
def _running(programs: Programs, place: Path, options: Sequence[str]) -> Iterator[str]:
    """A server with its data and socket in `place`; the URL of its database "postgres"."""
    user = _unprivileged()
    if user:
        os.chown(place, user.pw_uid, user.pw_gid)
    data, log = place / "data", place / "log"
    initdb = [*programs.initdb, "-D", str(data), "-U", "teplofon", "-A", "trust"]
    with log.open("wb") as output:
        initdb += ["-E", "UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(initdb, **_as(user, output, place))
        if made.returncode:
            raise PostgresFailed(f"initdb: {_last_line(log)}")
        command = [*_with_us(), *programs.postgres, "-D", str(data), "-k", str(place)]
        process = subprocess.Popen([*command, *SERVER, *options], **_as(user, output, place))
    try:
        url = f"postgresql://teplofon@/postgres?host={quote(str(place), safe='')}"
        _wait(url, process, log)
        yield url
    finally:
        _stop(process)


def _with_us() -> list[str]:
    """Where setpriv is, a server whose starter was killed is told so by the kernel and ends."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "QUIT"] if setpriv else []


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to run as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresFailed("PostgreSQL does not run as root, and there is no user nobody")


def _as(user: pwd.struct_passwd | None, output: IO[bytes], place: Path) -> dict[str, Any]:
    """Arguments for a process of that user; PG variables of ours would lead it astray."""
    environment = {name: value for name, value in os.environ.items() if name[:2] != "PG"}
    options: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": output,
        "stderr": subprocess.STDOUT,
        "cwd": place,
        "env": environment | {"LC_ALL": "C"},
        "start_new_session": True,  # a Ctrl-C is for the tests, which then stop it
    }
    if user:
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return options


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_WAIT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise PostgresFailed(f"postgres: {_last_line(log)}")
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise PostgresFailed(f"PostgreSQL was not ready after {START_WAIT} s: {_last_line(log)}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown; an immediate one if that takes long."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(10)


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def _name_in(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _with_name(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
