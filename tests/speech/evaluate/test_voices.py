"""The voices made for an evaluation, heard by the bundled model."""

from collections.abc import Sequence
from itertools import islice

import pytest

from config.settings import read_settings
from ivr.speech.evaluate.commands import ears
from ivr.speech.evaluate.scores import Verdict, evaluated
from ivr.speech.evaluate.utterances import Utterance
from ivr.speech.evaluate.voices import human, synthetic

pytestmark = pytest.mark.slow
SETTINGS = read_settings()


def right(utterances: Sequence[Utterance]) -> int:
    scored = evaluated(utterances, ears(SETTINGS), [None], 1)
    return [one.verdict for one in scored].count(Verdict.RIGHT)


def test_the_human_voice_is_understood() -> None:
    utterances = list(human(SETTINGS.cache, 5))
    assert {one.question for one in utterances} == {"account:8", "reading:5.3"}
    assert right(utterances) == 15


def test_the_human_voice_says_the_same_each_time() -> None:
    assert list(human(SETTINGS.cache, 2)) == list(human(SETTINGS.cache, 2))


def test_the_synthetic_voices_are_mostly_understood() -> None:
    utterances = list(islice(synthetic(SETTINGS.cache, 5), 30))
    assert {"account:8", "reading:5.3", "yes_no"} <= {one.question for one in utterances}
    assert right(utterances) >= 27
