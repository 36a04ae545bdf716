"""Vosk behind the recogniser's protocol. Its confidences are not looked at: they are not true."""

import audioop
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from vosk import KaldiRecognizer, Model, SetLogLevel

from config.speech_models import rate_of
from ivr.speech.recogniser import UNKNOWN

LINE_RATE = 8000  # samples per second on a telephone line
WIDTH = 2


class VoskModel:
    """A model directory. Raises ValueError if it is none."""

    def __init__(self, directory: Path) -> None:
        SetLogLevel(-1)
        try:
            self._model = Model(str(directory))
        except Exception:  # noqa: BLE001  # Vosk raises nothing more exact
            raise ValueError(f"{directory} is no Vosk model") from None
        self._rate = rate_of(directory)
        self.spelling = cache(self._spelling)

    def _spelling(self, word: str) -> str | None:
        """With ё wherever the model has it."""
        for candidate in _with_yo(word):
            if self._model.vosk_model_find_word(candidate) >= 0:
                return candidate
        return None

    def recogniser(self, phrases: Sequence[str]) -> "VoskRecogniser":
        """A new one for each answer: changing the grammar of an old one leaks.

        Raises ValueError if the model cannot be listened with.
        """
        grammar = json.dumps([*phrases, UNKNOWN], ensure_ascii=False)
        try:
            return VoskRecogniser(KaldiRecognizer(self._model, self._rate, grammar), self._rate)
        except Exception as error:  # noqa: BLE001  # as above
            raise ValueError(str(error)) from None


class VoskRecogniser:
    """Joins the results into which Vosk divides an answer at its pauses."""

    def __init__(self, kaldi: KaldiRecognizer, rate: int) -> None:
        self._kaldi = kaldi
        self._rate = rate
        self._resampling: tuple[int, tuple[tuple[int, int], ...]] | None = None
        self._ended: list[str] = []

    def hear(self, samples: bytes) -> str:
        if self._kaldi.AcceptWaveform(self._resampled(samples)):
            self._ended.append(json.loads(self._kaldi.Result())["text"])
            return _joined(self._ended)
        return _joined([*self._ended, json.loads(self._kaldi.PartialResult())["partial"]])

    def finish(self) -> str:
        text = _joined([*self._ended, json.loads(self._kaldi.FinalResult())["text"]])
        self._ended.clear()
        return text

    def _resampled(self, samples: bytes) -> bytes:
        """At the model's own rate: Vosk ends the process where the two differ."""
        if self._rate == LINE_RATE:
            return samples
        wide, self._resampling = audioop.ratecv(
            samples, WIDTH, 1, LINE_RATE, self._rate, self._resampling
        )
        return wide


def _joined(parts: Sequence[str]) -> str:
    return " ".join(part for part in parts if part)


def _with_yo(word: str) -> list[str]:
    """The word, and with ё for each of its letters е: no Russian word to listen for has two."""
    places = [at for at, letter in enumerate(word) if letter == "е"]
    return [word, *(f"{word[:at]}ё{word[at + 1 :]}" for at in places)]
