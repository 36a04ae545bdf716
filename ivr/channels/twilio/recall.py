"""What was said at any point of a call, made again from its journal: the same, however often.

The dialogue is run from the answer that led there, and each step's result is read, not done. A turn
that was begun and not ended, by a server that died, is Incomplete.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ivr.channels.twilio.caller import OneAnswer, Turn
from ivr.channels.twilio.places import Dialogue
from ivr.engine.call import Call, Transaction
from ivr.engine.channel import Channel, Suspended, TurnOver
from ivr.engine.journal import Entry, Journal, JournalMismatch, from_plain
from ivr.engine.outcomes import OUTCOMES, Fault, Outcome

Open = Callable[[Channel, Callable[[], Transaction], Journal], Call]


class Incomplete(TurnOver):
    """The journal ends in mid-turn."""


class Recorded:
    """A transaction that does what the journal says was done; it stores nothing."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = iter(entries)

    @property
    def office(self) -> Any:
        return self

    def __getattr__(self, step: str) -> Callable[..., Any]:
        return lambda *_, **__: self._next(step).value

    def write_down(self, position: int, entry: Entry) -> None:
        """The end, which must be known; a step was, just now."""
        if entry.kind == "end":
            self._next(entry.key)

    def commit(self) -> None:
        """All of it is stored already."""

    def rollback(self) -> None:
        """Nothing is lost."""

    def _next(self, key: str) -> Entry:
        entry = next(self._entries, None)
        if entry is None:
            raise Incomplete
        if entry.key != key:
            raise JournalMismatch(f"the journal has {entry.key!r}, not {key!r}")
        return entry


def answers_in(entries: Sequence[Entry]) -> int:
    """How many answers these have."""
    return sum(entry.kind == "answer" for entry in entries)


def outcome_in(entries: Sequence[Entry]) -> Outcome | None:
    """How the part ended, if it did."""
    ended = Journal(entries).ending
    return from_plain(ended.value, OUTCOMES[ended.key]) if ended else None


def turn_after(entries: Sequence[Entry], answers: int, dialogue: Dialogue, open_: Open) -> Turn:
    """What followed on that many answers of a part. Raises Incomplete."""
    before, then = _divided(entries, answers)
    if outcome_in(then) == Fault():
        return Turn((), None, Fault())
    recorded, caller = Recorded(then), OneAnswer()
    call = open_(caller, lambda: recorded, Journal(before))
    try:
        return Turn(caller.done, None, call.run(dialogue))
    except Suspended as asked:
        return Turn(caller.done, asked, None)


def _divided(entries: Sequence[Entry], answers: int) -> tuple[list[Entry], list[Entry]]:
    """All to that answer, and what was done between it and the next."""
    left: Iterator[int] = (at for at, entry in enumerate(entries, 1) if entry.kind == "answer")
    places = [0, *left, len(entries) + 1]
    first, end = places[answers], places[answers + 1] - 1
    return list(entries[:first]), list(entries[first:end])
