"""An evaluation as tables for people, and as a JSON file for machines."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from rich.table import Table

from ivr.speech.evaluate.confusions import Confusions
from ivr.speech.evaluate.gates import Measured, Tally
from ivr.speech.evaluate.scores import Figures, Scored, confusions, figures
from ivr.speech.evaluate.utterances import BadUtterances

ALL = "all voices"
Groups = Mapping[str, Mapping[str, Sequence[Scored]]]  # condition -> voice -> utterances


class Heard(msgspec.Struct, frozen=True):
    """One utterance in the file. Times in seconds."""

    file: str
    voice: str
    condition: str
    question: str
    said: str
    heard: str
    verdict: str
    latency: float


class Evaluation(msgspec.Struct, frozen=True):
    """The file that `--json` writes and `teplofon speech gates --measured` reads."""

    figures: dict[str, dict[str, Figures]]  # condition -> voice, or ALL
    simulated: dict[str, Tally]  # condition -> calls held with these errors, all gates
    confusions: dict[str, dict[str, dict[str, Confusions]]]  # condition -> voice -> question
    utterances: list[Heard]


class _Measured(msgspec.Struct, frozen=True):
    confusions: dict[str, dict[str, dict[str, Confusions]]]


def grouped(scored: Iterable[Scored]) -> Groups:
    """By condition and voice, in the order in which they first come."""
    groups: dict[str, dict[str, list[Scored]]] = {}
    for one in scored:
        voices = groups.setdefault(one.utterance.condition, {})
        voices.setdefault(one.utterance.voice, []).append(one)
    return groups


def evaluation(scored: Sequence[Scored], simulated: dict[str, Tally]) -> Evaluation:
    """All that was found."""
    rows: dict[str, dict[str, Figures]] = {}
    for condition, voices in grouped(scored).items():
        rows[condition] = {voice: figures(some) for voice, some in voices.items()}
        if len(voices) > 1:
            rows[condition][ALL] = figures([one for some in voices.values() for one in some])
    return Evaluation(rows, simulated, confusions(scored), [_heard(one) for one in scored])


def _heard(one: Scored) -> Heard:
    what = one.utterance
    said, heard = " ".join(one.said), " ".join(one.heard)
    return Heard(
        what.name, what.voice, what.condition, what.question, said, heard, one.verdict, one.latency
    )


def write(found: Evaluation, path: Path) -> None:
    """Raises OSError."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")


def read_measured(path: Path) -> Mapping[str, Measured]:
    """What was taken for what, by condition. Raises BadUtterances."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_Measured).confusions
    except (OSError, msgspec.DecodeError) as error:
        raise BadUtterances(f"{path} is no file of an evaluation: {error}") from None
    if not found:
        raise BadUtterances(f"{path} holds no utterance")
    return found


def table(found: Evaluation) -> Table:
    """Recognition, a row for each condition and voice."""
    shown = Table(title="What was understood")
    for heading in ("condition", "voice"):
        shown.add_column(heading)
    for heading in (
        "answers", "words wrong", "digits wrong", "right", "asked again", "wrong value",
        "real time", "latency p50", "p95",
    ):  # fmt: skip
        shown.add_column(heading, justify="right")
    for condition, voices in found.figures.items():
        for voice, row in voices.items():
            shown.add_row(condition, voice, *_cells(row))
        shown.add_section()
    return shown


def _cells(row: Figures) -> Sequence[str]:
    of_all = row.utterances
    return (
        str(of_all),
        share(row.word_errors, row.words),
        share(row.digit_errors, row.digits),
        share(row.right, of_all),
        share(row.asked_again, of_all),
        share(row.wrong, of_all),
        f"{row.real_time_factor:.4f}",
        f"{row.latency_p50:.2f} s",
        f"{row.latency_p95:.2f} s",
    )


def gates_table(title: str, rows: Mapping[str, Tally]) -> Table:
    """Simulated readings, a row for each condition or for each gate taken away."""
    shown = Table(title=title)
    shown.add_column("")
    for heading in (
        "readings", "wrong", "of them in another account", "at most (95 %)", "right",
        "with keys", "operator", "questions each",
    ):  # fmt: skip
        shown.add_column(heading, justify="right")
    for name, tally in rows.items():
        shown.add_row(name, *_tally(tally))
    return shown


def _tally(tally: Tally) -> Sequence[str]:
    return (
        str(tally.readings),
        str(tally.wrong),
        str(tally.wrong_account),
        f"{tally.upper_bound:.3%}",
        share(tally.right, tally.readings),
        share(tally.keyed, tally.readings),
        share(tally.operator, tally.readings),
        f"{tally.questions / max(1, tally.readings):.1f}",
    )


def share(count: int, of_all: int) -> str:
    """A share in per cent, a dash of nothing."""
    return f"{count / of_all:.1%}" if of_all else "–"
