"""How a call can end. A dialogue returns one of these; the channel carries it out."""

from dataclasses import dataclass

EMERGENCY = "emergency"  # the reason that goes to those who answer emergencies (C12)


@dataclass(frozen=True)
class Goodbye:
    """All is said; hang up."""


@dataclass(frozen=True)
class Transfer:
    """To the operators, for this reason; the caller has been told."""

    reason: str


@dataclass(frozen=True)
class Wait:
    """In a queue, then another part of the call follows, unless an operator has answered."""

    queue: str
    priority: int  # greater goes first
    seconds: int


@dataclass(frozen=True)
class Fault:
    """Something of ours failed: to the operators, with an apology."""


@dataclass(frozen=True)
class HungUp:
    """The caller has gone."""


Outcome = Goodbye | Transfer | Wait | Fault | HungUp

OUTCOMES: dict[str, type[Outcome]] = {
    kind.__name__: kind for kind in (Goodbye, Transfer, Wait, Fault, HungUp)
}
