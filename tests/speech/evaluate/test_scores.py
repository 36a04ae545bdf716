"""What is counted, with ears that mishear on purpose."""

from dataclasses import dataclass

import pytest

from config.utility import Language
from ivr.engine.channel import Grammar
from ivr.speech.evaluate.ears import Answered
from ivr.speech.evaluate.line import Noise
from ivr.speech.evaluate.scores import Verdict, confusions, evaluated, figures
from ivr.speech.evaluate.utterances import Utterance


@dataclass(frozen=True)
class Mishears:
    """Hears always the same."""

    text: str

    def answer(self, samples: bytes, grammar: Grammar[object], language: Language) -> Answered:
        return Answered(self.text, finished_after=1.5, seconds=0.01)


def said(transcript: str, question: str) -> Utterance:
    return Utterance("u", "somebody", "quiet", transcript, question, b"\x00\x20" * 8000)


@pytest.mark.parametrize(
    ("transcript", "question", "heard", "verdict"),
    [
        ("один два три", "digits:3", "один два три", Verdict.RIGHT),
        ("ноль два три", "digits:3", "нуль два три", Verdict.RIGHT),
        ("один два три", "digits:3", "один три", Verdict.ASKED_AGAIN),
        ("один два три", "digits:3", "один два два", Verdict.WRONG),
        ("сто двадцать три", "reading:5.3", "сто двадцать", Verdict.WRONG),
        ("сто двадцать три", "reading:5.3", "", Verdict.ASKED_AGAIN),
        ("[unk]", "reading:5.3", "[unk]", Verdict.RIGHT),
        ("[unk]", "reading:5.3", "три", Verdict.WRONG),
        ("нет", "yes_no", "неверно", Verdict.RIGHT),
        ("нет", "yes_no", "да", Verdict.WRONG),
        ("да", "yes_no", "оператор", Verdict.WRONG),
        ("показания", "menu", "показание", Verdict.RIGHT),
        ("оператор", "menu", "оператор", Verdict.RIGHT),
        ("улица ленина", "free", "улица", Verdict.WRONG),
    ],
)
def test_a_whole_answer(transcript: str, question: str, heard: str, verdict: Verdict) -> None:
    scored = list(evaluated([said(transcript, question)], Mishears(heard), [None], 1))
    assert [one.verdict for one in scored] == [verdict]


def test_rates_and_times() -> None:
    utterances = [said("один два пять", "digits:3"), said("сто два", "reading:5.3")]
    found = figures(list(evaluated(utterances, Mishears("один два"), [None], 1)))
    assert (found.words, found.word_errors) == (5, 2)  # пять lost, один for сто
    assert (found.digits, found.digit_errors) == (4, 1)
    assert (found.right, found.asked_again, found.wrong) == (0, 1, 1)  # "один два" may be 12
    assert found.real_time_factor == pytest.approx(0.01)
    assert found.latency_p50 == pytest.approx(0.5)


def test_sound_alike_forms_are_one_word() -> None:
    alike = evaluated([said("нуль третье", "free")], Mishears("ноль третья"), [None], 1)
    assert figures(list(alike)).word_errors == 0


def test_each_condition_and_voice_is_counted_apart() -> None:
    scored = list(evaluated([said("да", "yes_no")], Mishears("нет"), [None, Noise(10)], 1))
    found = confusions(scored)
    assert [*found] == ["quiet", "pink noise 10 dB"]
    assert found["quiet"]["somebody"]["yes_no"].heard == {"да": {"нет": 1}}
