"""Clips for these tests: spoken by espeak-ng at telephone rate, and how Asterisk sends a clip."""

import audioop
import io
import subprocess
import wave
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.settings import read_settings
from config.speech_tools import espeak
from ivr.callers.clips import Clips
from ivr.callers.rtp import FRAME

DIGITS = ["ноль", "один", "два", "три", "четыре", "пять"]
TEXTS = {
    "greeting": "Здравствуйте, вас приветствует теплосеть.",
    "recorded": "Разговор записывается.",
    "account": "Введите номер лицевого счёта.",
    "goodbye": "До свидания.",
    **{
        f"d{digit}": word
        for digit, word in enumerate(["ноль", "один", "два", "три", "четыре", "пять"])
    },
}


def spoken(text: str) -> bytes:
    """16 bit samples at 8 kHz."""
    command = [*espeak(read_settings().cache), "-v", "ru", "--stdout", text]
    said = subprocess.run(command, capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(said)) as file:
        samples, rate = file.readframes(-1), file.getframerate()
    return audioop.ratecv(samples[: len(samples) // 2 * 2], 2, 1, rate, 8000, None)[0]


def write_clips(directory: Path, samples: Mapping[str, bytes]) -> None:
    """Wav files and the index beside them, as the prompts' room writes them."""
    for name, sound in samples.items():
        with wave.open(str(directory / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(sound)
    rows = (f"{name}\tru\t{TEXTS[name]}\n" for name in samples if name in TEXTS)
    (directory / "index.tsv").write_text("".join(rows), encoding="utf-8")


def packets(alaw: bytes) -> Iterator[bytes]:
    """The payloads that Asterisk makes of a clip: 20 ms each, the last one as short as need be."""
    return (alaw[at : at + FRAME] for at in range(0, len(alaw), FRAME))


def padded(alaw: bytes) -> list[bytes]:
    """The payloads that a stream of clips has for one: the last one filled up with silence."""
    return [payload.ljust(FRAME, b"\xd5") for payload in packets(alaw)]


def stream(clips: Clips, *names: str) -> list[bytes]:
    return [payload for name in names for payload in packets(clips[name])]
