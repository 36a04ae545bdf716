"""From the events of a call to its stays: each a wait for an operator and what came of it.

The events may come late, twice, out of order, or be missing: what follows is always possible in
this world. No stage is negative; a caller waits, talks, or does neither; an operator talks or wraps
up; hold, connecting and specialist exclude each other.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from models.events.kinds import Kind
from models.rules.clocks import Clock, Stage
from models.rules.stay import OpenStay, Stay

_RANK = {kind: rank for rank, kind in enumerate(Kind)}  # of two at one moment


class Happening(Protocol):
    """What must be known of an event here."""

    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...  # models.events.kinds.Kind
    @property
    def operator(self) -> int | None: ...
    @property
    def queue(self) -> str | None: ...


def stays(events: Iterable[Happening]) -> list[Stay]:
    """The stays of one call, from its events in any order. An event may be there twice."""
    walk = _Walk()
    once = {(event.at, event.kind, event.operator, event.queue): event for event in events}
    for event in sorted(once.values(), key=lambda event: (event.at, _RANK[Kind(event.kind)])):
        walk.take(event)
    return [stay.finished() for stay in walk.stays]


def stages(events: Iterable[Happening]) -> list[Stage]:
    """All stages of a call, in the order of their beginning."""
    all_ = [stage for stay in stays(events) for stage in stay.stages]
    return sorted(all_, key=lambda stage: (stage.begin, list(Clock).index(stage.clock)))


class _Walk:
    """Goes through the events of a call in their order."""

    def __init__(self) -> None:
        self.stays: list[OpenStay] = []
        self._gone = False  # the caller
        self._steps: dict[Kind, Callable[[Happening], None]] = {
            Kind.QUEUED: self._queued,
            Kind.RANG: self._rang,
            Kind.NOT_TAKEN: self._rang,
            Kind.ABANDONED: self._abandoned,
            Kind.LEFT_QUEUE: self._left_queue,
            Kind.ANSWERED: self._answered,
            Kind.CUSTOMER_FOUND: self._found,
            Kind.HELD: self._held,
            Kind.RESUMED: self._resumed,
            Kind.SPECIALIST_ASKED: self._asked,
            Kind.SPECIALIST_ANSWERED: self._specialist_answered,
            Kind.SPECIALIST_LEFT: self._specialist_left,
            Kind.TRANSFERRED: self._operator_left,
            Kind.OPERATOR_LEFT: self._operator_left,
            Kind.HUNG_UP: self._hung_up,
            Kind.WRAP_UP_DONE: self._wrapped,
        }

    def take(self, event: Happening) -> None:
        if step := self._steps.get(Kind(event.kind)):
            step(event)

    @property
    def _last(self) -> OpenStay | None:
        return self.stays[-1] if self.stays else None

    def _new(self, event: Happening, waits: datetime | None) -> OpenStay:
        last = self._last
        carried = 0
        if last:
            last.end_talk(event.at)
            last.finish(event.at)
            carried = last.waited(last.answered or last.left or last.gave_up or event.at)
        queue = event.queue or (last.queue if last else None)
        self.stays.append(OpenStay(event.at, queue, waits, carried))
        return self.stays[-1]

    def _queued(self, event: Happening) -> None:
        """Also again: from the next queue, from an operator who is gone, or called back."""
        last = self._last
        if last and last.is_waiting:
            last.queue, last.left = event.queue or last.queue, None
            last.waits = last.waits or event.at
            return
        self._gone = False
        self._new(event, event.at)

    def _rang(self, event: Happening) -> None:
        """Whoever rings at an operator's has waited at least since then."""
        last = self._last
        if self._gone or (last and (last.is_waiting or last.is_talking)):
            return
        self._new(event, event.at)

    def _abandoned(self, event: Happening) -> None:
        last = self._last
        if self._gone or (last and not last.is_waiting):
            return
        last = last or self._new(event, None)
        last.gave_up, last.left, self._gone = event.at, None, True

    def _left_queue(self, event: Happening) -> None:
        last = self._last
        if last is None and not self._gone:
            last = self._new(event, None)
        if last and last.is_waiting and last.left is None:
            last.left = event.at

    def _answered(self, event: Happening) -> None:
        last = self._last
        if self._gone or (last and last.is_talking and last.is_by(event.operator)):
            return
        if last is None or not last.is_waiting:
            last = self._new(event, None)
        self._overtake(event)
        last.answered, last.operator, last.left = event.at, event.operator, None
        last.queue = last.queue or event.queue
        if last.found and last.found_by == event.operator:
            last.found = event.at  # the menu knew the customer: the card was there at the ring
        else:
            last.found = None

    def _overtake(self, event: Happening) -> None:
        """The operator talks again, so no longer wraps up."""
        for stay in self.stays[:-1]:
            if stay.operator == event.operator and stay.talked and stay.wrapped is None:
                stay.wrapped, stay.overtaken = event.at, True

    def _found(self, event: Happening) -> None:
        last = self._last
        if last is None or last.found or last.talked or last.gave_up:
            return
        if last.is_waiting or last.is_by(event.operator):
            last.found, last.found_by = event.at, event.operator

    def _talk(self, event: Happening) -> OpenStay | None:
        last = self._last
        return last if last and last.is_talking and last.is_by(event.operator) else None

    def _held(self, event: Happening) -> None:
        if talk := self._talk(event):
            talk.held = True
            if talk.running() is None:
                talk.begin(Clock.HOLD, event.at)

    def _resumed(self, event: Happening) -> None:
        if talk := self._talk(event):
            talk.held = False
            if talk.running() is Clock.HOLD:
                talk.finish(event.at)

    def _with_specialist(self) -> OpenStay | None:
        """The stay a specialist belongs to: also when the operator has left the two alone."""
        last = self._last
        return last if last and last.answered and not self._gone else None

    def _asked(self, event: Happening) -> None:
        stay = self._with_specialist()
        if stay and stay.running() is not Clock.CONNECTING:
            stay.finish(event.at)
            stay.begin(Clock.CONNECTING, event.at)

    def _specialist_answered(self, event: Happening) -> None:
        stay = self._with_specialist()
        if stay and stay.running() is not Clock.SPECIALIST:
            stay.finish(event.at, reached=True)
            stay.begin(Clock.SPECIALIST, event.at)

    def _specialist_left(self, event: Happening) -> None:
        stay = self._with_specialist()
        if stay and stay.running() in (Clock.CONNECTING, Clock.SPECIALIST):
            stay.finish(event.at)
            if stay.held and stay.is_talking:
                stay.begin(Clock.HOLD, event.at)

    def _operator_left(self, event: Happening) -> None:
        if talk := self._talk(event):
            talk.end_talk(event.at)

    def _hung_up(self, event: Happening) -> None:
        last = self._last
        if last and last.is_waiting:
            last.gave_up = event.at
        if last and not self._gone:
            last.end_talk(event.at)
            last.finish(event.at)
        self._gone = True

    def _wrapped(self, event: Happening) -> None:
        for stay in reversed(self.stays):
            if stay.answered and stay.wrapped is None and stay.is_by(event.operator):
                stay.wrapped = event.at
                return
