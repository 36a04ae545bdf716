"""`teplofon talk`: a conversation kept as a transcript is held again by every phone."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from ivr.talk import talk
from models.database import open_database
from models.segments.tables import SegmentRow
from models.tables import CallRow

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


def test_no_recording_of_it_is_looked_for(tmp_path: Path) -> None:
    """There is no sound, and the archive shall raise no alarm about that."""
    done = CliRunner().invoke(talk, input="h\n", env={"TEPLOFON_HOME": str(tmp_path)})
    assert done.exit_code == 0, done.output
    engine = open_database(f"sqlite:///{tmp_path / 'teplofon.db'}")
    with engine.connect() as db:
        assert db.execute(select(CallRow.announced_at)).scalar_one()
        assert not db.execute(select(SegmentRow.id)).all()
    engine.dispose()
