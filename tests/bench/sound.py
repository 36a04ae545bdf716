"""Ways to keep telephone speech, measured: size, processor time, what is left of it, who plays it.

Both sides talk all the time, each utterances of its own, which is the hardest case for a codec
with two channels; and once in turns, to hear how much of one side gets into the other.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy
import soundfile
from numpy.typing import NDArray
from playwright.sync_api import Page

from config.settings import Settings
from config.speech_models import models_of
from ivr.speech.evaluate.ears import AsInACall, Ears
from ivr.speech.evaluate.line import Noise, on_the_line
from ivr.speech.evaluate.scores import evaluated, figures
from ivr.speech.evaluate.utterances import BUNDLED, Utterance, read_utterances
from ivr.speech.evaluate.voices import human
from ivr.speech.vosk_model import VoskModel
from recordings.sound.archived import compression
from recordings.sound.raw import BLOCK, RATE, SIDES, Samples
from tests.recordings.sound.playing import browser_page, play

SEED = 1
NOISE = 15.0  # dB below the speech
LONG = 8  # times the material is encoded for sizes and times, so that a clock can measure it
# Of the table, with the places behind the point.
COLUMNS = {
    "kB/min": 0,
    "s/hour": 1,
    "apart, dB": 0,
    "word errors, %": 1,
    "right, %": 1,
    "plays": 0,
    "longer by, s": 3,
}


@dataclass(frozen=True)
class Kind:
    """A format as libsndfile writes it."""

    container: str
    codec: str
    mime: str
    level: float | None = None


def _opus(kbits: int) -> Kind:
    return Kind("OGG", "OPUS", "audio/ogg", compression(kbits))


KINDS: Mapping[str, Kind] = {
    "WAV, 16 bits": Kind("WAV", "PCM_16", "audio/wav"),
    "WAV, A-law": Kind("WAV", "ALAW", "audio/wav"),
    "FLAC": Kind("FLAC", "PCM_16", "audio/flac"),
    **{f"Opus, {kbits} kbit/s a side": _opus(kbits) for kbits in (8, 12, 16, 20, 24, 32)},
    "Vorbis": Kind("OGG", "VORBIS", "audio/ogg", 0.7),
    "MP3": Kind("MP3", "MPEG_LAYER_III", "audio/mpeg", 0.9),
}


@dataclass(frozen=True)
class Material:
    """What is encoded: all utterances on each side, in opposite order."""

    utterances: Sequence[Utterance]

    @property
    def together(self) -> Samples:
        forward = [_samples(one) for one in self.utterances]
        there, back = numpy.concatenate(forward), numpy.concatenate(forward[::-1])
        return numpy.stack([there, back], axis=1)

    @property
    def in_turns(self) -> Samples:
        """One side talks, the other is silent."""
        sides = numpy.zeros((sum(len(_samples(one)) for one in self.utterances), SIDES), "<i2")
        place = 0
        for turn, one in enumerate(self.utterances):
            samples = _samples(one)
            sides[place : place + len(samples), turn % 2] = samples
            place += len(samples)
        return sides

    def heard_in(self, sound: Samples) -> Iterator[Utterance]:
        """The utterances of both sides, cut out of what was decoded."""
        for side, order in enumerate((self.utterances, self.utterances[::-1])):
            place = 0
            for one in order:
                ends = place + len(one.samples) // 2
                yield replace(one, samples=sound[place:ends, side].tobytes())
                place = ends


def _samples(one: Utterance) -> Samples:
    return numpy.frombuffer(one.samples, dtype="<i2")


def material(cache: Path) -> Material:
    """The bundled utterances, and a human voice with noise behind it."""
    spoken = [on_the_line(one, Noise(NOISE), SEED) for one in human(cache, 20)]
    return Material([*read_utterances(BUNDLED), *spoken])


def heading() -> str:
    """The line above the rows of `show`."""
    return f"{'':26}" + "".join(f"{column:>16}" for column in COLUMNS)


def show(row: Mapping[str, Any]) -> str:
    """A row as a line."""
    shown = ((row[column], places) for column, places in COLUMNS.items())
    return f"{row['format']:26}" + "".join(
        f"{('no', 'yes')[value] if isinstance(value, bool) else f'{value:.{places}f}':>16}"
        for value, places in shown
    )


def measure(settings: Settings) -> Iterator[dict[str, Any]]:
    """A row for each format. Raises NotAvailable without the voice or the browser."""
    what = material(settings.cache)
    with TemporaryDirectory() as directory:
        path = Path(directory) / "sound"
        # First of all: while a browser is driven, nothing else here could have an event loop.
        with browser_page(settings.cache) as page:
            played = {name: _plays(page, kind, what, path) for name, kind in KINDS.items()}
        ears = AsInACall(VoskModel(models_of(settings)["ru"]))
        for name, kind in KINDS.items():
            cost = _cost(kind, what.together, path)
            yield {"format": name, **cost, **played[name], **_understood(kind, what, path, ears)}


def _understood(kind: Kind, what: Material, path: Path, ears: Ears) -> dict[str, Any]:
    sound = _through(kind, what.together, path)
    found = figures(list(evaluated(list(what.heard_in(sound)), ears, (None,), SEED)))
    errors = 100 * (found.word_error_rate or 0.0)
    return {"word errors, %": errors, "right, %": 100 * found.right / found.utterances}


def _cost(kind: Kind, sound: Samples, path: Path) -> dict[str, Any]:
    long = numpy.tile(sound, (LONG, 1))
    began = time.process_time()
    _write(kind, long, path)
    seconds = time.process_time() - began
    hours = len(long) / RATE / 3600
    return {
        "kB/min": path.stat().st_size / 1000 / (hours * 60),
        "s/hour": seconds / hours,
    }


def _write(kind: Kind, sound: Samples, path: Path) -> None:
    given = {"format": kind.container, "subtype": kind.codec, "compression_level": kind.level}
    with soundfile.SoundFile(path, "w", samplerate=RATE, channels=SIDES, **given) as file:
        for start in range(0, len(sound), BLOCK):
            file.write(sound[start : start + BLOCK])


def _through(kind: Kind, sound: Samples, path: Path) -> Samples:
    _write(kind, sound, path)
    decoded: Samples = soundfile.read(path, dtype="int16")[0]
    return decoded[: len(sound)]


def _plays(page: Page, kind: Kind, what: Material, path: Path) -> dict[str, Any]:
    """In Chromium: whether it runs; and by how many dB a silent side is below the one talking."""
    sound = what.in_turns
    decoded = _through(kind, sound, path).astype(float)
    silent = _silent(sound)
    below = _level(decoded[~silent]) - _level(decoded[silent])
    played = play(page, path, kind.mime)
    plays = played.moved > 0 and len(played.sides) == SIDES
    return {"apart, dB": below, "plays": plays, "longer by, s": played.length - len(sound) / RATE}


def _silent(sound: Samples) -> NDArray[numpy.bool]:
    """Where a side is silent while the other talks."""
    quiet: NDArray[numpy.bool] = numpy.equal(sound, 0)
    return numpy.logical_and(quiet, ~quiet[:, ::-1])


def _level(samples: NDArray[numpy.float64]) -> float:
    return float(10 * numpy.log10(numpy.mean(samples**2) + 1e-9))
