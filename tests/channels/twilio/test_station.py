"""`teplofon run` starts what a telephone company asks, looks after it, and ends it."""

import time
from contextlib import closing, suppress
from dataclasses import replace
from http.client import BadStatusLine, HTTPConnection
from pathlib import Path

import pytest

from agi_scripts.station import ServerProcess, Station, public_servers
from config.settings import Settings, WrongSetting, address, read_settings
from tests.phones.fake_twilio import SETTINGS
from tests.ports import free_ports
from tests.station import hotline

SECRET = "t" * 32


def names(settings: Settings) -> list[str]:
    return [server.name for server in public_servers(settings)]


def test_only_what_has_its_settings() -> None:
    """Who has Twilio for SMS alone names no number to fall back to."""
    assert names(Settings()) == []
    assert names(Settings(sms_token=SECRET)) == ["sms"]
    assert names(replace(SETTINGS, twilio_fallback="")) == ["sms"]
    assert names(SETTINGS) == ["twilio", "sms"]


def test_a_token_without_its_address() -> None:
    with pytest.raises(WrongSetting, match="TWILIO_URL"):
        public_servers(Settings(twilio_token=SECRET))


def test_they_are_of_the_station() -> None:
    station = Station(replace(SETTINGS, home=Path("/tmp/none"), asterisk_dir="/tmp/none"))

    assert {"twilio", "sms"} <= {server.name for server in station.servers}


@pytest.mark.slow
@pytest.mark.asterisk
def test_started_mended_and_ended_with_the_station() -> None:
    """Real processes, beside a real Asterisk."""
    ports = free_ports(2)
    with hotline(
        cache=read_settings().cache,
        twilio_listen=f"127.0.0.1:{ports[0]}",
        sms_listen=f"127.0.0.1:{ports[1]}",
        twilio_url=SETTINGS.twilio_url,
        twilio_account=SETTINGS.twilio_account,
        twilio_token=SETTINGS.twilio_token,
        twilio_fallback=SETTINGS.twilio_fallback,
    ) as running:
        public = [one for one in running.station.servers if one.name in ("twilio", "sms")]
        assert [status(one) for one in public] == [403, 403]
        for server in public:
            server.kill()
        running.mend()
        assert all(one.is_running() for one in public)
        assert [status(one) for one in public] == [403, 403]
    assert not any(server.is_running() for server in public)


PATIENCE = 300  # tenths of a second
PATHS = {"twilio": "/fallback", "sms": "/sms/twilio"}


def status(server: ServerProcess) -> int:
    """Of a request that nobody has signed; what a killed server's worker still takes is lost."""
    for _ in range(PATIENCE):
        connection = HTTPConnection(*address(server.listen), timeout=10)
        with closing(connection), suppress(ConnectionError, BadStatusLine):
            connection.request("POST", PATHS[server.name])
            return connection.getresponse().status
        time.sleep(0.1)
    raise AssertionError(f"{server.name} does not answer")
