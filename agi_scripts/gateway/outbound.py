"""Calls to customers over Asterisk (C9): an action of AMI, and the event that tells what became.

A number is given to Asterisk only as a plus and digits. What is said to whoever answers, and to
which queue that one goes, is the dialogue `called-back`'s. Not here: who is called, and when.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from agi_scripts.gateway.ami import Ami, Message, NoLink, Refused
from agi_scripts.gateway.watch import Watch
from config.settings import Settings
from config.utility import Utility
from ivr.outbound.carrier import CarrierRefused
from ivr.outbound.dialler import Dialler, dialling
from models.outbound.due import free_operators
from models.outbound.kinds import OWN, Attempt, Outcome
from models.rules.outbound import RING, Limits, is_number

log = logging.getLogger(__name__)

MARK = "outbound-"  # before an attempt's number: our name of the action, and the call's account
CONTEXT = "teplofon-outbound"  # of the dialplan, for who answers
LATE = timedelta(seconds=2)  # after which no event is about to come that says more
RANG_IN_VAIN = "3"  # the reason of OriginateResponse when the time is up; a refusal has 0
OUTCOMES = {"BUSY": Outcome.BUSY, "NOANSWER": Outcome.NO_ANSWER}  # by DialEnd's status


class AsteriskCarrier:
    """Has Asterisk ring a customer. What becomes of it is told by events, below."""

    name = OWN

    def __init__(self, settings: Settings, ami: Ami) -> None:
        self._channel = settings.outbound_channel
        self._own = settings.outbound_number
        self._ami = ami

    def place(self, attempt: Attempt) -> str:
        """Raises CarrierRefused."""
        if not is_number(attempt.number):
            raise CarrierRefused("the number is none that may be given to Asterisk")
        own = {"CallerID": self._own} if self._own else {}
        try:
            self._ami.do(
                "Originate",
                ActionID=f"{MARK}{attempt.id}",
                Channel=self._channel.format(number=attempt.number),
                Context=CONTEXT,
                Exten="s",
                Priority=1,
                Account=f"{MARK}{attempt.id}",
                Timeout=RING * 1000,
                Async="true",
                Variable=[f"TEPLOFON_ATTEMPT={attempt.key}", f"TEPLOFON_NUMBER={attempt.number}"],
                **own,
            )
        except NoLink:
            raise CarrierRefused("there is no link to Asterisk") from None
        except Refused:
            raise CarrierRefused("Asterisk refused to place the call") from None
        return attempt.key


def is_ours(message: Message) -> bool:
    """Whether this DialEnd is of a customer's telephone."""
    return message.get("DestAccountCode", "").startswith(MARK)


def dialled(watch: Watch, message: Message) -> None:
    """The telephone rings no more. An answered call is one like any other, and ends as such."""
    if (status := message["DialStatus"]) != "ANSWER":
        outcome = OUTCOMES.get(status, Outcome.FAILED)
        _end(watch, message["DestAccountCode"], outcome, watch.at(message))


def responded(watch: Watch, message: Message) -> None:
    """It rang in vain, or there is another reason, which `dialled` may be about to hear."""
    name, at = message.get("ActionID", ""), watch.at(message)
    if message["Response"] == "Success" or not name.startswith(MARK):  # a supervisor is called so
        return
    if message.get("Reason") == RANG_IN_VAIN:
        _end(watch, name, Outcome.NO_ANSWER, at)
    else:
        watch.state.not_reached[name] = at


def end_not_reached(watch: Watch, now: datetime) -> None:
    """Those of whom nobody has said why: Asterisk tells its events in no certain order."""
    for name, at in list(watch.state.not_reached.items()):
        if now - at > LATE:
            _end(watch, name, Outcome.FAILED, at)


def _end(watch: Watch, name: str, outcome: Outcome, at: datetime) -> None:
    watch.records.attempt_ended(int(name.removeprefix(MARK)), outcome, at)
    watch.state.not_reached.pop(name, None)


def start_dialling(
    settings: Settings, utility: Utility, engine: Engine, ami: Ami, is_linked: Callable[[], bool]
) -> None:
    """For as long as the process lives, where the settings say that Asterisk calls."""
    if settings.outbound != OWN:
        return

    def free(db: Connection, utility: Utility, queue: str, now: datetime) -> int:
        return free_operators(db, utility, queue, now) if is_linked() else 0

    carrier = AsteriskCarrier(settings, ami)
    dialling(Dialler(engine, utility, Limits.of(settings), carrier, free))
    log.info("customers are called back")
