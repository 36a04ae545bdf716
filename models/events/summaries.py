"""Stays summed up by day, hour, queue, operator or topic: what reports and the floor show."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from config.utility import Norm, Utility
from models.rules.clocks import Clock, norm_of
from models.rules.figures import Figures, Tally
from models.rules.stay import Fate

SHORT = 5_000  # milliseconds: whoever gives up so soon was not made to wait
Key = TypeVar("Key", bound=Hashable)
# N1-N5 of the profile for a topic, which may be unknown
NormsOf = Callable[[str | None], Mapping[Clock, Norm | None]]


@dataclass
class Summary:
    """Stays of a kind. Offered is answered, abandoned, given up at once, left and still waiting."""

    offered: int = 0
    fates: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(Fate, 0))
    at_once: int = 0  # of those abandoned: within five seconds
    again: int = 0  # calls about the same matter as one before (C17)
    tallies: dict[Clock, Tally] = field(default_factory=lambda: {one: Tally() for one in Clock})

    def __add__(self, other: "Summary") -> "Summary":
        return Summary(
            self.offered + other.offered,
            {fate: self.fates[fate] + other.fates[fate] for fate in Fate},
            self.at_once + other.at_once,
            self.again + other.again,
            {clock: self.tallies[clock] + other.tallies[clock] for clock in Clock},
        )

    @property
    def answered(self) -> int:
        return self.fates[Fate.ANSWERED]

    @property
    def abandoned(self) -> int:
        """Those who gave up after they had waited."""
        return self.fates[Fate.ABANDONED] - self.at_once

    def figures(self, clock: Clock) -> Figures:
        """What came under this clock.

        Waits are those that ended with an operator; their share within the limit (N1) is of these
        and of all who gave up after they had waited.
        """
        return self.tallies[clock].figures()

    def count(self, stay: Any, norms: Mapping[Clock, Norm | None]) -> None:
        """One more, a row of `stays_in`."""
        self.offered += 1
        self.fates[stay.fate] += 1
        if stay.fate == Fate.ANSWERED:
            self.again += stay.repeat_of is not None
            for clock, tally in self.tallies.items():
                tally.count(getattr(stay, clock), norms[clock])
        elif stay.fate == Fate.ABANDONED:
            if stay.waiting is not None and stay.waiting <= SHORT:
                self.at_once += 1
            else:
                self.tallies[Clock.WAITING].miss()


def summed_up(
    stays: Iterable[Any], key: Callable[[Any], Key], norms_of: NormsOf
) -> tuple[dict[Key, Summary], Summary]:
    """Summaries by key, and of all together."""
    each = dict[Key, Summary]()
    for stay in stays:
        which = key(stay)
        if which not in each:
            each[which] = Summary()
        each[which].count(stay, norms_of(stay.topic))
    return each, sum(each.values(), Summary())


def norms_of(utility: Utility) -> NormsOf:
    """The norms of the utility's profile, by topic (N1-N5)."""
    same = {clock: norm_of(clock, utility.norms) for clock in Clock}
    by_topic = {
        name: same | {Clock.INFORMATION: topic.handling} for name, topic in utility.topics.items()
    }
    return lambda topic: by_topic.get(topic or "", same)
