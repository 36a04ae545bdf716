"""The operators' telephones in the generated configuration, as text."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.asterisk.addresses import own_addresses
from config.asterisk.configure import render
from config.asterisk.directory import directory
from config.asterisk.operators import operators_pjsip, telephone_password, write_operators
from config.settings import Settings, WrongSetting

DEMO = Settings(agi_token="t-1")
PRODUCTION = replace(DEMO, sip_bind="192.0.2.1:5060", sip_trunk="198.51.100.7")
BOTH = [("anna", "browser"), ("boris", "desk")]


def test_each_operator_has_a_telephone_of_his_kind_with_a_password() -> None:
    text = operators_pjsip(DEMO, BOTH)
    assert "[op-anna](browsers)" in text and "[desk-boris](desk-telephones)" in text
    for login, _ in BOTH:
        assert f"password = {telephone_password(DEMO, login)}" in text
    assert telephone_password(DEMO, "anna") != telephone_password(DEMO, "boris")


def test_sound_stays_on_loopback_only_where_calls_do() -> None:
    assert "bind_rtp_to_media_address = yes" in operators_pjsip(DEMO, BOTH)
    assert "media_address" not in operators_pjsip(PRODUCTION, BOTH)
    assert "ice_host_candidates" not in render(PRODUCTION)["rtp.conf"]


@pytest.mark.parametrize("login", ["", "Anna", "a]\n[anonymous", "anna(!)", "x" * 40])
def test_a_name_that_asterisk_would_misread_is_refused(login: str) -> None:
    with pytest.raises(ValueError, match="telephone"):
        operators_pjsip(DEMO, [(login, "browser")])


def test_it_is_written_only_when_something_is_new(tmp_path: Path) -> None:
    settings = replace(DEMO, asterisk_dir=str(tmp_path))
    with pytest.raises(WrongSetting, match="teplofon asterisk run"):
        write_operators(settings, BOTH)
    (directory(settings) / "etc/generated").mkdir(parents=True)
    assert write_operators(settings, BOTH)
    assert not write_operators(settings, BOTH)
    assert write_operators(settings, BOTH[:1])
    written = directory(settings) / "etc/generated/operators.conf"
    assert "boris" not in written.read_text() and written.stat().st_mode & 0o007 == 0


def test_own_addresses_are_read_from_the_kernels_table(tmp_path: Path) -> None:
    table = tmp_path / "fib_trie"
    table.write_text(
        "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n"
        "     |-- 127.0.0.1\n        /32 host LOCAL\n"
        "     |-- 192.0.2.20\n        /32 host LOCAL\n     |-- 192.0.2.3\n        /32 host LOCAL\n"
        "     |-- 192.0.2.255\n        /32 link BROADCAST\n"
        "Local:\n     |-- 192.0.2.3\n        /32 host LOCAL\n"
    )
    assert own_addresses(table) == ("192.0.2.3", "192.0.2.20")
    assert own_addresses(tmp_path / "nowhere") == ()
