"""The floor as it is now, and what the console may have done there: what it and the gateway say.

Plain values; how they travel is JSON over a WebSocket. Nothing here is stored: the log of events
is the record.
"""

from datetime import datetime

import msgspec

from models.events.kinds import Presence


class WaitingCall(msgspec.Struct, frozen=True):
    """A caller who waits for an operator."""

    call: int
    queue: str
    since: datetime  # when the caller first began to wait
    place: int  # 1 is next
    language: str = ""
    out_of_turn: bool = False


class CallOnFloor(msgspec.Struct, frozen=True):
    """The call an operator has, from the first ring to the outcome."""

    call: int
    queue: str
    arrived: datetime
    queued: datetime
    answered: datetime | None = None
    ended: datetime | None = None  # the caller or the operator has hung up: wrap-up
    held: datetime | None = None  # since then
    specialist: str = ""  # brought in, or being asked
    supervised: tuple[str, ...] = ()  # logins of supervisors who listen
    unrecorded: datetime | None = None  # silence is recorded, since then


class AtWork(msgspec.Struct, frozen=True):
    """One operator."""

    operator: int
    login: str
    name: str
    doing: Presence
    since: datetime
    reason: str = ""
    queues: tuple[str, ...] = ()
    registered: bool = False  # whether the telephone can be reached
    alarm: bool = False
    call: CallOnFloor | None = None


class Floor(msgspec.Struct, frozen=True, tag=True):
    """Everything at a moment. Without the `link` to Asterisk it may be out of date."""

    at: datetime
    link: bool
    waiting: tuple[WaitingCall, ...] = ()
    operators: tuple[AtWork, ...] = ()


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The operator takes calls."""

    operator: int


class Away(msgspec.Struct, frozen=True, tag=True):
    """The operator takes none for a while, for this reason."""

    operator: int
    reason: str


class SignOff(msgspec.Struct, frozen=True, tag=True):
    """The operator goes."""

    operator: int


class Closed(msgspec.Struct, frozen=True, tag=True):
    """The contact has its outcome (C14): the operator may take the next call."""

    operator: int
    call: int


class Found(msgspec.Struct, frozen=True, tag=True):
    """The customer's data are on the operator's screen (N2)."""

    operator: int
    call: int


class Transfer(msgspec.Struct, frozen=True, tag=True):
    """The caller goes on to a specialist's extension or another queue (C10, C11)."""

    operator: int
    to: str  # a queue or a specialist of the profile


class Consult(msgspec.Struct, frozen=True, tag=True):
    """Ask a specialist while the caller hears music (C10)."""

    operator: int
    specialist: str


class EndConsult(msgspec.Struct, frozen=True, tag=True):
    """What becomes of the question: the caller goes over, all three talk, or back to the caller."""

    operator: int
    how: str  # transfer, conference, back


class Supervise(msgspec.Struct, frozen=True, tag=True):
    """A supervisor comes to a talk."""

    supervisor: int
    operator: int
    how: str  # listen, whisper, join


class MoveQueues(msgspec.Struct, frozen=True, tag=True):
    """The operator serves these queues from now on."""

    operator: int
    queues: tuple[str, ...]


class Alarm(msgspec.Struct, frozen=True, tag=True):
    """The operator calls for the supervisor, or no longer does."""

    operator: int
    on: bool


class PauseRecording(msgspec.Struct, frozen=True, tag=True):
    """Silence shall be recorded while the caller says personal codes (P2), or no longer."""

    operator: int
    on: bool


class Accounts(msgspec.Struct, frozen=True, tag=True):
    """Operators' accounts were changed: their telephones are to be known anew."""


Action = (
    Ready
    | Away
    | SignOff
    | Closed
    | Found
    | Transfer
    | Consult
    | EndConsult
    | Supervise
    | MoveQueues
    | Alarm
    | PauseRecording
    | Accounts
)


class Do(msgspec.Struct, frozen=True, tag=True):
    """Carry out an action; the answer bears the same number."""

    number: int
    action: Action


class Done(msgspec.Struct, frozen=True, tag=True):
    """The action was carried out, or why not: a key of the console's texts."""

    number: int
    refused: str = ""
