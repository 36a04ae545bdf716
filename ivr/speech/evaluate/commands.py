"""`teplofon speech evaluate` and `teplofon speech gates`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from config.debian import NotAvailable
from config.settings import Settings, read_settings
from config.speech_models import models_of
from config.utility import read_utility
from ivr.prompts.sounds.synthesiser import CannotSpeak
from ivr.speech.evaluate.callers import Habits
from ivr.speech.evaluate.ears import AsInACall, Ears
from ivr.speech.evaluate.gates import CAREFUL, Gate, Measured, Simulation, Tally, enough
from ivr.speech.evaluate.line import Noise
from ivr.speech.evaluate.report import (
    evaluation,
    gates_table,
    read_measured,
    table,
    write,
)
from ivr.speech.evaluate.scores import Scored, confusions, evaluated
from ivr.speech.evaluate.utterances import (
    BUNDLED,
    BadUtterances,
    Utterance,
    read_samples,
    read_utterances,
)
from ivr.speech.evaluate.voices import human, synthetic
from ivr.speech.vosk_model import VoskModel

UTILITY = "demo"  # its dialogues: numbers of eight digits with a check digit
LEVELS = (15.0, 10.0, 5.0)
SEED = 1
LANGUAGE = "ru"
WIDE = 170  # columns
TOO_FEW = "Not simulated where account numbers, readings or yes and no have too few words."
ALL_GATES, NO_GATES = "all gates", "no gates"


def ears(settings: Settings) -> Ears:
    """What listens to Russian. Raises BadUtterances."""
    models = models_of(settings)
    if LANGUAGE not in models:
        raise BadUtterances(f"the settings name no speech model for {LANGUAGE!r}")
    return AsInACall(VoskModel(models[LANGUAGE]))


class Levels(click.ParamType[tuple[float, ...]]):
    """Decibels divided by commas."""

    name = "DB,DB,..."

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        if isinstance(value, tuple):
            return value
        try:
            return tuple(float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} is not a list of decibels such as 15,10,5", param, ctx)


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option("--human", "of_human", is_flag=True, help="Words of Debian's Russian Asterisk voice.")
@click.option("--synthetic", "of_synthetic", is_flag=True, help="What espeak-ng says.")
@click.option("--noise", type=Levels(), default=(), help="Once more with noise so far below, dB.")
@click.option("--noise-file", type=click.Path(path_type=Path), help="Of this sound, not pink.")
@click.option("--readings", default=1000, show_default=True, help="Simulated in each condition.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Keep everything here.")
def evaluate(
    directory: Path | None,
    of_human: bool,
    of_synthetic: bool,
    noise: tuple[float, ...],
    noise_file: Path | None,
    readings: int,
    file: Path | None,
) -> None:
    """Measure how well callers are understood.

    DIRECTORY has WAV files and a table, transcripts.tsv; without it, and without --human and
    --synthetic, the bundled utterances are taken.
    """
    with _one_sentence():
        bundled = not (of_human or of_synthetic)
        utterances = _utterances(
            directory or (BUNDLED if bundled else None), of_human, of_synthetic
        )
        scored = _listened(utterances, _noises(noise, noise_file))
        measured = confusions(scored)
        simulated = {
            condition: _simulated(voices, readings)
            for condition, voices in measured.items()
            if readings and enough(voices)
        }
        found = evaluation(scored, simulated)
        if file:
            write(found, file)
    console = _tables()
    console.print(table(found))
    if simulated:
        console.print(gates_table("Readings written with these errors, all gates", simulated))
    if readings and len(simulated) < len(measured):
        console.print(TOO_FEW)


@click.command()
@click.option("--measured", type=click.Path(path_type=Path), help="A file of evaluate --json.")
@click.option("--readings", default=10_000, show_default=True, help="In each row.")
@click.option("--inattentive", default=0.0, show_default=True, help="Share that says yes unheard.")
def gates(measured: Path | None, readings: int, inattentive: float) -> None:
    """Show what each gate keeps from being written, by simulated calls.

    Without --measured, errors are measured first: the human and the synthetic voices, as they are
    and with pink noise 15, 10 and 5 dB below the speech.
    """
    with _one_sentence():
        conditions = read_measured(measured) if measured else _measured_now()
        if poor := [name for name, voices in conditions.items() if not enough(voices)]:
            raise BadUtterances(f"{poor[0]}: too few words of some kind of answer to simulate")
    console = _tables()
    for condition, voices in conditions.items():
        rows = _ablation(voices, readings, inattentive)
        console.print(gates_table(f"Readings written: {condition}", rows))


def _ablation(voices: Measured, readings: int, inattentive: float) -> Mapping[str, Tally]:
    """With all gates, without each, without each and the read-back, with one alone, without any."""
    every = frozenset(Gate)
    without = {ALL_GATES: frozenset[Gate]()}
    without |= {f"without {gate}": frozenset({gate}) for gate in Gate}
    others = [gate for gate in Gate if gate is not Gate.READ_BACK]
    without |= {f"no read-back, no {gate}": frozenset({gate, Gate.READ_BACK}) for gate in others}
    nobody = frozenset({Gate.READ_BACK, Gate.CHECK_DIGIT, Gate.EXISTENCE})
    without |= {"no read-back, no check digit, no existence": nobody}
    without |= {f"{Gate.READ_BACK} alone": every - {Gate.READ_BACK}, NO_GATES: every}
    rows = {
        name: _simulated(voices, readings, Habits(inattentive=inattentive), gone)
        for name, gone in track(without.items(), "calls", transient=True, console=_errors())
    }
    careless = Habits(inattentive=0.05)
    return {**rows, "all gates, 5 % do not listen": _simulated(voices, readings, careless)}


def _simulated(
    voices: Measured,
    readings: int,
    habits: Habits = CAREFUL,
    without: frozenset[Gate] = frozenset(),
) -> Tally:
    return Simulation(voices, read_utility(UTILITY), habits, without, SEED).run(readings)


def _measured_now() -> Mapping[str, Measured]:
    noises = (None, *(Noise(level) for level in LEVELS))
    return confusions(_listened(_utterances(None, True, True), noises))


def _utterances(directory: Path | None, of_human: bool, of_synthetic: bool) -> list[Utterance]:
    settings = read_settings()
    found = read_utterances(directory) if directory else []
    found += human(settings.cache) if of_human else ()
    found += synthetic(settings.cache) if of_synthetic else ()
    return found


def _listened(utterances: Sequence[Utterance], noises: Sequence[Noise | None]) -> list[Scored]:
    total = len(utterances) * len(noises)
    scored = evaluated(utterances, ears(read_settings()), noises, SEED)
    return list(track(scored, "listening", total, transient=True, console=_errors()))


def _noises(levels: Sequence[float], file: Path | None) -> Sequence[Noise | None]:
    """Raises BadUtterances."""
    if file and not levels:
        raise BadUtterances("--noise-file needs --noise with levels, such as 15,10,5")
    try:
        samples = read_samples(file) if file else b""
    except ValueError as error:
        raise BadUtterances(str(error)) from None
    return (None, *(Noise(level, samples) for level in levels))


def _tables() -> Console:
    """Wide enough for a table where the output is no terminal."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDE)


def _errors() -> Console:
    return Console(stderr=True)


@contextmanager
def _one_sentence() -> Iterator[None]:
    """What is wrong with the input, without a traceback."""
    try:
        yield
    except (BadUtterances, NotAvailable, CannotSpeak, OSError) as error:
        raise click.ClickException(str(error)) from error
