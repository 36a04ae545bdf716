"""Vosk, writing down whatever it takes for words. It listens for nothing in particular here."""

import audioop
import json
from collections.abc import Iterator
from pathlib import Path

from vosk import KaldiRecognizer, Model, SetLogLevel

from config.speech_models import rate_of
from models.search.words import folded
from recordings.hints import Word
from recordings.sound import RATE
from recordings.sound.raw import Samples

WIDTH = 2  # bytes of a sample
CHUNK = RATE // 4  # samples at a time: Vosk looks for a pause after each
NO_WORD = "["  # how what is none begins: [unk], [noise]


class VoskWriter:
    """A model directory. Raises ValueError if it is none."""

    def __init__(self, directory: Path) -> None:
        SetLogLevel(-1)
        try:
            self._model = Model(str(directory))
        except Exception:  # noqa: BLE001  # Vosk raises nothing more exact
            raise ValueError(f"{directory} is no Vosk model") from None
        self._rate = rate_of(directory)

    def knows(self, word: str) -> bool:
        """Whether it could hear this word, however it spells ё."""
        word = folded(word)
        spelt = (f"{word[:at]}ё{word[at + 1 :]}" for at in range(len(word)) if word[at] == "е")
        return any(self._model.vosk_model_find_word(one) >= 0 for one in (word, *spelt))

    def side(self, number: int) -> "VoskSide":
        """To write one side of one recording down."""
        kaldi = KaldiRecognizer(self._model, self._rate)
        kaldi.SetWords(True)
        return VoskSide(number, kaldi, self._rate)


class VoskSide:
    """Takes the sound of a side in order."""

    def __init__(self, number: int, kaldi: KaldiRecognizer, rate: int) -> None:
        self._number = number
        self._kaldi = kaldi
        self._rate = rate
        self._resampling: tuple[int, tuple[tuple[int, int], ...]] | None = None
        self._words: list[Word] = []

    def hear(self, samples: Samples) -> None:
        """The next samples, of 16 bits at 8 kHz."""
        for at in range(0, len(samples), CHUNK):
            if self._kaldi.AcceptWaveform(self._resampled(samples[at : at + CHUNK].tobytes())):
                self._words += self._heard(self._kaldi.Result())

    def finish(self) -> list[Word]:
        """All its words, when there is no more to come."""
        self._words += self._heard(self._kaldi.FinalResult())
        return self._words

    def _heard(self, result: str) -> Iterator[Word]:
        for word in json.loads(result).get("result", ()):
            if not word["word"].startswith(NO_WORD):
                began, ended = round(1000 * word["start"]), round(1000 * word["end"])
                yield Word(self._number, folded(word["word"]), began, ended)

    def _resampled(self, samples: bytes) -> bytes:
        """At the model's own rate: Vosk ends the process where the two differ."""
        if self._rate == RATE:
            return samples
        wide, self._resampling = audioop.ratecv(
            samples, WIDTH, 1, RATE, self._rate, self._resampling
        )
        return wide
