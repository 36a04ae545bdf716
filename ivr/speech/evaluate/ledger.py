"""The office of a simulated call: the rules are the real ones, nothing is kept but what is given.

The limits against trawling are not kept: a simulation is nothing but strangers calling.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ivr.engine.journal import Entry
from ivr.speech.evaluate.town import Gauge, Town, household
from models.addresses.said import Said
from models.office import Office
from models.records import (
    Account,
    AddressFound,
    CallbackRequest,
    CalledBack,
    Customer,
    InQueue,
    Lookup,
    Meter,
    Metering,
    Place,
    Reading,
    Saved,
    Source,
)
from models.rules.readings import usual_use

NOBODY = -1  # a place in the town where nobody lives


@dataclass
class Ledger:
    """One call's office, which writes down what was saved: account number, place, value."""

    town: Town
    any_account: bool = False  # takes every number for an account: no gate of existence
    remembers: bool = True  # knows the readings before: else nothing is implausible
    saved: list[tuple[str, str, Decimal]] = field(default_factory=list)
    _number: str = ""
    _gauges: tuple[Gauge, ...] = ()

    def note_announced(self) -> None:
        pass

    def note_language(self, language: str) -> None:
        pass

    def note_extension(self, extension: str) -> None:
        pass

    def find_account(self, number: str) -> Lookup:
        found = self.town.household(number)
        if found is None and self.any_account:
            found = household(number, NOBODY)
        if found is None:
            return Lookup(None)
        self._number, self._gauges = found.number, found.gauges
        return Lookup(Account(1, number, Customer.INDIVIDUAL))

    def find_address(self, said: Said) -> AddressFound:
        return AddressFound([])

    def account_at(self, place: Place, factor: str) -> Lookup:
        return Lookup(None)

    def meters_of(self, account: Account) -> list[Meter]:
        return [gauge.meter for gauge in self._gauges]

    def metering(self, meter: Meter, before: date) -> Metering:
        gauge = next(gauge for gauge in self._gauges if gauge.meter == meter)
        history: tuple[Reading, ...] = gauge.history if self.remembers else ()
        return Metering(history[-1] if history else None, usual_use(meter, history))

    def save_reading(
        self, meter: Meter, value: Decimal, taken_on: date, source: Source = Source.KEYPAD
    ) -> Saved:
        self.saved.append((self._number, meter.place, value))
        return Saved("1", replaced=False)

    def caller_number(self) -> str | None:
        return None

    def request_callback(self, number: str, reason: str, due: datetime) -> CallbackRequest:
        return CallbackRequest("1", due)

    def place_in_queue(self, reason: str) -> InQueue:
        raise LookupError("no queues")

    def leave_queue(self) -> None:
        """Nobody waits here."""

    def called_back(self) -> CalledBack:
        raise LookupError("nobody is called")

    def take_kept_place(self) -> InQueue:
        raise LookupError("no queues")

    def begin_survey(self) -> list[str]:
        return []

    def save_grade(self, criterion: str, grade: int) -> None:
        """Nobody is asked here."""


@dataclass(frozen=True)
class Page:
    """A turn of such a call: nothing is ever undone."""

    office: Office

    def write_down(self, position: int, entry: Entry) -> None:
        pass

    def commit(self) -> None:
        pass

    def rollback(self) -> None:
        pass
