"""The gateway's loop: one thing after another, be it an event of AMI or a wish of the console."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import OperationalError, TimeoutError

from agi_scripts.gateway.ami import Ami, Message, NoLink, Refused
from agi_scripts.gateway.announcements import cut_short
from agi_scripts.gateway.happenings import take
from agi_scripts.gateway.members import Members
from agi_scripts.gateway.outbound import end_not_reached, start_dialling
from agi_scripts.gateway.pauses import end_forgotten
from agi_scripts.gateway.rebuild import rebuild
from agi_scripts.gateway.reconcile import missed
from agi_scripts.gateway.records import Records
from agi_scripts.gateway.server import Listeners
from agi_scripts.gateway.state import State
from agi_scripts.gateway.talks import Impossible, Talks
from agi_scripts.gateway.telephones import miss
from agi_scripts.gateway.traces import put_away
from agi_scripts.gateway.watch import Watch
from agi_scripts.gateway.wishes import Wishes
from config.asterisk.directory import directory
from config.settings import Settings
from config.utility import read_utility
from models.database import open_database
from models.floor import Do, Done, Floor

log = logging.getLogger(__name__)

WISH = 10.0  # seconds for carrying a wish out
QUIET = 1.0  # seconds without anything, after which the floor is told all the same
TIDY = timedelta(hours=1)  # between two looks at Asterisk's traces
AGAIN = 0.5  # seconds until an event is stored that the database would not take
NOT_TAKEN = (OperationalError, TimeoutError)  # by a database that is busy, or gone for a while
UNUSABLE = (NoLink, Refused, OSError, *NOT_TAKEN)  # a link with which nothing can be begun


class Gateway:
    """Between Asterisk and the console."""

    def __init__(self, settings: Settings) -> None:
        utility = read_utility(settings.utility)
        engine = open_database(settings.database_url)
        self._settings, self._utility = settings, utility
        self._logs: Path = directory(settings) / "log"
        self._jobs: queue.Queue[Callable[[], bool]] = queue.Queue()
        self._state = State()
        self._records = Records(engine, utility, settings.utility)
        self._ami = Ami(settings, self._heard, self._linked)
        self._members = Members(self._state, self._ami)
        self._watch = Watch(self._state, self._records, self._ami, self._members)
        talks = Talks(utility, self._watch, self._ami)
        self._tidy_until = datetime.min.replace(tzinfo=UTC)
        self._wishes = Wishes(settings, utility, self._watch, self._ami, self._members, talks)
        self._listeners = Listeners(settings, self._wished)

    def run(self) -> None:
        """Until the process ends. Raises OSError if its address is taken."""
        self._state.take_over(self._records.desks())
        server = self._listeners.listen()
        self._ami.start()
        link = lambda: self._state.link  # noqa: E731  # as it is when asked
        start_dialling(self._settings, self._utility, self._records.engine, self._ami, link)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        while True:
            self._next()

    def _next(self) -> None:
        """Whatever waits, for a while at most, then the floor as it is after all of it."""
        changed = True  # after a quiet time the clock is told
        try:
            changed = self._carry_out(self._jobs.get(timeout=QUIET))
            latest = time.monotonic() + QUIET
            while time.monotonic() < latest:
                changed = self._carry_out(self._jobs.get_nowait()) or changed
        except queue.Empty:
            pass
        if changed:
            self._pass_time()
            self._tell()

    def _pass_time(self) -> None:
        """By time alone: who is away is long away (C15), a telephone is gone, a caller is due."""
        if self._state.link:
            now = datetime.now(UTC)
            with suppress(NoLink, *NOT_TAKEN):  # in the next pass, then
                miss(self._watch, now)
                end_forgotten(self._watch, now)
                end_not_reached(self._watch, now)
                self._members.settle(now)
                cut_short(self._watch, now)
                self._tidy_up(now)

    def _tidy_up(self, now: datetime) -> None:
        """Now and then; what was missed is stored by now, so that no old traces are needed."""
        if now < self._tidy_until:
            return
        self._tidy_until = now + TIDY
        try:
            put_away(self._logs, now, lambda: self._ami.do("Reload", Module="logger"))
        except (OSError, Refused) as error:
            log.warning("Asterisk's traces cannot be put away: %s", error)

    def _carry_out(self, job: Callable[[], bool]) -> bool:
        try:
            return job()
        except Exception:
            log.exception("the gateway could not do this")
            return True

    def _tell(self) -> None:
        now = datetime.now(UTC)
        try:
            waiting = self._records.waiting()
        except Exception:
            log.exception("who waits is not known")
            return
        desks = [desk.at_work(now) for desk in self._state.desks.values()]
        self._listeners.tell(Floor(now, self._state.link, waiting, tuple(desks)))

    def _heard(self, message: Message) -> None:
        self._jobs.put(lambda: self._take(message))

    def _take(self, message: Message) -> bool:
        """However long the database is busy: nobody tells the event again."""
        while True:
            try:
                return take(self._watch, message)
            except NOT_TAKEN as error:
                log.warning("an event waits for the database: %s", type(error).__name__)
                time.sleep(AGAIN)

    def _linked(self, up: bool) -> None:
        self._jobs.put(self._link_came if up else self._link_went)

    def _link_went(self) -> bool:
        log.warning("the link to Asterisk is broken")
        if self._state.link:  # not one that never was of use
            self._state.link, self._state.lost_at = False, datetime.now(UTC)
        return True

    def _link_came(self) -> bool:
        """Set the clock, then find out what was missed."""
        now = datetime.now(UTC)
        try:
            stamp = float(self._ami.do("Ping")["Timestamp"])
            self._watch.skew = now - datetime.fromtimestamp(stamp, UTC)
            if abs(self._watch.skew) < timedelta(milliseconds=20):  # that was the way there
                self._watch.skew = timedelta()
            self._wishes.know_telephones()
            stored = missed(self._watch, self._utility, self._logs, now)
            rebuild(self._watch, self._utility, self._logs, now)
        except UNUSABLE as error:
            log.warning("the link to Asterisk is of no use yet: %r", error)
            self._ami.drop()  # else nobody would begin anew
            return True
        log.info("linked to Asterisk; %d events were missed", stored)
        self._state.link = True
        return True

    def _wished(self, do: Do) -> Done:
        """Called by a console's thread: carried out in its turn."""
        answer: Future[Done] = Future()

        def grant() -> bool:
            if not answer.set_running_or_notify_cancel():
                return False  # nobody waits for it any more
            try:
                self._wishes.grant(do.action)
                answer.set_result(Done(do.number))
            except Impossible as why:
                answer.set_result(Done(do.number, str(why)))
            except Exception:
                answer.set_result(Done(do.number, "fault"))
                raise
            return True

        self._jobs.put(grant)
        try:
            return answer.result(WISH)
        except FutureTimeout:
            answer.cancel()
            return Done(do.number, "no_link")
