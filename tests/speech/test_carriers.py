"""Which Asterisk carries audio how."""

from dataclasses import replace

import pytest

from config.settings import Settings, WrongSetting
from ivr.speech.carriers import carrier_of, has_websocket


@pytest.mark.parametrize(
    ("version", "has"),
    [
        ("22.10.1", True),
        ("22.6.0", True),
        ("22.5.2", False),
        ("21.11.0", True),
        ("21.10.9", False),
        ("20.16.0", True),
        ("20.15.1", False),
        ("20.9-cert5", False),
        ("certified/20.7-cert5", False),
        ("22.10.1+dfsg+~cs6.17.60671434-1", True),
        ("23.0.0", True),
        ("18.26.4", False),
        ("GIT-master-1a2b3c", False),
        ("", False),
    ],
)
def test_versions(version: str, has: bool) -> None:
    assert has_websocket(version) is has


def test_the_setting_wins_over_the_version() -> None:
    forced = carrier_of(replace(Settings(), media_carrier="audiosocket"))
    assert forced("22.10.1").startswith("AudioSocket ")
    assert carrier_of(Settings())("22.10.1").startswith("Dial ")
    assert carrier_of(Settings())("20.1.0").startswith("AudioSocket ")


def test_an_unknown_carrier_is_refused() -> None:
    with pytest.raises(WrongSetting, match="auto, websocket, audiosocket"):
        carrier_of(replace(Settings(), media_carrier="rtp"))


def test_the_turn_is_put_in() -> None:
    for version in ("22.10.1", "20.1.0"):
        assert "1f3a" in carrier_of(Settings())(version).format(turn="1f3a")
