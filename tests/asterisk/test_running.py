"""The real Asterisk boots as it should: unprivileged, small, and saying why when it cannot."""

import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from config.asterisk.configure import ANYBODY, AUDIO, QUEUES, RECORDING, REQUIRED, SOFTPHONES
from config.asterisk.directory import prepare
from config.asterisk.find import find
from config.asterisk.process import AsteriskProcess, NotRunning
from config.settings import Settings, WrongSetting
from tests.asterisk.conftest import free_port
from tests.asterisk.sip import Telephone

pytestmark = pytest.mark.asterisk


def test_it_does_not_run_as_root(running: AsteriskProcess) -> None:
    status = Path(f"/proc/{running.pid}/status").read_text()
    uid = next(line.split()[1] for line in status.splitlines() if line.startswith("Uid:"))
    assert uid != "0"


def test_only_the_modules_needed_are_loaded(running: AsteriskProcess) -> None:
    words = {line.split()[0] for line in running.cli("module show").splitlines() if line}
    loaded = {word.removesuffix(".so") for word in words if word.endswith(".so")}
    ours = {*REQUIRED, *AUDIO, *SOFTPHONES, *QUEUES, *RECORDING, ANYBODY}
    assert loaded == {*ours, "res_clioriginate", "app_senddtmf"}


def test_the_web_server_has_softphones_alone_and_for_this_machine(
    running: AsteriskProcess, asterisk_settings: Settings
) -> None:
    status = running.cli("http show status")
    assert f"Enabled and Bound to {asterisk_settings.sip_websocket}" in status
    offered = [line.split()[0] for line in status.splitlines() if line.strip().startswith("/")]
    assert offered == ["/media/...", "/ws"]  # the first one takes nothing but what we announced


def test_without_its_setting_no_manager_listens(running: AsteriskProcess) -> None:
    assert "Manager (AMI):               Disabled" in running.cli("core show settings")


def test_without_softphones_no_web_server_listens(asterisk_settings: Settings) -> None:
    quiet = replace(
        asterisk_settings,
        asterisk_dir=asterisk_settings.asterisk_dir + "-5",
        sip_bind=f"127.0.0.1:{free_port(socket.SOCK_DGRAM)}",
        sip_websocket="",
    )
    with AsteriskProcess(quiet) as other:
        assert "Server Disabled" in other.cli("http show status")
        assert "ERROR" not in (other.directory / "log/messages.log").read_text()


def test_a_taken_port_for_softphones_is_one_sentence(asterisk_settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        other = replace(
            asterisk_settings,
            asterisk_dir=asterisk_settings.asterisk_dir + "-6",
            sip_bind=f"127.0.0.1:{free_port(socket.SOCK_DGRAM)}",
            sip_websocket=f"127.0.0.1:{taken.getsockname()[1]}",
        )
        with pytest.raises(NotRunning, match=r"softphones on .*Address already in use"):
            AsteriskProcess(other).start()


def test_music_plays_from_the_first_start(running: AsteriskProcess) -> None:
    assert "moh/teplofon" in running.cli("moh show files").replace("\n", "")


def test_it_answers_sip(running: AsteriskProcess, asterisk_settings: Settings) -> None:
    with Telephone(asterisk_settings.sip_bind) as telephone:
        assert telephone.ask("OPTIONS").startswith("SIP/2.0 200")


def test_nothing_is_wrong_in_its_log(running: AsteriskProcess) -> None:
    assert "ERROR" not in (running.directory / "log/messages.log").read_text()


def test_the_token_is_for_asterisk_alone(running: AsteriskProcess) -> None:
    assert (running.directory / "etc/extensions.conf").stat().st_mode & 0o007 == 0


def test_a_second_one_in_the_same_directory_is_refused(
    running: AsteriskProcess, asterisk_settings: Settings
) -> None:
    with pytest.raises(NotRunning, match="another Asterisk runs in"):
        AsteriskProcess(asterisk_settings).start()
    assert "fully booted" in running.cli("core waitfullybooted")


def test_a_taken_sip_port_is_one_sentence(
    running: AsteriskProcess, asterisk_settings: Settings
) -> None:
    other = replace(asterisk_settings, asterisk_dir=asterisk_settings.asterisk_dir + "-2")
    with pytest.raises(NotRunning, match="Address already in use"):
        AsteriskProcess(other).start()


def test_two_run_side_by_side_and_strangers_are_refused_in_production(
    running: AsteriskProcess, asterisk_settings: Settings
) -> None:
    port = free_port(socket.SOCK_DGRAM)
    production = replace(
        asterisk_settings,
        asterisk_dir=asterisk_settings.asterisk_dir + "-3",
        sip_bind=f"0.0.0.0:{port}",
        sip_websocket=f"127.0.0.1:{free_port()}",
        sip_trunk="192.0.2.10, 192.0.2.64/26",
        rtp_ports="24200-24399",
        operators_context="teplofon-no-operators",
    )
    with AsteriskProcess(production) as other:
        assert other.is_ready() and running.is_ready()
        assert "192.0.2.64/26" in other.cli("pjsip show identifies")
        assert "anonymous" not in other.cli("pjsip show endpoints")
        with Telephone(f"127.0.0.1:{port}") as stranger:
            assert stranger.ask("OPTIONS").startswith("SIP/2.0 401")
            assert stranger.ask("INVITE").startswith("SIP/2.0 401")
    assert not other.is_ready()
    with other:  # and it can be started again
        assert other.is_ready()


def test_a_module_that_cannot_be_loaded_is_named(asterisk_settings: Settings) -> None:
    broken = replace(
        asterisk_settings,
        asterisk_dir=asterisk_settings.asterisk_dir + "-4",
        sip_bind=f"127.0.0.1:{free_port(socket.SOCK_DGRAM)}",
        sip_websocket="",
    )
    local = Path(broken.asterisk_dir) / "etc/local"
    local.mkdir(parents=True)
    (local / "modules.conf").write_text("require = res_nowhere.so\n")
    with pytest.raises(NotRunning, match="res_nowhere"):
        AsteriskProcess(broken).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as another user")
def test_a_cache_that_asterisk_cannot_enter_is_one_sentence(
    asterisk_settings: Settings, place: Path
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    found = find(asterisk_settings)
    assert found
    with pytest.raises(WrongSetting, match=r"cannot enter .*closed"):
        prepare(replace(asterisk_settings, asterisk_dir=str(closed / "asterisk")), found)
