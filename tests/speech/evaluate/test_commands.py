"""`teplofon speech evaluate` and `gates`, with the bundled model and utterances."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.speech.evaluate.commands import evaluate, gates
from ivr.speech.evaluate.utterances import BUNDLED, TABLE


def run(*words: str) -> Result:
    return CliRunner().invoke(evaluate, words)


def test_the_bundled_utterances_are_all_understood(tmp_path: Path) -> None:
    done = run("--json", str(tmp_path / "found.json"))
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "found.json").read_text())
    verdicts = {one["file"]: one["verdict"] for one in found["utterances"]}
    assert len(verdicts) == 14
    assert set(verdicts.values()) == {"right"}
    assert (
        sum(row["word_errors"] for voices in found["figures"].values() for row in voices.values())
        == 0
    )
    assert "Not simulated" in done.output


def test_noise_makes_it_worse_and_is_a_condition_of_its_own(tmp_path: Path) -> None:
    done = run("--noise", "-5", "--readings", "0", "--json", str(tmp_path / "found.json"))
    assert done.exit_code == 0, done.output
    rows = json.loads((tmp_path / "found.json").read_text())["figures"]
    assert rows["pink noise -5 dB"]["all voices"]["word_errors"] > 5


def test_a_noise_of_ones_own(tmp_path: Path) -> None:
    shutil.copy(BUNDLED / "operator.wav", tmp_path / "noise.wav")
    done = run("--noise", "20", "--noise-file", str(tmp_path / "noise.wav"), "--readings", "0")
    assert done.exit_code == 0, done.output
    assert "own noise 20 dB" in done.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--noise-file", "x.wav"], "--noise-file needs --noise"),
        (["--noise", "10", "--noise-file", "x.wav"], "x.wav does not exist"),
        (["--noise", "loud"], "'loud' is not a list of decibels"),
        (["nowhere"], "nowhere has no transcripts.tsv"),
    ],
)
def test_a_mistake_is_one_sentence(words: list[str], why: str) -> None:
    done = run(*words)
    assert done.exit_code != 0
    assert why in done.output
    assert "Traceback" not in done.output


def test_recordings_of_a_utilitys_own(tmp_path: Path) -> None:
    shutil.copy(BUNDLED / "yes-correct.wav", tmp_path)
    (tmp_path / TABLE).write_text(
        "file\tvoice\tcondition\ttranscript\nyes-correct.wav\tcaller\toffice\tда верно\n"
    )
    done = run(str(tmp_path))
    assert done.exit_code == 0, done.output
    assert "office" in done.output and "100.0%" in done.output


def test_the_gates_are_shown_for_what_was_measured() -> None:
    measured = str(Path(__file__).parent / "measured.json")
    done = CliRunner().invoke(gates, ["--measured", measured, "--readings", "20"])
    assert done.exit_code == 0, done.output
    assert "without read-back" in done.output and "no gates" in done.output


def test_gates_want_a_file_of_an_evaluation(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    done = CliRunner().invoke(gates, ["--measured", str(tmp_path / "x.json")])
    assert done.exit_code == 1
    assert "is no file of an evaluation" in done.output
