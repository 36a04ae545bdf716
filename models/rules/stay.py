"""A stay: one wait of a caller for an operator and what came of it, running or over."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from models.rules.clocks import Clock, Stage, milliseconds


class Fate(StrEnum):
    """What came of a wait."""

    WAITING = "waiting"  # nothing yet
    ANSWERED = "answered"
    ABANDONED = "abandoned"  # the caller gave up
    LEFT = "left"  # the queue, for something else: a call back, a menu, the end of the day


@dataclass(frozen=True, slots=True)
class Stay:
    """One wait and its talk. A call handed on to a second operator has a second stay."""

    began: datetime
    queue: str | None  # the last one: a caller who overflows is counted where the answer came
    fate: Fate
    operator: int | None
    stages: tuple[Stage, ...]

    def of(self, clock: Clock) -> list[Stage]:
        """The stages under this clock, in their order."""
        return [stage for stage in self.stages if stage.clock is clock]


@dataclass
class OpenStay:
    """A stay as far as it has come."""

    began: datetime
    queue: str | None
    waits: datetime | None  # since when; unknown if that event was lost
    carried: int  # milliseconds of waiting before
    left: datetime | None = None  # the queue, perhaps for another one
    answered: datetime | None = None
    operator: int | None = None
    found: datetime | None = None
    found_by: int | None = None
    talked: datetime | None = None  # until then
    wrapped: datetime | None = None
    overtaken: bool = False  # the operator had a new talk before the outcome of this one
    gave_up: datetime | None = None
    held: bool = False
    within: list[Stage] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        return self.answered is None and self.gave_up is None

    @property
    def is_talking(self) -> bool:
        return self.answered is not None and self.talked is None

    def waited(self, until: datetime) -> int:
        return self.carried + (milliseconds(self.waits, until) if self.waits else 0)

    def is_by(self, operator: int | None) -> bool:
        return operator is None or operator == self.operator

    def begin(self, clock: Clock, at: datetime) -> None:
        self.within.append(Stage(clock, at, None, self.operator))

    def running(self) -> Clock | None:
        return self.within[-1].clock if self.within and self.within[-1].end is None else None

    def finish(self, at: datetime, reached: bool = False) -> None:
        """End what runs within the talk; connecting is complete if the specialist was reached."""
        if running := self.running():
            last = self.within[-1]
            complete = reached or running is not Clock.CONNECTING
            self.within[-1] = Stage(running, last.begin, at, last.operator, 0, complete)

    def end_talk(self, at: datetime) -> None:
        """A specialist may go on with the caller when the operator has left."""
        if self.is_talking:
            self.talked, self.held = at, False
            if self.running() is Clock.HOLD:
                self.finish(at)

    def finished(self) -> Stay:
        return Stay(self.began, self.queue, self._fate(), self.operator, tuple(self._stages()))

    def _fate(self) -> Fate:
        if self.answered:
            return Fate.ANSWERED
        if self.left:
            return Fate.LEFT
        return Fate.ABANDONED if self.gave_up else Fate.WAITING

    def _stages(self) -> Iterable[Stage]:
        if self.waits:
            until = self.answered or self.left or self.gave_up
            yield Stage(Clock.WAITING, self.waits, until, None, self.carried)
        if self.answered is None:
            return
        if self.found or not self.talked:
            yield Stage(Clock.SEARCH, self.answered, self.found, self.operator)
        else:  # about nobody's data in particular, or never found
            yield Stage(Clock.SEARCH, self.answered, self.talked, self.operator, complete=False)
        yield Stage(Clock.INFORMATION, self.answered, self.talked, self.operator)
        yield from self.within
        if self.talked:
            end = max(self.wrapped, self.talked) if self.wrapped else None
            complete = not self.overtaken
            yield Stage(Clock.WRAP_UP, self.talked, end, self.operator, complete=complete)
