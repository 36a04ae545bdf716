"""Hints from who speaks when, and how loud. Nothing here depends on what is recognised."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from recordings.hints.records import CALLER, HEARD, Heard, Hint, Kind, Stretch, Talk

ALREADY = 500  # milliseconds that the caller must have spoken for the operator to interrupt
TOGETHER = 1000  # milliseconds both speak; an "ага" is shorter
QUIET = 10_000  # milliseconds in which neither speaks
TELLING = 1000  # milliseconds of a stretch whose loudness tells something
ENOUGH = 5  # such stretches, without which there is nothing to compare with
LOUDER = 6.0  # decibels: twice the sound pressure


def of_side(heard: Heard, talk: Talk, side: int) -> list[Stretch]:
    """The stretches of a side that begin while the two speak with each other, in order."""
    mine = (one for one in heard.stretches if one.side == side and talk.has(one.began))
    return sorted(mine, key=lambda one: one.began)


def interruptions(heard: Heard, talk: Talk) -> Iterator[Hint]:
    """The operator began while the caller spoke, and both spoke on (A 15.12)."""
    callers = of_side(heard, talk, CALLER)
    for mine in of_side(heard, talk, HEARD):
        for theirs in callers:
            since = mine.began - theirs.began
            together = min(mine.ended, theirs.ended) - mine.began
            if since >= ALREADY and together >= TOGETHER:
                yield Hint(Kind.INTERRUPTION, mine.began, "operator")
                break


def silences(heard: Heard, talk: Talk) -> Iterator[Hint]:
    """Neither spoke for long, though nothing was on hold."""
    busy = [(one.began, one.ended) for one in heard.stretches]
    inside = [part for part in [*busy, *talk.shut] if part[0] < talk.ended and part[1] > talk.began]
    for begin, end in gaps(inside, max(talk.began, 0), talk.ended):
        if end - begin > QUIET:
            yield Hint(Kind.SILENCE, begin, "operator", f"{(end - begin) // 1000}")


def gaps(parts: Sequence[tuple[int, int]], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """What the parts leave free between two moments; they may overlap, in any order."""
    free_from = begin
    for part_begin, part_end in sorted(parts):
        if free_from < min(part_begin, end):
            yield free_from, min(part_begin, end)
        free_from = max(free_from, part_end)
    if free_from < end:
        yield free_from, end


def tone(heard: Heard, talk: Talk) -> Iterator[Hint]:
    """A side grew louder than it was in half of this talk; once for each rise (A 15.2).

    A hand moved nearer to the mouth does the same: it is a place to listen to, no more.
    """
    for side, whom in ((HEARD, "operator"), (CALLER, "caller")):
        telling = [one for one in of_side(heard, talk, side) if one.length >= TELLING]
        if len(telling) < ENOUGH:
            continue
        usual = median(one.loudness for one in telling)
        for before, one in pairwise(telling):
            rise = one.loudness - usual
            if rise >= LOUDER > before.loudness - usual:
                yield Hint(Kind.TONE, one.began, whom, f"{rise:.0f}")
