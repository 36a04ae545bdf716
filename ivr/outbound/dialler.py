"""The scheduled job that calls customers back (C9). Two of it at once do no harm.

It runs in the process that has the line to the carrier. What may be called is written down before
it is placed: a process that dies in between leaves an attempt that is ended by time.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Connection, Engine

from config.jobs import safely, scheduler
from config.utility import Utility
from ivr.desk import Clock, utc_now
from ivr.outbound.carrier import Carrier, CarrierRefused
from models.outbound.attempts import begin, in_turn, placed
from models.outbound.due import Due, due, free_operators
from models.outbound.endings import ended
from models.outbound.kinds import PASSING, Attempt, Outcome, Refusal
from models.outbound.settle import settle
from models.rules.outbound import Limits

log = logging.getLogger(__name__)

ROUND = 2  # seconds between two looks whose turn it is
# What keeps one customer from being called, and not the next.
OF_ONE = (Refusal.PREFIX, Refusal.PER_NUMBER, Refusal.TALKED, *PASSING)

Free = Callable[[Connection, Utility, str, datetime], int]  # operators for a queue, at a moment


@dataclass(frozen=True)
class Dialler:
    """Calls those whose turn it is, while an operator is free for each."""

    engine: Engine
    utility: Utility
    limits: Limits
    carrier: Carrier
    free: Free = free_operators
    now: Clock = utc_now

    def look(self) -> None:
        """End what is over, then call whoever can be called now."""
        with self.engine.begin() as db:
            settle(db, self.utility, self.now())
        with self.engine.connect() as db:
            turns = due(db, self.utility, self.now())
        busy: set[str] = set()  # queues of which no operator is free
        for one in turns:
            found = None if one.queue in busy else self._begin(one)
            if isinstance(found, Attempt):
                self._place(found)
            elif found is None:
                busy.add(one.queue)
            elif found not in OF_ONE:
                return

    def _begin(self, one: Due) -> Attempt | Refusal | None:
        """None: no operator is free for it."""
        with in_turn(self.engine) as db:
            now = self.now()
            if self.free(db, self.utility, one.queue, now) <= 0:
                return None
            name = self.carrier.name
            return begin(db, self.utility, self.limits, one.callback, name, now)

    def _place(self, attempt: Attempt) -> None:
        try:
            reference = self.carrier.place(attempt)
        except CarrierRefused as why:
            log.warning("attempt %d to call back was not placed: %s", attempt.id, why)
            with self.engine.begin() as db:
                ended(db, self.utility, attempt.id, Outcome.REFUSED, self.now())
            return
        with self.engine.begin() as db:
            placed(db, attempt.id, reference)
        log.info("attempt %d to call back is placed", attempt.id)


def dialling(dialler: Dialler) -> BackgroundScheduler:
    """Looks every few seconds until it is shut down. A look that fails is the log's."""
    hours = scheduler(dialler.utility.zone)
    hours.add_job(safely(dialler.look), IntervalTrigger(seconds=ROUND))
    hours.start()
    return hours
