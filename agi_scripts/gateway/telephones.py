"""Whether an operator's telephone can be reached, and what becomes of a "ready" when it cannot."""

from datetime import datetime, timedelta

from agi_scripts.gateway.ami import Message
from agi_scripts.gateway.state import Desk
from agi_scripts.gateway.watch import Watch
from models.events.kinds import Presence

UNREACHABLE = "unreachable"  # a reason of being away that an operator did not choose
GONE = ("UNAVAILABLE", "INVALID", "UNKNOWN")  # states of Asterisk's devices
# As long as the dialplan keeps a caller for a telephone that vanished in mid-talk. A page loaded
# anew, or a browser after a restart of Asterisk, is back within a few seconds.
GRACE = timedelta(seconds=20)


def known(watch: Watch, message: Message) -> None:
    """A telephone's state, as it is now."""
    if desk := watch.state.at(message["Device"]):
        desk.registered = message["State"] not in GONE


def miss(watch: Watch, now: datetime) -> None:
    """Who is ready, but cannot be rung any more, is away until saying "ready". Raises NoLink."""
    for desk in watch.state.desks.values():
        desk.missed = None if desk.registered else desk.missed or now
        if desk.doing is Presence.READY and desk.missed and now - desk.missed >= GRACE:
            _away(watch, desk, now)


def _away(watch: Watch, desk: Desk, now: datetime) -> None:
    watch.members.pause(desk, True, UNREACHABLE)
    watch.do(desk, Presence.AWAY, now, reason=UNREACHABLE)
