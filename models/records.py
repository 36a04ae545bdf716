"""The facts about customers, as plain values. No database here: see tables.py."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from config.utility import Language


class Customer(StrEnum):
    """Who an account belongs to; the two are routed apart (C6)."""

    INDIVIDUAL = "individual"
    LEGAL = "legal"


class Service(StrEnum):
    """What a meter measures."""

    HOT_WATER = "hot_water"  # cubic metres
    COLD_WATER = "cold_water"  # cubic metres
    HEAT = "heat"  # gigacalories


class Source(StrEnum):
    """How a reading came in (M4)."""

    KEYPAD = "keypad"
    VOICE = "voice"  # all of it or part of it was spoken
    OPERATOR = "operator"  # a person took it on the telephone
    SMS = "sms"  # by address or account number, from any telephone (M2)
    IMPORT = "import"


class IdentifiedBy(StrEnum):
    """How a caller was found in the menu (C3, C4)."""

    NUMBER = "number"  # of the account; whoever has a bill knows it
    ADDRESS = "address"  # with the second factor


@dataclass(frozen=True)
class Account:
    """An account: nothing in it may be told to a caller who is not identified (C3)."""

    id: int
    number: str
    customer: Customer


@dataclass(frozen=True)
class Place:
    """A house of the register, with the flat a caller named; that such a flat exists is not said.

    `flats` is False where the house is one address as a whole. `locality` is empty where it goes
    without saying.
    """

    streets: tuple[int, ...]  # ids of the street's rows: a register may spell it in several ways
    locality: str
    street: str
    house: str
    flat: str
    flats: bool


@dataclass(frozen=True)
class AddressFound:
    """The places that a caller's words can mean; `more` than can be listed, perhaps."""

    places: list[Place]
    more: bool = False


@dataclass(frozen=True)
class Lookup:
    """The answer to an account number or an address; not `allowed` when a limit was reached."""

    account: Account | None
    allowed: bool = True


@dataclass(frozen=True)
class Meter:
    """A meter as the caller sees it: `wheels` digits before the decimal mark, `decimals` after."""

    id: int
    service: Service
    place: str  # a term of the prompt catalogue, or empty
    serial_tail: str  # last digits of the serial number
    wheels: int
    decimals: int
    monthly_norm: Decimal  # expected use in a month, before there is a history


@dataclass(frozen=True)
class Reading:
    """What a meter showed, in cubic metres or gigacalories."""

    value: Decimal
    taken_on: date


@dataclass(frozen=True)
class Metering:
    """What is known of a meter before today: its last reading and its usual use in a month."""

    last: Reading | None
    usual: Decimal


@dataclass(frozen=True)
class Saved:
    """A stored reading; `replaced` when it took the place of an earlier one of the same day."""

    receipt: str
    replaced: bool


@dataclass(frozen=True)
class CallbackRequest:
    """A promise to call back (C9): its registration number and when at the latest."""

    receipt: str
    due: datetime


@dataclass(frozen=True)
class InQueue:
    """A caller's place among those who wait, and what that means."""

    queue: str
    priority: int  # Asterisk's QUEUE_PRIO
    place: int  # 1 is next
    minutes: int  # until an operator answers, as things are
    waited: int  # seconds
    staffed: bool  # whether anybody serves the queue, even if not at this moment
    free: int = 0  # operators who can take a call at once
    overflow_in: int | None = None  # seconds until it will be another queue


@dataclass(frozen=True)
class CalledBack:
    """A customer whom we called as was promised (C9), and who is there now."""

    language: Language  # of the call in which it was promised
    told: bool  # has heard who calls, in an earlier part of the call
    waits: bool  # for operators whom we know; else the telephone system alone knows who answers
