"""What a dialogue may ask of the office, and nothing more.

`sql_office.py` keeps these promises with a database. What a method does is stored in one
transaction with its entry in the call's journal; results must be what a journal can hold.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from models.addresses.said import Said
from models.records import (
    Account,
    AddressFound,
    CallbackRequest,
    CalledBack,
    InQueue,
    Lookup,
    Meter,
    Metering,
    Place,
    Saved,
    Source,
)


class Office(Protocol):
    """The second door of a dialogue; the first is the caller."""

    def note_announced(self) -> None:
        """The caller has heard that the call is recorded (C1)."""
        ...

    def note_language(self, language: str) -> None:
        """The caller has chosen a language (C19)."""
        ...

    def note_extension(self, extension: str) -> None:
        """The caller has dialled this extension: it decides on the queue (C6)."""
        ...

    def find_account(self, number: str) -> Lookup:
        """Look an account up, within the limits against trawling (C3, C5)."""
        ...

    def find_address(self, said: Said) -> AddressFound:
        """The houses that the words can mean. Streets and houses are public, flats are not."""
        ...

    def account_at(self, place: Place, factor: str) -> Lookup:
        """The account there to which the second factor belongs, within the limits (C4, C5).

        An unknown flat and a wrong factor are one answer.
        """
        ...

    def meters_of(self, account: Account) -> list[Meter]:
        """The meters in use, in the order of the account."""
        ...

    def metering(self, meter: Meter, before: date) -> Metering:
        """What is known of a meter from readings taken before that day."""
        ...

    def save_reading(self, meter: Meter, value: Decimal, taken_on: date, source: Source) -> Saved:
        """Store a reading (M1); one of the same meter and day is replaced, never doubled."""
        ...

    def caller_number(self) -> str | None:
        """The number the network sent, if it can be called back. A hint, never proof."""
        ...

    def request_callback(self, number: str, reason: str, due: datetime) -> CallbackRequest:
        """Register a promise to call back (C9)."""
        ...

    def place_in_queue(self, reason: str) -> InQueue:
        """Take a place among those who wait for an operator, or look at the one taken before.

        Raises LookupError where the profile has no queues.
        """
        ...

    def leave_queue(self) -> None:
        """The caller waits no longer."""
        ...

    def called_back(self) -> CalledBack:
        """The customer whom we called is there (C9). Raises LookupError: we called nobody."""
        ...

    def take_kept_place(self) -> InQueue:
        """Among those who wait, with the place kept since the promise, or look at it again."""
        ...

    def begin_survey(self) -> list[str]:
        """What to ask of the caller after a talk (P6); nothing where nobody is to be asked."""
        ...

    def save_grade(self, criterion: str, grade: int) -> None:
        """Keep an answer, 1 to 5, with the call and who talked last (P6)."""
        ...
