"""What an evaluation counts: words, digits, values, time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import quantiles

from config.utility import Language
from ivr.speech.evaluate.confusions import Confusions, aligned
from ivr.speech.evaluate.ears import Ears
from ivr.speech.evaluate.line import Noise, end_of_speech, on_the_line
from ivr.speech.evaluate.questions import grammar_named, meaning, plain_words
from ivr.speech.evaluate.sayings import DIGITS
from ivr.speech.evaluate.utterances import RATE, WIDTH, Utterance, vocabulary

UNKNOWN = "unk"


class Verdict(StrEnum):
    """What became of a whole answer."""

    RIGHT = "right"
    ASKED_AGAIN = "asked again"
    WRONG = "wrong"  # the grammar accepted another value


@dataclass(frozen=True)
class Scored:
    """One utterance and what was made of it; times in seconds."""

    utterance: Utterance
    said: tuple[str, ...]
    heard: tuple[str, ...]
    verdict: Verdict
    length: float
    seconds: float
    latency: float  # from the end of speech until the answer was taken


@dataclass(frozen=True)
class Figures:
    """A row of the report. Rates are shares of what is counted, None where nothing is."""

    utterances: int
    words: int
    word_errors: int
    digits: int
    digit_errors: int
    right: int
    asked_again: int
    wrong: int
    real_time_factor: float
    latency_p50: float
    latency_p95: float

    @property
    def word_error_rate(self) -> float | None:
        return self.word_errors / self.words if self.words else None


def evaluated(
    utterances: Sequence[Utterance],
    ears: Ears,
    noises: Sequence[Noise | None],
    seed: int,
    language: Language = "ru",
) -> Iterable[Scored]:
    """Each utterance in each noise, over the line and into the ears."""
    words = vocabulary(list(utterances))
    for noise in noises:
        for one in utterances:
            ended = end_of_speech(one.samples)
            yield _scored(on_the_line(one, noise, seed), ears, words, ended, language)


def _scored(
    one: Utterance, ears: Ears, words: Sequence[str], ended: float, language: Language
) -> Scored:
    grammar = grammar_named(one.question, words)
    answer = ears.answer(one.samples, grammar, language)
    meant = meaning(one.transcript, grammar, language)
    taken = meaning(answer.text, grammar, language)
    verdict = Verdict.RIGHT
    if taken != meant:
        verdict = Verdict.ASKED_AGAIN if taken is None else Verdict.WRONG
    return Scored(
        one,
        _words(one.transcript),
        _words(answer.text),
        verdict,
        len(one.samples) / WIDTH / RATE,
        answer.seconds,
        answer.finished_after - ended,
    )


def _words(text: str) -> tuple[str, ...]:
    """Without [unk]: that a word was not one of those listened for is no error."""
    return tuple(word for word in plain_words(text) if word != UNKNOWN)


def figures(scored: Sequence[Scored]) -> Figures:
    """The figures of some utterances, at least one."""
    pairs = [pair for one in scored for pair in aligned(one.said, one.heard)]
    about_digits = [pair for pair in pairs if pair[1] in DIGITS or not pair[1]]
    verdicts = [one.verdict for one in scored]
    latency = sorted(one.latency for one in scored)
    return Figures(
        utterances=len(scored),
        words=sum(1 for _, said, _ in pairs if said),
        word_errors=sum(said != heard for _, said, heard in pairs),
        digits=sum(1 for _, said, _ in about_digits if said),
        digit_errors=sum(
            said != heard for _, said, heard in about_digits if said or heard in DIGITS
        ),
        right=verdicts.count(Verdict.RIGHT),
        asked_again=verdicts.count(Verdict.ASKED_AGAIN),
        wrong=verdicts.count(Verdict.WRONG),
        real_time_factor=sum(one.seconds for one in scored) / sum(one.length for one in scored),
        latency_p50=_part(latency, 50),
        latency_p95=_part(latency, 95),
    )


def _part(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1] if values[1:] else values[0]


def confusions(scored: Iterable[Scored]) -> dict[str, dict[str, dict[str, Confusions]]]:
    """What was taken for what, by condition, voice and kind of question."""
    found: dict[str, dict[str, dict[str, Confusions]]] = {}
    for one in scored:
        kind = one.utterance.question.partition(":")[0].replace("account", "digits")
        kinds = found.setdefault(one.utterance.condition, {}).setdefault(one.utterance.voice, {})
        kinds.setdefault(kind, Confusions()).add(one.said, one.heard)
    return found
