"""After the link was broken: what happened meanwhile, from what Asterisk has written down.

AMI tells nothing a second time. What is found here is stored with its own time, and what was known
already is not stored again: its mark is the same. Hold is written down nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from agi_scripts.gateway.happenings import Happenings
from agi_scripts.gateway.traces import Logged, Trace, read_legs, read_queue_log
from models.events.kinds import Kind, Seen
from models.events.log import Event

BACK = timedelta(days=1)  # at most
MARGIN = timedelta(minutes=1)  # before the last event that AMI told
SAME = timedelta(seconds=2)  # a line in whole seconds, and what it is about


def missed(floor: Happenings, logs: Path, now: datetime) -> int:
    """Store what happened and was not heard of; how many events that were."""
    heard = floor.records.heard_until()
    since = max(now - BACK, heard - MARGIN) if heard else now - BACK
    return _Meanwhile(floor, read_legs(logs, now - BACK)).store(logs, since - floor.skew)


@dataclass
class _Meanwhile:
    """One look at what was written down; times there are on Asterisk's clock."""

    floor: Happenings
    legs: dict[str, Trace]
    _talks: dict[str, str] = field(default_factory=dict)  # the operator's leg, by the caller's

    def store(self, logs: Path, since: datetime) -> int:
        stored = 0
        for line in read_queue_log(logs, since - BACK):
            if line.at >= since:
                stored += self._take(line)
            if line.event == "CONNECT":
                self._talks[line.unique] = line.words[1]
        return stored + sum(self._ended(leg) + self._rang(leg) for leg in self._since(since))

    def _since(self, since: datetime) -> Iterator[Trace]:
        for leg in self.legs.values():
            if max(leg.times.values()) >= since:
                yield leg

    def _take(self, line: Logged) -> int:
        known = self.floor.records.call_of(line.unique)
        if known is None:
            return 0
        call, at = known[0], max(line.at + self.floor.skew, known[2])
        match line.event:
            case "CONNECT" if operator := self._operator(line.member):
                leg = line.words[1]
                at = self._time(leg, "ANSWER") or at
                event = self._event(call, at, Kind.ANSWERED, leg, operator, line.queue)
                return self.floor.records.answered(event, operator, line.queue)
            case "ABANDON":
                at = self._time(line.unique, "HANGUP") or at
                gone = self._event(call, at, Kind.ABANDONED, line.unique, None, line.queue)
                return int(self.floor.records.left(call, at, [gone]))
            case "ENTERQUEUE" if talk := self._talks.get(line.unique):
                again = self._event(call, at, Kind.QUEUED, talk, None, line.queue)
                return self.floor.records.waits_again(again)
            case "RINGNOANSWER" if operator := self._operator(line.member):
                return self._rang_in_vain(line, call, operator)
        return 0

    def _rang_in_vain(self, line: Logged, call: int, operator: int) -> int:
        for leg in self.legs.values():
            ended = leg.times.get("HANGUP")
            rang = leg.linked == line.unique and self._whose(leg) == operator
            if rang and ended and "ANSWER" not in leg.times and abs(ended - line.at) < SAME:
                at = ended + self.floor.skew
                event = self._event(call, at, Kind.NOT_TAKEN, leg.unique, operator, line.queue)
                return self.floor.records.note(event)
        return 0

    def _ended(self, leg: Trace) -> int:
        """The end of a caller's leg, or of an operator's who had answered."""
        known, at = self.floor.records.call_of(leg.linked), self._time(leg.unique, "HANGUP")
        if known is None or at is None:
            return 0
        call, queue = known[0], known[3]
        if leg.unique == leg.linked:
            gone = self._event(call, at, Kind.HUNG_UP, leg.unique, None, queue)
            return self.floor.records.note(gone)
        operator = self.floor.records.who_answered(call, leg.unique)
        if operator is None:
            return 0
        left = self._event(call, at, Kind.OPERATOR_LEFT, leg.unique, operator, queue)
        return self.floor.records.note(left)

    def _rang(self, leg: Trace) -> int:
        """An operator's telephone, for a caller."""
        operator, at = self._whose(leg), self._time(leg.unique, "CHAN_START")
        known = self.floor.records.call_of(leg.linked)
        if operator is None or at is None or known is None:
            return 0
        rang = self._event(known[0], at, Kind.RANG, leg.unique, operator, known[3])
        return self.floor.records.note(rang)

    def _time(self, unique: str, what: str) -> datetime | None:
        leg = self.legs.get(unique)
        at = leg.times.get(what) if leg else None
        return at + self.floor.skew if at else None

    def _whose(self, leg: Trace) -> int | None:
        desk = self.floor.state.of_channel(leg.channel)
        return desk.operator if desk else None

    def _operator(self, login: str) -> int | None:
        desks = self.floor.state.desks.values()
        return next((desk.operator for desk in desks if desk.login == login), None)

    def _event(
        self, call: int, at: datetime, kind: Kind, what: str, operator: int | None, queue: str
    ) -> Event:
        mark = f"{kind}:{call}:{what}"
        return Event(call, at, kind, operator, queue or None, {}, Seen.QUEUE_LOG, mark)
