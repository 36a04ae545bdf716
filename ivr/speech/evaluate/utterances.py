"""Utterances with their transcripts: a directory of WAV files and one table, `transcripts.tsv`.

The table has the columns file, voice, condition, transcript and, if wanted, grammar: the question
that is answered. What is wrong with it is said in one sentence, with the line.
"""

import csv
import wave
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.utility import Language
from ivr.speech.evaluate.questions import grammar_named, plain_words, question_for

TABLE = "transcripts.tsv"
COLUMNS = ("file", "voice", "condition", "transcript")
BUNDLED = Path(__file__).parent.parent / "utterances"
RATE, WIDTH = 8000, 2


class BadUtterances(Exception):
    """A directory that cannot be evaluated; the message says which file or line, and why."""


@dataclass(frozen=True)
class Utterance:
    """Something said, and what was meant: samples of 16 bits at 8 kHz."""

    name: str
    voice: str
    condition: str
    transcript: str
    question: str  # as `questions.grammar_named` knows it
    samples: bytes


def read_utterances(directory: Path, language: Language = "ru") -> list[Utterance]:
    """All utterances of a directory. Raises BadUtterances."""
    table = directory / TABLE
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            utterances = list(_rows(directory, csv.DictReader(file, delimiter="\t"), language))
    except FileNotFoundError:
        raise BadUtterances(f"{directory} has no {TABLE}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadUtterances(f"{table} cannot be read: {error}") from None
    if not utterances:
        raise BadUtterances(f"{table} lists no utterance")
    return utterances


def _rows(directory: Path, rows: "csv.DictReader[str]", language: Language) -> Iterator[Utterance]:
    if missing := [one for one in COLUMNS if one not in (rows.fieldnames or ())]:
        raise BadUtterances(f"{directory / TABLE}, line 1: there is no column {missing[0]}")
    for row in rows:
        try:
            yield _utterance(directory, row, language)
        except ValueError as error:
            where = f"{directory / TABLE}, line {rows.line_num}"
            raise BadUtterances(f"{where}: {error}") from None


def _utterance(directory: Path, row: Mapping[str, str | None], language: Language) -> Utterance:
    """Raises ValueError."""
    file, voice, condition, transcript = ((row[name] or "").strip() for name in COLUMNS)
    if not file or not plain_words(transcript):
        raise ValueError("a file name and a transcript are needed")
    question = (row.get("grammar") or "").strip() or question_for(transcript, language)
    grammar_named(question, ())
    return Utterance(file, voice, condition, transcript, question, read_samples(directory / file))


def read_samples(path: Path) -> bytes:
    """A WAV file as it is: another rate would not be the call's. Raises ValueError."""
    try:
        with wave.open(str(path), "rb") as file:
            shape = (file.getframerate(), file.getnchannels(), 8 * file.getsampwidth())
            samples = file.readframes(file.getnframes())
    except FileNotFoundError:
        raise ValueError(f"{path} does not exist") from None
    except (OSError, wave.Error, EOFError) as error:
        raise ValueError(f"{path} is no WAV file: {error}") from None
    if shape != (RATE, 1, 8 * WIDTH):
        rate, channels, bits = shape
        raise ValueError(
            f"{path} has {rate} Hz, {channels} channels, {bits} bits; 8000 Hz, 1, 16 are needed"
        )
    if not samples:
        raise ValueError(f"{path} is empty")
    return samples


def vocabulary(utterances: list[Utterance]) -> list[str]:
    """The words to listen for where an utterance answers no question of ours: all that are said."""
    words = {
        word
        for one in utterances
        if one.question in ("free", "address")
        for word in plain_words(one.transcript)
    }
    return sorted(words - {"unk"})
