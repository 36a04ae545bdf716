"""`teplofon prompts`, as people use it."""

import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.prompts.commands import prompts
from ivr.prompts.sounds.studio import file_name
from tests.prompts.test_sounds import tone, write_wav

pytestmark = pytest.mark.slow

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    environ = {"TEPLOFON_CACHE": str(tmp_path / "c"), "TEPLOFON_STUDIO": str(tmp_path / "studio")}
    return lambda *words: CliRunner().invoke(prompts, words, env=environ)


def test_say_prints_the_wording_and_writes_the_sound(run: Run, tmp_path: Path) -> None:
    done = run("say", "ask_account", "length=8", "--to", str(tmp_path / "said.wav"))
    assert done.output == "Введите восемь цифр номера лицевого счёта.\n"
    with wave.open(str(tmp_path / "said.wav")) as file:
        assert 2 < file.getnframes() / file.getframerate() < 6


def test_say_takes_records_as_json_and_other_languages(run: Run) -> None:
    meter = 'meter={"service":"heat","place":"basement"}'
    done = run("say", "ask_reading", meter, "--language", "lv")
    assert done.output == "Ievadiet rādījumu: siltumenerģijas skaitītājs pagrabā.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["say", "nonsense"], "there is no prompt 'nonsense'"),
        (["say", "ask_account", "length=x"], "'ask_account', value 'length'"),
        (["say", "ask_account"], "needs the value 'length'"),
        (["say", "ask_account", "length"], "'length' is not NAME=VALUE"),
        (["say", "closed_now", "hours=[["], "hours is not JSON"),
    ],
)
def test_what_cannot_be_said_is_told_in_a_sentence(
    run: Run, words: list[str], sentence: str
) -> None:
    done = run(*words)
    assert done.exit_code != 0
    assert sentence in done.output
    assert "Traceback" not in done.output


def test_the_list_shrinks_as_the_studio_records(run: Run, tmp_path: Path) -> None:
    rows = [line.split("\t") for line in run("list", "--tsv").output.splitlines()]
    assert len(rows) > 150
    assert all(len(row) == 2 and row[0].startswith("ru/") for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
    file, text = rows[3]
    write_wav(tmp_path / "studio" / file, tone(8000, 500), 8000)
    missing = [line.split("\t") for line in run("list", "--tsv", "--missing").output.splitlines()]
    assert missing == [row for row in rows if row[1] != text]
    assert run("check").output == "No stale recordings.\n"


def test_the_list_of_another_language(run: Run) -> None:
    assert "Paldies par zvanu." in run("list", "--language", "lv").output


def test_check_names_stale_recordings_and_unknown_files(run: Run, tmp_path: Path) -> None:
    stale = tmp_path / "studio" / "ru" / file_name("Текст, которого больше нет.")
    write_wav(stale, tone(8000, 500), 8000)
    unknown = tmp_path / "studio" / "ru" / "take 2.wav"
    write_wav(unknown, tone(8000, 500), 8000)
    done = run("check")
    assert done.exit_code == 1
    assert str(stale) in done.output
    assert str(unknown) in done.output


def test_build_makes_every_sound_of_the_utility(run: Run, tmp_path: Path) -> None:
    done = run("build")
    assert done.exit_code == 0, done.output
    made = {file.name for file in (tmp_path / "c" / "sounds").glob("*.wav")}
    listed = run("list").output.splitlines()
    assert len(made) > len(listed)  # the pauses and the two fixed ones come on top
    assert {"apology.wav", "no-operator.wav"} < made
