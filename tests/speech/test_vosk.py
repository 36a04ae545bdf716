"""Vosk with the bundled model: spelling, phrases it lacks, and models of another rate."""

import shutil
from pathlib import Path

import pytest

from config.settings import Settings
from config.speech_models import models_of, rate_of, takes_grammars
from ivr.callers.speech import Speaker
from ivr.grammars.numbers import Digits
from ivr.speech.recogniser import understood
from ivr.speech.vosk_model import VoskModel

MODEL = models_of(Settings())["ru"]
CHUNK = 3200  # bytes: 200 ms


@pytest.fixture(scope="module")
def model() -> VoskModel:
    return VoskModel(MODEL)


def recognised(model: VoskModel, samples: bytes) -> str:
    phrases, _ = understood(model, Digits(8, 8).phrases("ru"))
    recogniser = model.recogniser(phrases)
    for at in range(0, len(samples), CHUNK):
        recogniser.hear(samples[at : at + CHUNK])
    return recogniser.finish()


def test_spelling_has_yo_where_the_model_has_it(model: VoskModel) -> None:
    assert model.spelling("счетчик") == "счётчик"
    assert model.spelling("четыре") == "четыре"
    assert model.spelling("куба") is None


def test_a_phrase_is_left_out_for_one_word_it_lacks(model: VoskModel) -> None:
    assert understood(model, ["да", "не так", "счетчик", "да"]) == (["да", "счётчик"], ["не так"])


@pytest.mark.slow
def test_a_number_is_recognised(model: VoskModel) -> None:
    said = Speaker().says("один два три четыре пять шесть семь восемь")
    assert recognised(model, said) == "один два три четыре пять шесть семь восемь"


@pytest.mark.slow
def test_a_model_of_another_rate_gets_its_own(tmp_path: Path) -> None:
    """Features of the same frequencies out of twice the samples: such a model of 16 kHz."""
    wide = tmp_path / "wide"
    shutil.copytree(MODEL, wide)
    features = wide / "conf/fbank.conf"
    features.write_text(features.read_text().replace("=8000", "=16000"))
    assert rate_of(wide) == 16_000
    assert recognised(VoskModel(wide), Speaker().says("семь восемь")) == "семь восемь"


def test_what_the_model_says_of_itself(tmp_path: Path) -> None:
    assert rate_of(MODEL) == 8000
    assert takes_grammars(MODEL)
    assert rate_of(tmp_path) == 16_000
    assert not takes_grammars(tmp_path)


def test_no_model(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no Vosk model"):
        VoskModel(tmp_path)
