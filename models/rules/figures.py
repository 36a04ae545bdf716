"""What many lengths of time come to: mean, median, nine in ten, the share within the norm."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from config.utility import Norm
from models.rules.clocks import within


@dataclass(frozen=True)
class Figures:
    """Lengths in whole milliseconds; empty where there was nothing to count."""

    count: int
    mean: int | None = None
    median: int | None = None
    ninety: int | None = None  # nine in ten were no longer
    share: float | None = None  # within the limit, from 0 to 1; empty without a norm


@dataclass
class Tally:
    """Lengths as they come, in any order, each against its own norm."""

    lengths: list[int] = field(default_factory=list)
    judged: int = 0
    kept: int = 0

    def count(self, length: int | None, norm: Norm | None) -> None:
        """One more, unless it could not be measured."""
        if length is None:
            return
        self.lengths.append(length)
        if norm is not None:
            self.judged += 1
            self.kept += within(length, norm)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.lengths + other.lengths, self.judged + other.judged, self.kept + other.kept
        )

    def miss(self) -> None:
        """One more that has failed the norm although its length is not counted."""
        self.judged += 1

    def figures(self) -> Figures:
        """What they come to."""
        share = self.kept / self.judged if self.judged else None
        if not self.lengths:
            return Figures(0, share=share)
        ordered = sorted(self.lengths)
        mean = round(sum(ordered) / len(ordered))
        return Figures(len(ordered), mean, _part(ordered, 50), _part(ordered, 90), share)


def _part(ordered: Sequence[int], percent: int) -> int:
    """The smallest length that so many in a hundred do not exceed (nearest rank)."""
    return ordered[-(-len(ordered) * percent // 100) - 1]
