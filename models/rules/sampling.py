"""A fair sample of calls, which anybody can draw again from the numbers and the seed (P4).

Pure. The whole of it, for whoever checks a sample with nothing of ours:

    from hashlib import sha256
    sorted(calls, key=lambda call: sha256(f"{seed}:{call}".encode()).hexdigest())[:size]
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from hashlib import sha256


def draw(seed: str, calls: Iterable[int], size: int) -> list[int]:
    """`size` of the calls, or all if there are fewer, in the order in which they are drawn."""
    return sorted(set(calls), key=lambda call: rank(seed, call))[:size]


def rank(seed: str, call: int) -> str:
    """Where the call stands in the order of drawing: nobody chooses it."""
    return sha256(f"{seed}:{call}".encode()).hexdigest()


def months_of(first: date, last: date) -> list[date]:
    """The first days of the months that these days, both included, lie in."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return found


def seed_of(first: date, last: date, months: Sequence[str]) -> str:
    """The seed of a period, from the seeds of its months in their order.

    To tell it gives no month away: of a month that still runs other days may be drawn later.
    """
    period = f"{first.isoformat()}..{last.isoformat()}"
    return sha256(":".join([period, *months]).encode()).hexdigest()


def fingerprint(seed: str) -> str:
    """What is published of a month's seed beforehand; afterwards it shows that none was changed."""
    return sha256(seed.encode()).hexdigest()
