"""What an operator's work is described with. Plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Identified(StrEnum):
    """How surely the caller is known to be the customer (C3, C4)."""

    NOT = "not"
    CLAIMED = "claimed"  # one thing was right: whoever has a bill knows the account's number
    CONFIRMED = "confirmed"  # two were


class Outcome(StrEnum):
    """How a contact has ended (C14)."""

    RESOLVED = "resolved"
    READING_TAKEN = "reading_taken"
    REQUEST_REGISTERED = "request_registered"
    CALLBACK_PROMISED = "callback_promised"
    TRANSFERRED = "transferred"
    REFUSED = "refused"  # a service, with its reason (C16)
    SUSPENDED = "suspended"  # politely (C13)
    NOT_IDENTIFIED = "not_identified"
    EMERGENCY_PASSED_ON = "emergency_passed_on"
    CALLER_HUNG_UP = "caller_hung_up"
    SILENT = "silent"  # nobody spoke
    WRONG_NUMBER = "wrong_number"


class RequestKind(StrEnum):
    """What is registered in a contact."""

    READING = "reading"  # M3
    SEALING = "sealing"  # Q1, Q2
    UNSEALING = "unsealing"
    INSPECTION = "inspection"
    CHARGES = "charges"  # Q4
    CALLBACK = "callback"  # C9
    EMERGENCY = "emergency"  # C12
    SUSPENSION = "suspension"  # C13
    REFUSAL = "refusal"  # C16


class Closing(StrEnum):
    """How a request has ended."""

    DONE = "done"
    REFUSED = "refused"  # with its reason (C16)
    GIVEN_UP = "given_up"  # a call back that reached nobody


class Attempt(StrEnum):
    """What came of calling back (C9)."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"


# After these the contact has this outcome, unless the operator says otherwise.
OUTCOME_OF = {
    RequestKind.READING: Outcome.READING_TAKEN,
    RequestKind.SEALING: Outcome.REQUEST_REGISTERED,
    RequestKind.UNSEALING: Outcome.REQUEST_REGISTERED,
    RequestKind.INSPECTION: Outcome.REQUEST_REGISTERED,
    RequestKind.CHARGES: Outcome.RESOLVED,
    RequestKind.CALLBACK: Outcome.CALLBACK_PROMISED,
    RequestKind.EMERGENCY: Outcome.EMERGENCY_PASSED_ON,
    RequestKind.SUSPENSION: Outcome.SUSPENDED,
    RequestKind.REFUSAL: Outcome.REFUSED,
}


class Factor(StrEnum):
    """Something a caller can say that only the customer should know (C3, C4)."""

    ACCOUNT = "account"
    ADDRESS = "address"
    NAME = "name"
    ACCOUNT_TAIL = "account_tail"
    METER_SERIAL = "meter_serial"


@dataclass(frozen=True)
class Contact:
    """An operator's part of a call."""

    id: int
    call: int
    caller: str  # E.164 or empty
    operator: int
    opened_at: datetime
    queue: str
    account: int | None
    identified: Identified
    topic: str | None
    outcome: Outcome | None
    note: str
    repeat_of: int | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Earlier:
    """A contact before this one, for the list on the card (C17)."""

    call: int
    at: datetime
    topic: str | None
    outcome: Outcome | None
    note: str
    operator: str
    same_account: bool  # else only the number it came from is the same


@dataclass(frozen=True)
class Request:
    """Something registered."""

    id: int
    kind: RequestKind
    fields: dict[str, str]
    due_on: date | None
    created_at: datetime
    done_at: datetime | None
    operator: str
    account: int | None
    contact: int | None
    closed_as: Closing | None
    closed_by: str | None  # the name
    closing_note: str
