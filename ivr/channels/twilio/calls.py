"""Carrying a call on by one request, and bringing it to its end.

Whatever is answered is made from the journal, after what the request brings has been stored: so the
request that comes again, to any process, is answered with the same words and changes nothing.
"""

import random
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from ivr.channels.gone import Gone
from ivr.channels.twilio.caller import OneAnswer, Turn
from ivr.channels.twilio.happenings import note_hung_up
from ivr.channels.twilio.known import Known, known_call, silent_calls
from ivr.channels.twilio.places import FIRST, Dialogues, Place, key_of, route_of
from ivr.channels.twilio.recall import Incomplete, answers_in, outcome_in, turn_after
from ivr.channels.twilio.requests import Told
from ivr.desk import Arrival, Desk
from ivr.engine.channel import Overtaken, Suspended
from ivr.engine.outcomes import Fault, HungUp, Outcome
from models.outbound.attempts import answered

TRIES = 40  # to have a call that another process holds
PAUSE = 0.05  # seconds between two of them, at most at first
SILENT = timedelta(minutes=10)  # longer than any question and the wait for its answer
LATE = timedelta(hours=1)  # after a hang-up; whatever still comes then is somebody's copy


class Refused(Exception):
    """The request is about no call that could send it; the message says why."""


@dataclass(frozen=True)
class Calls:
    """The calls of a server."""

    desk: Desk
    dialogues: Dialogues

    def go_on(self, place: Place, told: Told, begins: bool = False, back: int = 0) -> Turn:
        """What is to be heard at this place, to which the answer of the request leads.

        A call that we made begins with the number of the attempt to call `back`. Raises
        Refused, and Overtaken if another process does not let go of the call.
        """
        if place.dialogue not in self.dialogues:
            raise Refused("there is no such dialogue")
        key = key_of(place.route, told.sid)
        for attempt in range(TRIES):
            known = known_call(self.desk, key)
            self._check(known, told, begins)
            if told.over:
                self.end(key, told)
                known = known_call(self.desk, key)
            if known and (turn := self._recalled(known, place)):
                return turn
            try:
                if self._hold(place, told, key, back) == Fault():
                    return Turn((), None, Fault())
            except Overtaken:
                time.sleep(random.uniform(0, PAUSE * min(attempt + 1, 10)))
        raise Overtaken

    def end(self, key: str, told: Told | None = None) -> None:
        """The caller has hung up: whatever is open is brought to its end, clean-up included."""
        known = known_call(self.desk, key)
        if known is None or (known.hung_up_at and outcome_in(known.entries(known.last_part))):
            return
        note_hung_up(self.desk, known, told)
        for _ in range(TRIES):
            known = known_call(self.desk, key)
            if known is None or outcome_in(known.entries(known.last_part)):
                return
            with suppress(Overtaken):
                self._hang_up(Place(route_of(key), known.last_part), key)

    def end_silent(self) -> int:
        """Calls of which nothing was heard any more are ended; how many. Done twice, no harm."""
        ended = 0
        for key in silent_calls(self.desk, self.desk.now() - SILENT):
            known = known_call(self.desk, key)
            if known and not outcome_in(known.entries(known.last_part)):
                self.end(key)
                ended += 1
        return ended

    def _check(self, known: Known | None, told: Told, begins: bool) -> None:
        if known is None and (told.over or not begins):
            raise Refused("there is no such call")
        if known and known.hung_up_at and self.desk.now() - known.hung_up_at > LATE:
            raise Refused("the call ended long ago")

    def _recalled(self, known: Known, place: Place) -> Turn | None:
        """What followed on this many answers; None if that is still to be found out."""
        entries = known.entries(place.part)
        given, ended = answers_in(entries), outcome_in(entries)
        over = ended or (HungUp() if known.hung_up_at else None)
        if place.answers > given + 1 and not over:
            raise Refused("its question has not been asked")
        if place.answers > given:
            return Turn((), None, over) if over else None
        try:
            dialogue = self.dialogues[place.dialogue]
            return turn_after(entries, place.answers, dialogue, known.opener(self.desk, place.part))
        except Incomplete:
            return Turn((), None, over) if over else None

    def _hold(self, place: Place, told: Told, key: str, back: int) -> Outcome | None:
        """Give the answer to the call, if it waits for just that; else end a turn begun before."""
        arrival = Arrival(key, told.caller, told.dialled, place.part, nobody=place.part > FIRST)
        caller = OneAnswer()
        number, call = self.desk.open_call(arrival, caller)
        if back:
            with self.desk.engine.begin() as db:
                answered(db, back, number)
        # Read once more: now that the call is ours, nobody else can have answered since.
        known = known_call(self.desk, key)
        if known and known.hung_up_at:
            return None
        if known and answers_in(known.entries(place.part)) + 1 == place.answers:
            caller.told = told
        if not self.desk.utility.twilio.recordings:
            caller.on_record = partial(self.desk.note_not_recorded, number)
        try:
            return call.run(self.dialogues[place.dialogue])
        except Suspended:
            return None

    def _hang_up(self, place: Place, key: str) -> None:
        arrival = Arrival(key, "", "", place.part, nobody=place.part > FIRST)
        _, call = self.desk.open_call(arrival, Gone())
        call.run(self.dialogues[place.dialogue])
