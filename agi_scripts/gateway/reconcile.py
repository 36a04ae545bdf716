"""After the link was broken: what happened meanwhile, from what Asterisk has written down.

AMI tells nothing a second time. What is found here is stored with its own time, and what was known
already is not stored again: its mark is the same. Hold is written down nowhere: see `rebuild`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from agi_scripts.gateway.specialists import telephone_of
from agi_scripts.gateway.traces import BACK, Logged, Trace, read_legs, read_queue_log
from agi_scripts.gateway.watch import Watch
from config.utility import Utility
from models.events.kinds import Kind, Seen
from models.events.log import Event

MARGIN = timedelta(minutes=1)  # before the last event that AMI told
SAME = timedelta(seconds=2)  # a line in whole seconds, and what it is about


def missed(watch: Watch, utility: Utility, logs: Path, now: datetime) -> int:
    """Store what happened and was not heard of; how many events that were."""
    heard = watch.records.heard_until()
    since = max(now - BACK, heard - MARGIN) if heard else now - BACK
    specialists = frozenset(telephone_of(one) for one in utility.specialists.values())
    meanwhile = _Meanwhile(watch, read_legs(logs, now - BACK), specialists)
    return meanwhile.store(logs, since - watch.skew)


@dataclass
class _Meanwhile:
    """One look at what was written down; times there are on Asterisk's clock."""

    watch: Watch
    legs: dict[str, Trace]
    specialists: frozenset[str]  # their telephones, as Asterisk calls them
    _talks: dict[str, str] = field(default_factory=dict)  # the operator's leg, by the caller's

    def store(self, logs: Path, since: datetime) -> int:
        stored = 0
        for line in read_queue_log(logs, since - BACK):
            if line.at >= since:
                stored += self._take(line)
            if line.event == "CONNECT":
                self._talks[line.unique] = line.words[1]
        return stored + sum(self._told(leg) for leg in self._since(since))

    def _since(self, since: datetime) -> Iterator[Trace]:
        for leg in self.legs.values():
            if max(leg.times.values()) >= since:
                yield leg

    def _take(self, line: Logged) -> int:
        known = self.watch.records.call_of(line.unique)
        if known is None:
            return 0
        call, at = known[0], max(line.at + self.watch.skew, known[2])
        match line.event:
            case "CONNECT" if operator := self._operator(line.member):
                leg = line.words[1]
                at = self._time(leg, "ANSWER") or at
                event = self._event(call, at, Kind.ANSWERED, leg, operator, line.queue)
                return self.watch.records.answered(event, operator, line.queue)
            case "ABANDON":
                at = self._time(line.unique, "HANGUP") or at
                gone = self._event(call, at, Kind.ABANDONED, line.unique, None, line.queue)
                return int(self.watch.records.left(call, at, [gone]))
            case "ENTERQUEUE" if talk := self._talks.get(line.unique):
                again = self._event(call, at, Kind.QUEUED, talk, None, line.queue)
                return self.watch.records.waits_again(again)
            case "RINGNOANSWER" if operator := self._operator(line.member):
                return self._rang_in_vain(line, call, operator)
        return 0

    def _rang_in_vain(self, line: Logged, call: int, operator: int) -> int:
        for leg in self.legs.values():
            ended = leg.times.get("HANGUP")
            rang = leg.linked == line.unique and self._whose(leg) == operator
            if rang and ended and "ANSWER" not in leg.times and abs(ended - line.at) < SAME:
                at = ended + self.watch.skew
                event = self._event(call, at, Kind.NOT_TAKEN, leg.unique, operator, line.queue)
                return self.watch.records.note(event)
        return 0

    def _told(self, leg: Trace) -> int:
        if leg.channel.rpartition("-")[0] in self.specialists:
            return self._with_specialist(leg)
        return self._rang(leg) + self._ended(leg)

    def _with_specialist(self, leg: Trace) -> int:
        """A specialist's telephone, for a caller or for the operator who talks to one (N5)."""
        found = self.watch.records.call_of(leg.linked)
        stored = 0
        for what, kind in (("ANSWER", Kind.SPECIALIST_ANSWERED), ("HANGUP", Kind.SPECIALIST_LEFT)):
            if found and (at := self._time(leg.unique, what)):
                event = self._event(found[0], at, kind, leg.unique, None, found[3])
                stored += self.watch.records.note(event)
        return stored

    def _ended(self, leg: Trace) -> int:
        """The end of a caller's leg, or of an operator's who had answered."""
        known, at = self.watch.records.call_of(leg.linked), self._time(leg.unique, "HANGUP")
        if known is None or at is None:
            return 0
        call, queue = known[0], known[3]
        if leg.unique == leg.linked:
            gone = self._event(call, at, Kind.HUNG_UP, leg.unique, None, queue)
            return self.watch.records.note(gone)
        operator = self.watch.records.who_answered(call, leg.unique)
        vanished = f"{Kind.HELD}:{call}:{leg.unique}"  # and the caller was kept for it
        if operator is None or self.watch.records.when(vanished):
            return 0
        left = self._event(call, at, Kind.OPERATOR_LEFT, leg.unique, operator, queue)
        return self.watch.records.note(left)

    def _rang(self, leg: Trace) -> int:
        """An operator's telephone, for a caller."""
        operator, at = self._whose(leg), self._time(leg.unique, "CHAN_START")
        known = self.watch.records.call_of(leg.linked)
        if operator is None or at is None or known is None:
            return 0
        rang = self._event(known[0], at, Kind.RANG, leg.unique, operator, known[3])
        return self.watch.records.note(rang)

    def _time(self, unique: str, what: str) -> datetime | None:
        leg = self.legs.get(unique)
        at = leg.times.get(what) if leg else None
        return at + self.watch.skew if at else None

    def _whose(self, leg: Trace) -> int | None:
        desk = self.watch.state.of_channel(leg.channel)
        return desk.operator if desk else None

    def _operator(self, login: str) -> int | None:
        desks = self.watch.state.desks.values()
        return next((desk.operator for desk in desks if desk.login == login), None)

    def _event(
        self, call: int, at: datetime, kind: Kind, what: str, operator: int | None, queue: str
    ) -> Event:
        mark = f"{kind}:{call}:{what}"
        return Event(call, at, kind, operator, queue or None, {}, Seen.QUEUE_LOG, mark)
