"""What a search gives: accounts, each with why it is there. Plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from models.records import Customer

MOST = 20  # results: more are not read, the operator types on


class Why(StrEnum):
    """Which part of an account is what was typed."""

    NUMBER = "number"
    PART_OF_NUMBER = "part_of_number"
    LIKE_NUMBER = "like_number"  # with one slip
    PHONE = "phone"
    CONTRACT = "contract"
    ADDRESS = "address"
    HOUSE = "house"  # its house alone
    NAME = "name"
    LIKE_NAME = "like_name"  # in another case, or with one slip


# How much each tells, 1 at most; of several the sum.
FIT = {
    Why.NUMBER: 1.0, Why.CONTRACT: 0.95, Why.PHONE: 0.9, Why.ADDRESS: 0.9, Why.NAME: 0.8,
    Why.PART_OF_NUMBER: 0.7, Why.HOUSE: 0.6, Why.LIKE_NAME: 0.6, Why.LIKE_NUMBER: 0.5,
}  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """An account that one part of the search found; a better `fit` (0 to 1) comes first."""

    account: int
    why: Why
    fit: float = 1.0


@dataclass(frozen=True)
class Found:
    """An account, as the list of results needs it. All of it is personal data (C3)."""

    account: int
    number: str
    customer: Customer
    name: str
    locality: str
    street: str
    house: str
    flat: str
    why: tuple[Why, ...]


def ranked(hits: Iterable[Hit]) -> dict[int, tuple[Why, ...]]:
    """The best accounts with all that speaks for each, the best first; MOST at most."""
    fits: dict[int, dict[Why, float]] = {}
    for hit in hits:
        whys = fits.setdefault(hit.account, {})
        whys[hit.why] = max(whys.get(hit.why, 0.0), FIT[hit.why] * hit.fit)
    best = sorted(fits, key=lambda account: (-sum(fits[account].values()), account))
    return {account: tuple(fits[account]) for account in best[:MOST]}
