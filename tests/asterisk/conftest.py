"""A real Asterisk for these tests, with a directory, ports and sounds of its own."""

import shutil
import socket
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.asterisk.find import find_or_install
from config.asterisk.process import AsteriskProcess
from config.settings import Settings

OPERATORS = """
[test-operators]
exten => s,1,AGI(agi://127.0.0.1:{port}/operators,${{PLAYBACKSTATUS}})
 same => n,Hangup()
[test-emergency]
exten => s,1,AGI(agi://127.0.0.1:{port}/emergency,${{PLAYBACKSTATUS}})
 same => n,Hangup()
"""
# The console's own way to make a call; a hotline has no use for it.
ORIGINATE = "load = res_clioriginate.so\nload = app_senddtmf.so\n"


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """A directory that Asterisk's user can enter, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="teplofon-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def asterisk_settings(place: Path) -> Settings:
    """Two AGI servers and an operators' context; what was unpacked before is used again."""
    real = Settings()
    find_or_install(real)
    cache = place / "cache"
    (cache / "sounds").mkdir(parents=True)
    if (real.cache / "packages").exists():
        (cache / "packages").symlink_to(real.cache.resolve() / "packages")
    for name in ("apology", "no-operator", "prompt"):
        _quiet(cache / "sounds" / f"{name}.wav")
    return replace(
        real,
        home=place / "home",
        cache=cache,
        asterisk_dir=str(place / "asterisk"),
        utility="tests/utilities/staffed.toml",  # no queues: the contexts below have the operators
        sip_bind=f"127.0.0.1:{free_port(socket.SOCK_DGRAM)}",
        sip_websocket=f"127.0.0.1:{free_port()}",
        ami="",
        rtp_ports="24000-24199",
        agi_servers=f"127.0.0.1:{free_port()},127.0.0.1:{free_port()}",
        operators_context="test-operators",
        emergency_context="test-emergency",
    )


@pytest.fixture(scope="session")
def operators_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def running(asterisk_settings: Settings, operators_port: int) -> Iterator[AsteriskProcess]:
    local = Path(asterisk_settings.asterisk_dir) / "etc/local"
    local.mkdir(parents=True)
    (local / "extensions.conf").write_text(OPERATORS.format(port=operators_port))
    (local / "modules.conf").write_text(ORIGINATE)
    with AsteriskProcess(asterisk_settings) as process:
        yield process


def _quiet(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(8000))
