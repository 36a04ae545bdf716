"""What a utility's profile says of Twilio."""

import re
from pathlib import Path

import pytest

from config.settings import WrongSetting
from config.utility import Twilio, read_utility
from ivr.channels.twilio.languages import HEARD
from tests.transcript import USUAL


def profile(tmp_path: Path, entry: str) -> str:
    """Of a utility that has Russian alone."""
    path = tmp_path / "profile.toml"
    path.write_text(f"{Path(USUAL).read_text()}\n[twilio]\n{entry}\n")
    return str(path)


@pytest.mark.parametrize("spoken", [(), ("ru",)])
def test_in_which_languages_callers_may_speak(tmp_path: Path, spoken: tuple[str, ...]) -> None:
    text = ", ".join(f'"{language}"' for language in spoken)

    assert read_utility(profile(tmp_path, f"speech = [{text}]")).twilio.speech == spoken


def test_what_nobody_here_has_tried_is_asked_for() -> None:
    assert HEARD.keys() - Twilio().speech == {"kk"}


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ('speech = ["de"]', "'de'"),  # Twilio would have it, and no grammar of ours
        ('speech = ["ru", "kk"]', "no language 'kk' to choose"),
        ("speech = true", "$.twilio.speech"),  # as it was written before
    ],
)
def test_a_wrong_one_is_one_sentence(tmp_path: Path, entry: str, wrong: str) -> None:
    with pytest.raises(WrongSetting, match=re.escape(wrong)) as refused:
        read_utility(profile(tmp_path, entry))
    assert "\n" not in str(refused.value)
