"""A row of the file turned into facts, or refused with the reason."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from config.utility import Utility
from models.importing import values
from models.importing.headings import MORE_OF_A_METER, OF_A_METER, Field, Headings
from models.importing.refusals import Reason, Refusal
from models.importing.terms import CUSTOMER_OF, PLACE_OF, SERVICE_OF, fold, in_one_alphabet
from models.importing.values import Cell
from models.records import Customer, Reading, Service
from models.search.by_number import phone_key
from models.search.words import contract_key

# Expected use in a month of a flat where the file does not tell: it only decides which first
# readings are asked about twice.
USUAL_NORM = {
    Service.HOT_WATER: Decimal(4),
    Service.COLD_WATER: Decimal(6),
    Service.HEAT: Decimal(3),
}
PHONE, CONTRACT = "phone", "contract"  # kinds of numbers
NUMBERS_IN = {Field.PHONE: PHONE, Field.CONTRACT: CONTRACT}
METER_FIELDS = tuple(field for field in (*OF_A_METER, *MORE_OF_A_METER) if field != Field.SERIAL)


class Address(NamedTuple):
    """A place that is supplied; `flat` is empty for a whole building."""

    street: str
    house: str
    flat: str
    locality: str


class AccountFacts(NamedTuple):
    """What a file says of an account."""

    number: str
    customer: Customer
    name: str
    address: Address


class Number(NamedTuple):
    """What an account is also found by: `kind` and `key` as `models.search.tables` keeps them."""

    kind: str
    key: str


class MeterFacts(NamedTuple):
    """What a file says of a meter; it is the same meter while serial and service are the same."""

    serial: str
    service: Service
    place: str
    wheels: int
    decimals: int
    monthly_norm: Decimal
    removed_on: date | None


class Line(NamedTuple):
    """One good row: an account, perhaps with one of its meters, perhaps with a reading of it."""

    account: AccountFacts
    meter: MeterFacts | None = None
    reading: Reading | None = None
    numbers: frozenset[Number] = frozenset()


class Judge:
    """Reads rows of one file by the utility's rules; `today` is the last day a date may name."""

    def __init__(self, headings: Headings, utility: Utility, today: date) -> None:
        self._headings = headings
        self._rule = utility.accounts
        self._region = utility.region
        self._today = today
        self.unnamed_places: set[str] = set()  # which the voice menus have no words for

    def read(self, cells: Sequence[Cell]) -> Line:
        """The facts of a row. Raises Refusal."""
        width = self._headings.width
        if any(cell not in (None, "") for cell in cells[width:]):
            raise Refusal(Reason.TOO_MANY_CELLS, count=len(cells))
        if len(cells) < width:  # Excel leaves empty cells at the end away
            cells = (*cells, *[None] * (width - len(cells)))
        row = {field: cells[position] for field, position in self._headings.at.items()}
        account = self._account(row)
        meter = self._meter(row)
        reading = self._reading(row, meter) if meter else None
        return Line(account, meter, reading, self._numbers(row))

    def _account(self, row: dict[Field, Cell]) -> AccountFacts:
        customer = Customer.INDIVIDUAL
        if row.get(Field.CUSTOMER) not in (None, ""):
            customer = values.term(row[Field.CUSTOMER], Field.CUSTOMER, CUSTOMER_OF)
        return AccountFacts(
            values.account_number(row[Field.NUMBER], self._rule),
            customer,
            values.required(_words(row, Field.NAME), Field.NAME),
            _address(row),
        )

    def _numbers(self, row: dict[Field, Cell]) -> frozenset[Number]:
        phones = values.phones(row.get(Field.PHONE), self._region)
        contract = contract_key(values.contract(row.get(Field.CONTRACT)))
        found = {Number(PHONE, phone_key(phone)) for phone in phones}
        return frozenset(found | ({Number(CONTRACT, contract)} if contract else set()))

    def _meter(self, row: dict[Field, Cell]) -> MeterFacts | None:
        serial = values.serial_number(row.get(Field.SERIAL))
        if not serial:
            if any(row.get(field) not in (None, "") for field in METER_FIELDS):
                raise Refusal(Reason.METER_WITHOUT_SERIAL)
            return None
        make = (row[Field.SERVICE], row[Field.WHEELS], row[Field.DECIMALS], row.get(Field.NORM))
        service, wheels, decimals, norm = _make(*make)
        place = self._place(row.get(Field.PLACE))
        removed_on = values.day(row.get(Field.REMOVED_ON), Field.REMOVED_ON, self._today)
        return MeterFacts(serial, service, place, wheels, decimals, norm, removed_on)

    def _place(self, cell: Cell) -> str:
        words = values.text(cell, Field.PLACE)
        place = PLACE_OF.get(fold(words), "")
        if words and not place and len(self.unnamed_places) < 20:
            self.unnamed_places.add(words)
        return place

    def _reading(self, row: dict[Field, Cell], meter: MeterFacts) -> Reading | None:
        value = values.quantity(row.get(Field.VALUE), Field.VALUE, meter.wheels, meter.decimals)
        taken_on = values.day(row.get(Field.TAKEN_ON), Field.TAKEN_ON, self._today)
        if value is None and taken_on is None:
            return None
        if value is None:
            raise Refusal(Reason.DAY_WITHOUT_VALUE)
        if taken_on is None:
            raise Refusal(Reason.VALUE_WITHOUT_DAY)
        if meter.removed_on and taken_on > meter.removed_on:
            raise Refusal(Reason.AFTER_REMOVAL)
        return Reading(value, taken_on)


@lru_cache(maxsize=1024, typed=True)  # a town has a few makes of meters
def _make(
    service: Cell, wheels: Cell, decimals: Cell, norm: Cell
) -> tuple[Service, int, int, Decimal]:
    kind = values.term(service, Field.SERVICE, SERVICE_OF)
    expected = values.quantity(norm, Field.NORM, wheels=9, decimals=3)
    return (
        kind,
        values.whole(wheels, Field.WHEELS, 3, 9),
        values.whole(decimals, Field.DECIMALS, 0, 3),
        USUAL_NORM[kind] if expected is None else expected,
    )


def _address(row: dict[Field, Cell]) -> Address:
    street, locality = _words(row, Field.STREET), _words(row, Field.LOCALITY)
    if not street and not locality:
        raise Refusal(Reason.NO_ADDRESS)
    house = values.required(_words(row, Field.HOUSE), Field.HOUSE)
    return Address(street, house, _words(row, Field.FLAT), locality)


def _words(row: dict[Field, Cell], field: Field) -> str:
    return _alphabet(values.text(row.get(field), field))


_alphabet = lru_cache(maxsize=8192)(in_one_alphabet)
