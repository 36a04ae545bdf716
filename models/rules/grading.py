"""A scorecard, what an auditor says by it, and what that comes to (P3). Pure.

A criterion is judged yes or no, or with points from 0 to its `points`. What is not applicable
counts neither way: its weight is left out of its section, an empty section out of the whole. One
failed critical criterion fails the call, whatever else was right: its score is nought.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

import msgspec

from config.utility import Language

WHOLE = 1000  # a score is in thousandths of what could be had
LONGEST_COMMENT = 300  # characters, of one criterion
LONGEST_REMARK = 3000  # of the whole
LATEST_MOMENT = 24 * 3600 * 1000  # milliseconds: no call is longer

Names = dict[Language, str]
Key = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,29}$")]
Weight = Annotated[int, msgspec.Meta(ge=1, le=100)]


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One point of a form, and the paragraph that demands it."""

    key: Key
    paragraph: str  # of the standard, as it is printed there: "13", "6.4", "15 2)"
    names: Names
    weight: Weight = 1
    critical: bool = False  # failed, it fails the call
    always: bool = False  # there is no call to which it would not apply
    points: Annotated[int, msgspec.Meta(ge=1, le=100)] | None = None  # none: yes or no


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Criteria that belong together; `weight` is of the section in the whole."""

    names: Names
    weight: Weight
    criteria: Annotated[tuple[Criterion, ...], msgspec.Meta(min_length=1)]


class Scorecard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form by which calls are judged. `name` stays when its content gets a new version."""

    name: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9-]{1,39}$")]
    names: Names
    sections: Annotated[tuple[Section, ...], msgspec.Meta(min_length=1, max_length=20)]
    source: str = ""  # the title of the standard whose paragraphs these are
    pass_mark: Annotated[int, msgspec.Meta(ge=0, le=WHOLE)] = 800  # thousandths

    @property
    def criteria(self) -> Iterator[Criterion]:
        """All, in the order of the form."""
        for section in self.sections:
            yield from section.criteria


class Answer(StrEnum):
    """What can be said of a criterion without points."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "na"


class Judged(msgspec.Struct, frozen=True):
    """What an auditor says of one criterion."""

    answer: Answer  # with points: YES, and `points` says how much
    points: int | None = None
    comment: str = ""
    moment: int | None = None  # milliseconds from the beginning of the recording


@dataclass(frozen=True)
class Score:
    """What a grade comes to, in thousandths."""

    earned: int  # without regard to what is critical
    failed: Sequence[str]  # critical criteria that were not met
    pass_mark: int

    @property
    def score(self) -> int:
        return 0 if self.failed else self.earned

    @property
    def passed(self) -> bool:
        return not self.failed and self.earned >= self.pass_mark


class Incomplete(ValueError):
    """A grade cannot be given yet: what is wrong, by the keys of criteria."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(f"not graded: {', '.join(wrong)}")
        self.wrong = dict(wrong)


def score(card: Scorecard, given: Mapping[str, Judged]) -> Score:
    """What the answers come to; rounded down, so that nobody passes by rounding.

    Raises Incomplete where an answer is missing or cannot be.
    """
    if wrong := faults(card, given):
        raise Incomplete(wrong)
    earned = _mean((section.weight, _share(section, given)) for section in card.sections)
    failed = [one.key for one in card.criteria if one.critical and is_failed(one, given[one.key])]
    return Score(WHOLE if earned is None else int(WHOLE * earned), failed, card.pass_mark)


def faults(card: Scorecard, given: Mapping[str, Judged]) -> dict[str, str]:
    """What keeps a grade from being signed: by keys, words for texts; empty if nothing does."""
    wrong = {one.key: fault for one in card.criteria if (fault := _fault(one, given.get(one.key)))}
    return wrong | dict.fromkeys(given.keys() - {one.key for one in card.criteria}, "unknown")


def _fault(one: Criterion, said: Judged | None) -> str:
    if said is None:
        return "missing"
    if said.answer is Answer.NOT_APPLICABLE:
        return "always" if one.always else ""
    if one.points is None:
        return "" if said.points is None else "points"
    return "" if said.points is not None and 0 <= said.points <= one.points else "points"


def share_of(one: Criterion, said: Judged) -> Fraction | None:
    """How much of the criterion was met, from 0 to 1; None where it does not apply."""
    if said.answer is Answer.NOT_APPLICABLE:
        return None
    if one.points is not None:
        return Fraction(said.points or 0, one.points)
    return Fraction(said.answer is Answer.YES)


def is_failed(one: Criterion, said: Judged) -> bool:
    """Whether nothing of it was met: a no, or no points."""
    return share_of(one, said) == 0


def _share(section: Section, given: Mapping[str, Judged]) -> Fraction | None:
    return _mean((one.weight, share_of(one, given[one.key])) for one in section.criteria)


def _mean(parts: Iterable[tuple[int, Fraction | None]]) -> Fraction | None:
    """By weight, of what applies; None where nothing does."""
    counted = [(weight, share) for weight, share in parts if share is not None]
    whole = sum(weight for weight, _ in counted)
    return (
        sum((weight * share for weight, share in counted), Fraction(0)) / whole if whole else None
    )


MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):([0-5]\d)(?:[.,](\d{1,3}))?", re.ASCII)


def written_moment(text: str) -> int | None:
    """`1:05`, `1:02:03` or `12:03.5` as milliseconds; none for nothing. Raises ValueError."""
    if not text.strip():
        return None
    found = MOMENT.fullmatch(text.strip())
    if not found:
        raise ValueError("a moment is minutes:seconds")
    hours, minutes, seconds, rest = found.groups()
    moment = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    if moment * 1000 > LATEST_MOMENT:
        raise ValueError("no call is so long")
    return moment * 1000 + int((rest or "").ljust(3, "0"))


def moment_written(moment: int | None) -> str:
    """Milliseconds as `written_moment` reads them; empty for none."""
    if moment is None:
        return ""
    minutes, rest = divmod(moment, 60_000)
    seconds, thousandths = divmod(rest, 1000)
    fine = f".{thousandths:03}".rstrip("0") if thousandths else ""
    return f"{minutes}:{seconds:02}{fine}"
