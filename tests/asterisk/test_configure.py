"""The generated configuration, as text."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config.asterisk.configure import render
from config.asterisk.directory import directory
from config.settings import Settings, WrongSetting

DEMO = Settings(agi_token="t-1")
PRODUCTION = replace(
    DEMO,
    sip_bind="192.0.2.1:5060",
    sip_trunk="198.51.100.7",
    agi_servers="10.0.0.1:4573, 10.0.0.2:4573,10.0.0.3:4573",
    operators_context="queue",
)


def test_on_loopback_anyone_may_call() -> None:
    text = render(DEMO)["pjsip.conf"]
    assert "[anonymous](incoming-calls)" in text and "type = identify" not in text


def test_in_production_only_the_provider_may() -> None:
    text = render(PRODUCTION)["pjsip.conf"]
    assert "match = 198.51.100.7" in text
    assert "[anonymous]" not in text and "endpoint_identifier_order = ip,username\n" in text


def test_calls_go_out_by_the_provider_only_where_that_is_switched_on() -> None:
    trunk = "[trunk]\ntype = aor\ncontact = sip:198.51.100.7\n"
    assert trunk not in render(PRODUCTION)["pjsip.conf"]
    calling = replace(PRODUCTION, outbound="asterisk", sip_trunk="198.51.100.0/24, 198.51.100.7")
    assert trunk in render(calling)["pjsip.conf"]
    networks = replace(calling, sip_trunk="198.51.100.0/24")
    assert "type = aor" not in render(networks)["pjsip.conf"]


def test_every_server_is_tried_in_order_and_then_once_more() -> None:
    lines = render(PRODUCTION)["extensions.conf"].splitlines()
    asked = [line.split("//")[1].split("/")[0] for line in lines if "ROUTE}," in line]
    assert asked == ["10.0.0.1:4573", "10.0.0.2:4573", "10.0.0.3:4573"] * 2


@pytest.mark.parametrize(("set_to", "context"), [("", "queue"), ("danger", "danger")])
def test_an_emergency_goes_to_its_own_context_or_the_operators(set_to: str, context: str) -> None:
    text = render(replace(PRODUCTION, emergency_context=set_to))["extensions.conf"]
    assert f'"emergency"]?{context},s,1)' in text


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("sip_bind", "hotline:5060", "SIP_BIND.*not an IP"),
        ("sip_trunk", "", "SIP_TRUNK.*provider"),
        ("sip_trunk", "sip.example", "SIP_TRUNK"),
        ("rtp_ports", "20000", "RTP_PORTS"),
        ("rtp_ports", "21000-20000", "RTP_PORTS"),
        ("agi_servers", "a)b:4573", "AGI_SERVERS"),
        ("agi_servers", "10.0.0.1", "not host:port"),
        ("agi_token", "a,b)", "AGI_TOKEN"),
        ("operators_context", "x,s,1)\nexten", "OPERATORS_CONTEXT"),
        ("emergency_context", "x,s,1)\nexten", "EMERGENCY_CONTEXT"),
    ],
)
def test_what_asterisk_would_misread_is_refused(name: str, value: str, sentence: str) -> None:
    wrong: dict[str, Any] = {name: value}
    with pytest.raises(WrongSetting, match=sentence):
        render(replace(PRODUCTION, **wrong))


def test_a_directory_too_deep_for_a_socket_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="too long"):
        directory(replace(DEMO, asterisk_dir=str(tmp_path / ("x" * 100))))


def test_each_home_has_its_own_directory(tmp_path: Path) -> None:
    homes = [replace(DEMO, home=tmp_path / name) for name in "ab"]
    assert len({directory(settings) for settings in homes}) == 2
