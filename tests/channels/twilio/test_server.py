"""`teplofon twilio` as it ships, asked over HTTP as by a proxy that ends TLS."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from config.settings import PREFIX, Settings, WrongSetting, as_environment, read_settings
from ivr.channels.twilio.commands import options
from ivr.channels.twilio.needed import REQUIRED
from tests.channels.twilio.served import asked, served
from tests.channels.twilio.switchboard import SID
from tests.phones.fake_twilio import ACCOUNT, FALLBACK, SETTINGS, URL
from tests.ports import free_ports


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    ours = read_settings()  # the cache: sounds need not be made again
    listen = f"127.0.0.1:{free_ports(1)[0]}"
    return replace(
        SETTINGS,
        home=tmp_path,
        cache=ours.cache,
        twilio_listen=listen,
        outbound="twilio",
        outbound_number="+73412000000",
        outbound_prefixes="+7912",
    )


@pytest.mark.slow
def test_the_server_as_it_ships(settings: Settings) -> None:
    form = {"CallSid": SID, "AccountSid": ACCOUNT, "From": "+79121234567", "CallStatus": "ringing"}
    with served(settings) as log:
        answer, body = asked(settings, "POST", f"{URL}/call/hotline", form)
        assert answer.status == 200
        play = ElementTree.fromstring(body).findtext("Play", "")
        sound, wave = asked(settings, "GET", play, {})
        fallback, sorry = asked(settings, "POST", f"{URL}/fallback", form)
        ended, _ = asked(
            settings, "POST", f"{URL}/call/hotline/ended", form | {"CallStatus": "completed"}
        )
    assert (sound.status, sound.getheader("Content-Type")) == (200, "audio/wav")
    assert wave[:4] == b"RIFF"
    assert "immutable" in (sound.getheader("Cache-Control") or "")
    assert fallback.status == 200 and FALLBACK.encode() in sorry
    assert ended.status == 204
    told = log.read_text()
    assert "nothing is recorded at Twilio: the profile does not allow it" in told
    assert "customers are called back over Twilio" in told
    assert "79121234567" not in told and "Traceback" not in told


@pytest.mark.parametrize("name", REQUIRED)
def test_what_is_needed(name: str) -> None:
    with pytest.raises(WrongSetting, match=name.upper()) as refused:
        options(read_settings(as_environment(SETTINGS) | {PREFIX + name.upper(): ""}))
    assert "\n" not in str(refused.value)
