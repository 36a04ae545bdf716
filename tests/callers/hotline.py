"""A real Asterisk with these clips, whose calls a FastAGI stub holds as each test says."""

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from config.asterisk.directory import directory
from config.asterisk.process import AsteriskProcess
from config.settings import Settings, read_settings
from tests.asterisk.agi_stub import AgiStub, Turn

SOUNDS = "clips"  # beside the hotline's own, among Asterisk's sounds


def played(*names: str) -> str:
    """Clips as Asterisk's commands take several of them."""
    return "&".join(f"{SOUNDS}/{name}" for name in names)


@dataclass
class Hotline:
    """Where to call, and what the other side does; set `behave` before a call."""

    far: tuple[str, int]
    behave: Callable[[Turn], object] = field(default=lambda turn: None)
    turns: list[Turn] = field(default_factory=list)

    def take(self, turn: Turn) -> None:
        if turn.environment["agi_network_script"].endswith("/ended"):
            turn.ends("hungup")
            return
        self.turns.append(turn)
        turn.say("SET VARIABLE TIMEOUT(absolute) 0")  # the dialplan watches over its servers
        self.behave(turn)
        turn.ends("goodbye")


@contextmanager
def running(sounds: Path) -> Iterator[Hotline]:
    """An Asterisk on a free port of loopback, in a directory its user can read."""
    here = Path(tempfile.mkdtemp(prefix="caller-"))
    here.chmod(0o755)
    hotline = Hotline(("127.0.0.1", _free_port()))
    with AgiStub(hotline.take) as stub:
        settings = Settings(
            home=here / "home",
            cache=read_settings().cache,
            asterisk_dir=str(here / "ast"),
            sip_bind=f"127.0.0.1:{hotline.far[1]}",
            sip_websocket="",
            ami="",
            rtp_ports="26000-26999",
            agi_servers=f"127.0.0.1:{stub.port}",
            agi_token="token",
        )
        _copy(sounds, directory(settings) / "data/sounds" / SOUNDS)
        try:
            with AsteriskProcess(settings):
                yield hotline
        finally:
            shutil.rmtree(here)


def _copy(sounds: Path, there: Path) -> None:
    shutil.copytree(sounds, there)
    there.chmod(0o755)
    for path in there.iterdir():
        path.chmod(0o644)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
