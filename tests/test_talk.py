"""`teplofon talk`: a conversation kept as a transcript is held again by every phone."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr.talk import talk

SPOKEN = "Скажите «показания» или нажмите один."
PRESSED = "Чтобы передать показания счётчиков, нажмите один."


@pytest.mark.parametrize(
    ("typed", "kept", "end"),
    [
        ('"часы работы"\nh\n', SPOKEN, "= hung up"),
        ("2\nh\n", PRESSED, "= hung up"),
        ('1\n"нас затопило"\n', SPOKEN, "= transfer: emergency"),
    ],
)
def test_a_kept_conversation_is_worded_for_the_phone_that_can_hold_it(
    typed: str, kept: str, end: str, tmp_path: Path
) -> None:
    file = tmp_path / "kept.txt"
    words = ["--at", "2026-06-16 10:00", "--transcript", str(file)]
    environ = {"TEPLOFON_HOME": str(tmp_path / "home")}
    done = CliRunner().invoke(talk, words, input=typed, env=environ)
    assert done.exit_code == 0, done.output
    assert SPOKEN in done.output
    lines = file.read_text().splitlines()
    told = [line for line in lines if line.startswith("> ") and "нажмите один" in line]
    assert told and all(line.startswith(f"> {kept}") for line in told)
    assert lines[-1] == end
