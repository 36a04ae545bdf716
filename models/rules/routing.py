"""Which queue a call goes to, and who is served first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.utility import Utility
from config.waiting import BEFORE_ALL, SINCE
from models.events.kinds import Presence

EMERGENCY = "emergency"  # the reason of a transfer
LONG = timedelta(minutes=15)  # away for longer, and the substitute serves (C15)


def queue_for(
    utility: Utility, reason: str, customer: str, language: str, dialled: str
) -> str | None:
    """The first queue of the profile whose conditions hold (C6, C12); None if there is none.

    A dialled extension decides, except in an emergency. Who is not known to be a legal entity is
    served as an individual.
    """
    queues = utility.queues
    if reason != EMERGENCY:
        for name, queue in queues.items():
            if dialled in queue.extensions:
                return name
    facts = (reason, customer or "individual", language)
    for name, queue in queues.items():
        conditions = (queue.reasons, queue.customers, queue.languages)
        if all(_holds(wanted, fact) for wanted, fact in zip(conditions, facts, strict=True)):
            return name
    return next(reversed(queues), None)


def _holds(wanted: Sequence[str], fact: str) -> bool:
    return not wanted or fact in wanted


def priority(utility: Utility, since: datetime, reason: str, out_of_turn: bool) -> int:
    """Asterisk's QUEUE_PRIO: who has waited longer goes first, whatever happened in between.

    Being served out of turn is a head start of so many seconds, so that nobody else starves (C7);
    an emergency has one that is longer than any wait (C12).
    """
    start = since
    if out_of_turn:
        start -= timedelta(seconds=utility.waiting.out_of_turn)
    if reason == EMERGENCY:
        start -= timedelta(seconds=utility.waiting.emergency)
    return BEFORE_ALL - int((start - SINCE).total_seconds())


def minutes_to_wait(place: int, operators: int, seconds_each: float) -> int:
    """Whole minutes, rounded up, until somebody at this place (1 is next) is answered.

    `operators` serve the queue, each call of theirs takes so long from answer to the next one.
    """
    return max(1, -(-int(place * seconds_each / max(1, operators)) // 60))


def overflow_in(utility: Utility, queue: str, waited: float) -> float | None:
    """Seconds until a caller of this queue goes on to its overflow; None where there is none.

    `waited` is all of the caller's waiting, in whatever queues. Not positive: it is time.
    """
    here = utility.queues[queue]
    return here.overflow_after - waited if here.overflow in utility.queues else None


@dataclass(frozen=True)
class Post:
    """An operator: whose queues, doing what since when, and who stands in."""

    operator: int
    queues: Sequence[str]
    doing: Presence
    since: datetime | None
    substitute: int | None


def served_queues(posts: Iterable[Post], now: datetime) -> dict[int, set[str]]:
    """The queues of each operator who is there: the own ones, and those stood in for (C15).

    A substitute serves the queues of somebody who is not there or away for long.
    """
    posts = list(posts)
    there = {one.operator: set(one.queues) for one in posts if one.doing is not Presence.OFFLINE}
    for one in posts:
        if one.substitute in there and is_absent(one, now):
            there[one.substitute] |= set(one.queues)
    return there


def is_absent(post: Post, now: datetime) -> bool:
    """Not there, or away for so long that nobody should wait for this operator."""
    if post.doing is Presence.AWAY:
        return post.since is not None and now - post.since > LONG
    return post.doing is Presence.OFFLINE
