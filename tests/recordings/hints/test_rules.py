"""The rules of hints: each with what it must find, and what it must leave alone."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from recordings.hints import Hint, Kind, Stretch, Talk, Word, find, from_json, to_json
from recordings.hints.records import CALLER, HEARD, Heard
from recordings.hints.voices import QUIET, gaps

TALK = Talk(10_000, 100_000, "иванова", "Отдел по работе с абонентами")
UNIT = ("отдел", "работе", "абонентами")


def heard(
    words: Sequence[Word] = (), stretches: Sequence[Stretch] = (), talk: Talk = TALK
) -> Heard:
    """A talk in which both speak all the time, unless it is said otherwise; all words are known."""
    spoken = stretches or [Stretch(CALLER, at, at + 900, -20) for at in range(10_000, 99_000, 5000)]
    return Heard("ru", words, spoken, [talk], 60_000, lambda word: True, ("мария", "петровна"))


def said(side: int, text: str, at: int) -> list[Word]:
    return [
        Word(side, word, at + 300 * n, at + 300 * n + 250) for n, word in enumerate(text.split())
    ]


GREETING = said(HEARD, "отдел по работе с абонентами иванова добрый день", 10_500)


def kinds(hints: Sequence[Hint]) -> list[Kind]:
    return [hint.kind for hint in hints]


def test_a_whole_greeting_in_any_case_is_no_hint() -> None:
    assert find(heard(GREETING)) == []


def test_what_is_lacking_of_the_greeting_is_named() -> None:
    lacking = find(heard(said(HEARD, "отдел по работе с абонентами", 10_500)))
    assert lacking == [Hint(Kind.GREETING, 10_000, "operator", "иванова")]


def test_a_greeting_after_its_time_is_none() -> None:
    late = said(HEARD, "отдел по работе с абонентами иванова", 25_100)
    assert kinds(find(heard(late))) == [Kind.GREETING]


def test_what_the_model_cannot_hear_is_not_missed() -> None:
    deaf = replace(heard(), knows=lambda word: False)
    assert find(deaf) == []
    half_deaf = replace(heard(), knows=lambda word: word in UNIT)
    assert find(half_deaf)[0].words == "отдел работе абонентами"


def test_an_abbreviated_unit_is_not_waited_for() -> None:
    talk = replace(TALK, unit="ОКА")
    assert find(heard(said(HEARD, "иванова", 11_000), talk=talk)) == []


def test_a_name_that_the_caller_gave_is_to_be_used() -> None:
    given_ = [*GREETING, *said(CALLER, "меня зовут мария петровна", 16_000)]
    assert find(heard(given_)) == [Hint(Kind.NAME, 16_600, "operator", "мария")]
    used = [*given_, *said(HEARD, "мария петровна слушаю", 20_000)]
    assert find(heard(used)) == []


def test_who_does_not_give_the_name_may_be_somebody_else() -> None:
    assert find(heard([*GREETING, *said(CALLER, "добрый день", 16_000)])) == []


def test_forbidden_forms_are_shown_each_time_and_only_the_operators() -> None:
    """A 15.1."""
    words = [
        *GREETING,
        *said(HEARD, "девушка не кричите", 20_000),
        *said(CALLER, "женщина вы кто", 30_000),
        *said(HEARD, "твой счёт", 40_000),
    ]
    assert [(hint.at, hint.words) for hint in find(heard(words))] == [
        (20_000, "девушка"),
        (40_000, "твой"),
    ]


def test_prompts_and_music_are_not_the_operator() -> None:
    talk = replace(TALK, holds=[(30_000, 50_000)], apart=[(60_000, 70_000)])
    words = [
        *GREETING,
        *said(HEARD, "девушка", 5_000),
        *said(HEARD, "девушка", 40_000),
        *said(HEARD, "девушка", 65_000),
        *said(HEARD, "девушка", 100_500),
    ]
    assert find(heard(words, talk=talk)) == []


def test_an_interruption_is_of_who_began_later_and_went_on() -> None:
    """A 15.12."""
    own = [Stretch(CALLER, at, at + 900, -20) for at in range(10_000, 99_000, 5000)]
    talks = [*own, Stretch(CALLER, 42_000, 46_000, -20), Stretch(HEARD, 44_000, 47_000, -20)]
    assert find(heard(GREETING, talks)) == [Hint(Kind.INTERRUPTION, 44_000, "operator")]
    agrees = [*own, Stretch(CALLER, 42_000, 46_000, -20), Stretch(HEARD, 44_000, 44_400, -20)]
    assert find(heard(GREETING, agrees)) == []
    callers = [*own, Stretch(HEARD, 42_000, 46_000, -20), Stretch(CALLER, 44_000, 47_000, -20)]
    assert find(heard(GREETING, callers)) == []


def test_a_long_silence_is_shown_outside_of_holds_alone() -> None:
    quiet = [Stretch(CALLER, 10_000, 40_000, -20), Stretch(HEARD, 61_000, 99_500, -20)]
    assert find(heard(GREETING, quiet)) == [Hint(Kind.SILENCE, 40_000, "operator", "21")]
    held = replace(TALK, holds=[(41_000, 60_000)])
    assert find(heard(GREETING, quiet, held)) == []


def test_a_hold_over_what_the_profile_says() -> None:
    held = replace(TALK, holds=[(20_000, 80_000)])
    assert find(heard(GREETING, talk=held)) == []
    longer = replace(TALK, holds=[(20_000, 81_000)])
    assert find(heard(GREETING, talk=longer)) == [Hint(Kind.HOLD, 20_000, "operator", "61")]


def test_a_rising_tone_is_shown_once_and_whose() -> None:
    """A 15.2."""
    levels = (-24, -25, -23, -24, -24, -16, -15, -24)
    loud = [Stretch(HEARD, 11_000 + 9000 * n, 19_000 + 9000 * n, v) for n, v in enumerate(levels)]
    talk = replace(TALK, ended=83_000)
    assert find(heard(GREETING, loud, talk)) == [Hint(Kind.TONE, 56_000, "operator", "8")]
    callers = [replace(one, side=CALLER) for one in loud]
    assert find(heard(GREETING, callers, talk)) == [Hint(Kind.TONE, 56_000, "caller", "8")]


def test_too_little_speech_tells_no_tone() -> None:
    few = [Stretch(HEARD, 11_000 + 9000 * n, 19_000 + 9000 * n, -20 + 9 * n) for n in range(4)]
    assert Kind.TONE not in kinds(find(heard(GREETING, few)))


def test_hints_are_stored_as_they_are() -> None:
    hints = [Hint(Kind.FORM, 5, "operator", "девушка"), Hint(Kind.TONE, 7, "caller", "8")]
    assert from_json(to_json(hints)) == hints
    assert from_json("[]") == []


moments = st.integers(0, 120_000)
parts = st.lists(st.tuples(moments, moments).map(lambda two: (min(two), max(two))), max_size=12)
stretches = st.builds(
    lambda side, part, loudness: Stretch(side, part[0], part[1], loudness),
    st.sampled_from((CALLER, HEARD)),
    st.tuples(moments, st.integers(200, 30_000)).map(lambda two: (two[0], two[0] + two[1])),
    st.floats(-45, 0),
)
words = st.builds(
    lambda side, text, at: Word(side, text, at, at + 200),
    st.sampled_from((CALLER, HEARD)),
    st.sampled_from(("иванова", "отдел", "девушка", "ты", "мария", "вода")),
    moments,
)


@given(parts, moments, moments)
def test_gaps_are_just_what_is_free(taken: list[tuple[int, int]], one: int, other: int) -> None:
    begin, end = min(one, other), max(one, other)
    free = list(gaps(taken, begin, end))
    assert all(begin <= a < b <= end for a, b in free)
    assert all(b <= c for (_, b), (c, _) in pairwise(free))
    covered = sum(b - a for a, b in free)
    edges = sorted({begin, end, *(at for part in taken for at in part if begin <= at <= end)})
    expected = sum(
        b - a for a, b in pairwise(edges) if not any(x <= a and b <= y for x, y in taken)
    )
    assert covered == expected


@given(st.lists(words, max_size=15), st.lists(stretches, max_size=15), parts, parts)
def test_hints_lie_in_the_talk_and_outside_of_what_is_shut(
    spoken: list[Word],
    voices: list[Stretch],
    holds: list[tuple[int, int]],
    apart: list[tuple[int, int]],
) -> None:
    talk = replace(TALK, holds=holds, apart=apart)
    found = find(replace(heard(spoken, talk=talk), stretches=voices))
    assert found == sorted(found, key=lambda hint: (hint.at, hint.kind))
    for hint in found:
        if hint.kind in (Kind.FORM, Kind.NAME, Kind.INTERRUPTION, Kind.TONE):
            assert talk.has(hint.at)
        if hint.kind is Kind.SILENCE:
            assert talk.began <= hint.at <= talk.ended - QUIET


@given(st.lists(words, max_size=15), st.lists(stretches, max_size=15))
def test_without_an_operator_there_is_nothing_to_hint_at(
    spoken: list[Word], voices: list[Stretch]
) -> None:
    assert find(replace(heard(spoken, voices), talks=[])) == []
