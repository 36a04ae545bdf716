"""Tables of utterances, good and bad."""

import wave
from pathlib import Path

import pytest

from ivr.speech.evaluate.questions import question_for
from ivr.speech.evaluate.utterances import BUNDLED, BadUtterances, read_utterances

HEADINGS = "file\tvoice\tcondition\ttranscript"


def write_wav(
    path: Path, rate: int = 8000, channels: int = 1, samples: bytes = bytes(1600)
) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)


def table(directory: Path, *lines: str) -> Path:
    (directory / "transcripts.tsv").write_text("\n".join(lines) + "\n")
    return directory


def refusal(directory: Path) -> str:
    with pytest.raises(BadUtterances) as refused:
        read_utterances(directory)
    return str(refused.value)


def test_the_bundled_utterances_name_their_questions() -> None:
    questions = {one.name: one.question for one in read_utterances(BUNDLED)}
    assert len(questions) == 14
    assert questions["account-8digits.wav"] == "account:8"
    assert questions["yes-correct.wav"] == "yes_no"


def test_a_table_without_questions_is_understood(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav")
    table(tmp_path, HEADINGS, "a.wav\tsomebody\toffice\tодин два три")
    assert [one.question for one in read_utterances(tmp_path)] == ["digits:3"]


@pytest.mark.parametrize(
    ("transcript", "question"),
    [
        ("ноль ноль семь", "digits:3"),
        ("да верно", "yes_no"),
        ("сто двадцать три целых пять десятых", "reading:5.3"),
        ("улица ленина дом пять", "free"),
    ],
)
def test_the_question_follows_from_the_words(transcript: str, question: str) -> None:
    assert question_for(transcript, "ru") == question


def test_no_table_is_one_sentence(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} has no transcripts.tsv"


def test_a_table_of_nothing_is_refused(tmp_path: Path) -> None:
    assert "lists no utterance" in refusal(table(tmp_path, HEADINGS))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    table(tmp_path, "file\tvoice\ttranscript", "a.wav\tx\tодин")
    assert refusal(tmp_path).endswith("line 1: there is no column condition")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("missing.wav\tx\ty\tодин", "missing.wav does not exist"),
        ("wide.wav\tx\ty\tодин", "16000 Hz, 1 channels, 16 bits; 8000 Hz, 1, 16 are needed"),
        ("stereo.wav\tx\ty\tодин", "8000 Hz, 2 channels"),
        ("empty.wav\tx\ty\tодин", "is empty"),
        ("text.wav\tx\ty\tодин", "is no WAV file"),
        ("good.wav\tx\ty\t", "a file name and a transcript are needed"),
        ("good.wav\tx\ty", "a file name and a transcript are needed"),
        ("good.wav\tx\ty\tодин\tanything", "there is no question 'anything'"),
        ("good.wav\tx\ty\tодин\treading:5", "there is no question 'reading:5'"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, line: str, why: str) -> None:
    write_wav(tmp_path / "good.wav")
    write_wav(tmp_path / "wide.wav", rate=16000)
    write_wav(tmp_path / "stereo.wav", channels=2)
    write_wav(tmp_path / "empty.wav", samples=b"")
    (tmp_path / "text.wav").write_text("not a sound")
    table(tmp_path, HEADINGS + "\tgrammar", "good.wav\tx\ty\tодин\tdigits:1", line)
    message = refusal(tmp_path)
    assert "transcripts.tsv, line 3: " in message
    assert why in message
    assert "\n" not in message


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "transcripts.tsv").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in refusal(tmp_path)
