"""The pure rules: drawing, agreement, scores, moments, what is due."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.agreement import Unit, alpha, nominal, ordinal, share_of_pairs
from models.rules.grading import (
    LATEST_MOMENT,
    WHOLE,
    Answer,
    Criterion,
    Incomplete,
    Judged,
    Scorecard,
    Section,
    faults,
    moment_written,
    score,
    share_of,
    written_moment,
)
from models.rules.sampling import draw, fingerprint, months_of, seed_of

YES, NO, NA = (Judged(answer) for answer in Answer)
calls = st.sets(st.integers(1, 10**9), max_size=60)
sizes = st.integers(1, 20)


@given(st.text(max_size=20), calls, sizes)
def test_anybody_draws_the_same_with_three_lines(seed: str, of: set[int], size: int) -> None:
    by_hand = sorted(of, key=lambda call: sha256(f"{seed}:{call}".encode()).hexdigest())[:size]
    assert draw(seed, of, size) == by_hand


@given(st.text(max_size=20), calls, sizes)
def test_a_larger_sample_begins_with_the_smaller(seed: str, of: set[int], size: int) -> None:
    assert draw(seed, of, size + 3)[:size] == draw(seed, of, size)


@given(st.text(max_size=20), calls, calls, sizes)
def test_calls_that_come_late_only_push_others_out(
    seed: str, of: set[int], late: set[int], size: int
) -> None:
    before, after = draw(seed, of, size), draw(seed, of | late, size)
    assert [call for call in after if call in of] == [call for call in before if call in after]


def test_every_call_is_drawn_about_as_often() -> None:
    """2,000 seeds draw 5 of 25: each is expected 400 times; 5 standard deviations are 90."""
    drawn = [call for seed in range(2000) for call in draw(str(seed), range(25), 5)]
    assert all(310 < drawn.count(call) < 490 for call in range(25))


def test_the_seed_of_a_period_follows_from_its_months() -> None:
    first, last = date(2026, 1, 31), date(2026, 3, 1)
    assert months_of(first, last) == [date(2026, month, 1) for month in (1, 2, 3)]
    seed = seed_of(first, last, ["a", "b", "c"])
    assert seed == sha256(b"2026-01-31..2026-03-01:a:b:c").hexdigest()
    assert seed != seed_of(first, date(2026, 3, 2), ["a", "b", "c"])
    assert fingerprint("a") == sha256(b"a").hexdigest()


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_months_of_any_days(first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    days = [date.fromordinal(one) for one in range(first.toordinal(), last.toordinal() + 1)]
    assert months_of(first, last) == sorted({day.replace(day=1) for day in days})


# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): sections A to E.
def units(*auditors: str) -> list[Unit]:
    """Lines as they are printed there: a dot is a missing value."""
    columns = zip(*(line.split() for line in auditors), strict=True)
    return [
        [None if said == "." else int(said) if said.isdigit() else said for said in column]
        for column in columns
    ]


BINARY = units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
NAMES = units("a a b b d c c c e d d a", "b a b b b c c c e d d d")
FOUR = units(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
# The example of the encyclopaedia's article, with three coders and many gaps.
THREE = units(
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
)


@pytest.mark.parametrize(
    ("of", "distance", "published"),
    [
        (BINARY, nominal, 0.095),
        (NAMES, nominal, 0.692),
        (FOUR, nominal, 0.743),
        (FOUR, ordinal, 0.815),
        (THREE, nominal, 0.691),
    ],
)
def test_alpha_is_that_of_published_examples(
    of: list[Unit], distance: object, published: float
) -> None:
    found = alpha(of, distance)  # type: ignore[arg-type]
    assert found is not None
    assert round(found, 3) == published


def test_alpha_where_it_says_nothing() -> None:
    assert alpha([]) is None
    assert alpha([["yes", None], [None, "no"]]) is None
    assert alpha([["yes", "yes"], ["yes", "yes", "yes"]]) is None
    assert alpha([["yes", "yes"], ["no", "no"]]) == 1


said = st.one_of(st.none(), st.integers(0, 4))
tables = st.lists(st.lists(said, min_size=3, max_size=3), max_size=12)


@given(tables)
def test_alpha_does_not_care_who_said_it(of: list[list[int | None]]) -> None:
    for distance in (nominal, ordinal):
        for order in permutations(range(3)):
            turned = [[unit[place] for place in order] for unit in of]
            assert alpha(turned, distance) == alpha(of, distance)
        assert (alpha(list(reversed(of)), distance)) == alpha(of, distance)


@given(tables)
def test_alpha_is_one_where_all_agree_and_never_more(of: list[list[int | None]]) -> None:
    found = alpha(of)
    same = share_of_pairs(of)
    assert found is None or found <= 1
    if found is not None and same is not None:
        assert (found == 1) == (same == 1)


def test_percent_of_pairs() -> None:
    assert share_of_pairs([["a", "a", "b"], ["a", None, None]]) == pytest.approx(1 / 3)
    assert share_of_pairs([[None, "a"]]) is None


NAMES_OF = {"ru": "имя"}


def criterion(key: str, **more: object) -> Criterion:
    return Criterion(key, "13", NAMES_OF, **more)  # type: ignore[arg-type]


def form(*sections: tuple[int, list[Criterion]]) -> Scorecard:
    made = tuple(Section(NAMES_OF, weight, tuple(criteria)) for weight, criteria in sections)  # type: ignore[arg-type]
    return Scorecard("form", NAMES_OF, made)  # type: ignore[arg-type]


def test_a_score_by_hand() -> None:
    card = form(
        (60, [criterion("a", weight=3), criterion("b")]),
        (40, [criterion("c", points=4), criterion("d")]),
    )
    given_ = {"a": YES, "b": NO, "c": Judged(Answer.YES, 3), "d": NA}
    # 60 x 3/4 + 40 x 3/4 of 100
    assert score(card, given_).score == 750
    assert not score(card, given_).passed
    assert score(card, given_ | {"b": NA}).score == 900
    assert score(card, given_ | {"c": NA}).score == 750  # the second section has nothing left


def test_one_failed_critical_point_fails_the_call() -> None:
    card = form((1, [criterion("a", weight=99), criterion("b", critical=True)]))
    result = score(card, {"a": YES, "b": NO})
    assert (result.earned, result.failed, result.score, result.passed) == (990, ["b"], 0, False)
    assert score(card, {"a": YES, "b": NA}).passed
    points = form((1, [criterion("a", weight=99), criterion("b", critical=True, points=5)]))
    assert score(points, {"a": YES, "b": Judged(Answer.YES, 1)}).failed == []
    assert score(points, {"a": YES, "b": Judged(Answer.YES, 0)}).failed == ["b"]


def test_nobody_passes_by_rounding() -> None:
    card = form((1, [criterion("a", weight=79), criterion("b", weight=20), criterion("c")]))
    assert score(card, {"a": YES, "b": NO, "c": NA}).score == 797  # 79 of 99
    exact = form((1, [criterion("a", weight=80), criterion("b", weight=20)]))
    assert score(exact, {"a": YES, "b": NO}).passed


def test_what_cannot_be_signed() -> None:
    card = form((1, [criterion("a", always=True), criterion("b", points=3), criterion("c")]))
    assert faults(card, {"a": NA, "b": YES, "x": YES}) == {
        "a": "always",
        "b": "points",
        "c": "missing",
        "x": "unknown",
    }
    assert faults(card, {"a": YES, "b": Judged(Answer.YES, 4), "c": Judged(Answer.YES, 1)}) == {
        "b": "points",
        "c": "points",
    }
    with pytest.raises(Incomplete):
        score(card, {})


criteria = st.lists(
    st.tuples(
        st.integers(1, 9),
        st.booleans(),
        st.sampled_from([None, 1, 5]),
        st.sampled_from([YES, NO, NA]),
    ),
    min_size=1,
    max_size=8,
)


@given(st.lists(st.tuples(st.integers(1, 9), criteria), min_size=1, max_size=5))
def test_scores_of_any_form(
    parts: list[tuple[int, list[tuple[int, bool, int | None, Judged]]]],
) -> None:
    sections, given_ = [], dict[str, Judged]()
    for place, (weight, rows) in enumerate(parts):
        mine = []
        for number, (heavy, critical, points, answer) in enumerate(rows):
            key = f"k{place}_{number}"
            mine.append(criterion(key, weight=heavy, critical=critical, points=points))
            is_points = points is not None and answer is not NA
            given_[key] = (
                Judged(Answer.YES, points if answer is YES else 0) if is_points else answer
            )
        sections.append((weight, mine))
    card = form(*sections)
    result = score(card, given_)
    assert 0 <= result.score <= result.earned <= WHOLE
    assert bool(result.failed) <= (result.score == 0)
    assert _improved(card, given_) >= result.earned


def _improved(card: Scorecard, given_: Mapping[str, Judged]) -> int:
    """What it would be if each missed criterion had been met: never less."""
    better = {
        one.key: Judged(Answer.YES, one.points)
        if share_of(one, given_[one.key]) == 0
        else given_[one.key]
        for one in card.criteria
    }
    assert all(share_of(one, better[one.key]) in (None, Fraction(1)) for one in card.criteria)
    return score(card, better).earned


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("", None),
        (" 1:05 ", 65_000),
        ("0:00", 0),
        ("12:03.5", 723_500),
        ("12:03,025", 723_025),
        ("1:02:03", 3_723_000),
        ("90:00", 5_400_000),
    ],
)
def test_moments_as_people_write_them(text: str, moment: int | None) -> None:
    assert written_moment(text) == moment


@pytest.mark.parametrize(
    "text", ["5", "1:60", "1:5", "-1:00", "1:00.", "1:00.1234", "٣:٠٠", "a:bc", "1500:00"]
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r"moment|long"):
        written_moment(text)


@given(st.integers(0, LATEST_MOMENT))
def test_a_moment_is_read_as_it_was_written(moment: int) -> None:
    assert written_moment(moment_written(moment)) == moment
