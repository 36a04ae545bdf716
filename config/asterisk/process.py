"""A running Asterisk: started as a child in the foreground, asked by its console, stopped."""

import contextlib
import resource
import socket
import subprocess
import time
from collections.abc import Callable
from typing import Self

from config.asterisk.directory import account, directory, prepare
from config.asterisk.find import Installation, find, find_or_install
from config.settings import Settings, address

BOOT = 30.0  # seconds until it takes calls; half a second is usual
STOP = 10.0  # seconds to leave after it was told to
FILES = 20_000  # open at once; a call takes about five


class NotRunning(Exception):
    """Asterisk did not start, or has ended; the message says what is known."""


class AsteriskProcess:
    """An Asterisk of ours for the settings. Several may run, each with its ports and directory.

    Entering raises NotAvailable when there is no Asterisk to be had, WrongSetting, or NotRunning;
    inside, calls are taken. Leaving ends it and the calls in it.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.directory = directory(settings)
        self._process: subprocess.Popen[bytes] | None = None
        self._installation: Installation | None = None
        self._log_start = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Of the child. Raises NotRunning."""
        if self._process is None:
            raise NotRunning("Asterisk was not started")
        return self._process.pid

    def start(self) -> None:
        """Start, and wait until it takes calls."""
        self._installation = find_or_install(self.settings)
        prepare(self.settings, self._installation)
        self._refuse_a_second()
        log = self.directory / "log/messages.log"
        self._log_start = log.stat().st_size if log.exists() else 0
        _raise_file_limit()
        user = account()
        who = {"user": user.uid, "group": user.gid, "extra_groups": ()} if user else {}
        with (self.directory / "log/console.log").open("wb") as console:
            self._process = subprocess.Popen(
                [*self._installation.command, "-C", self._configuration, "-f", "-n"],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                cwd=self.directory,
                start_new_session=True,  # Ctrl-C is for us to pass on
                umask=0o027,
                **who,  # type: ignore[call-overload]
            )
        try:
            self._wait_until(self.is_ready)
        except BaseException:
            self.stop()
            raise

    def _answers(self) -> bool:
        try:
            return bool(self.cli("core show uptime"))
        except NotRunning:
            return False

    def is_running(self) -> bool:
        """Whether the child is alive."""
        return self._process is not None and self._process.poll() is None

    def is_ready(self) -> bool:
        """Whether it is fully booted and its SIP port is open."""
        try:
            return "Bind" in self.cli("pjsip show transports") and "fully booted" in self.cli(
                "core waitfullybooted"
            )
        except NotRunning:
            return False

    def cli(self, command: str) -> str:
        """What the console answers to a command. Raises NotRunning."""
        return console(self.settings, command, self._installation)

    def wait(self) -> int:
        """Wait until it ends by itself; its exit status."""
        return self._process.wait() if self._process else 0

    def stop(self, patience: float = 0.0) -> None:
        """End it; calls that run have `patience` seconds to finish, and no new ones are taken."""
        if (process := self._process) is None or process.poll() is not None:
            return
        if patience:
            with contextlib.suppress(NotRunning):
                self.cli("core stop gracefully")
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
        process.terminate()
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def _configuration(self) -> str:
        return str(self.directory / "etc/asterisk.conf")

    def _refuse_a_second(self) -> None:
        if self._answers():
            raise NotRunning(f"another Asterisk runs in {self.directory} already")
        _refuse_taken("SIP", self.settings.sip_bind, socket.SOCK_DGRAM)
        if web := self.settings.sip_websocket:
            _refuse_taken("softphones", web, socket.SOCK_STREAM)

    def _wait_until(self, ready: Callable[[], bool]) -> None:
        latest = time.monotonic() + BOOT
        while not ready():
            if self._process is None or self._process.poll() is not None:
                raise NotRunning(f"Asterisk ended at its start: {self._last_words()}")
            if time.monotonic() > latest:
                raise NotRunning(f"Asterisk is not ready: {self._last_words()}")
            time.sleep(0.05)

    def _last_words(self) -> str:
        """The errors of this start, for the one who has to find out."""
        log = self.directory / "log/messages.log"
        if not log.exists():
            return f"see {self.directory / 'log/console.log'}"
        with log.open(errors="replace") as lines:
            lines.seek(self._log_start)
            errors = [line.strip() for line in lines if "ERROR" in line]
        return " / ".join(errors[-3:]) or f"see {log}"


def _refuse_taken(what: str, where: str, kind: socket.SocketKind) -> None:
    host, port = address(where)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, kind == socket.SOCK_STREAM)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise NotRunning(f"{what} on {where}: {error.strerror}") from None


def console(settings: Settings, command: str, installation: Installation | None = None) -> str:
    """What the running Asterisk of these settings answers to a command. Raises NotRunning."""
    words = console_words(settings, installation)
    answer = subprocess.run([*words, "-x", command], capture_output=True, text=True, check=False)
    if answer.returncode:
        raise NotRunning(f"no Asterisk runs in {directory(settings)}")
    return answer.stdout


def console_words(settings: Settings, installation: Installation | None = None) -> list[str]:
    """The words that open the console of the Asterisk of these settings. Raises NotRunning."""
    here = directory(settings) / "etc/asterisk.conf"
    installation = installation or find(settings)
    if installation is None or not here.exists():
        raise NotRunning("there is no Asterisk of these settings; `teplofon asterisk run` has one")
    return [*installation.command, "-C", str(here), "-r"]


def _raise_file_limit() -> None:
    """Each call takes several files; the child inherits the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
