"""The accounts of the made-up town: a few that tests rely on, the others drawn by lot.

| constant       | what is special                                                          |
|----------------|--------------------------------------------------------------------------|
| DEMO_ACCOUNT   | a flat with exactly two hot-water meters, in the kitchen and the bathroom |
| ROLLING_OVER   | a flat whose hot-water meter stands a few cubic metres before 99 999       |
| EMPTY_FLAT     | a flat where nothing is used: every reading is the same                    |
| LEGAL_ENTITY   | a shop with a heat meter (gigacalories) and a hot-water meter              |
| WITHOUT_METERS | a flat without a meter                                                    |
| THREE_METERS   | a flat with hot water in kitchen and bathroom, and cold water             |
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from stdnum import luhn

from models.demo.town import FIRMS, HOUSES, INITIALS, STREETS, SURNAMES, TOWN
from models.importing.lines import USUAL_NORM, AccountFacts, Address, MeterFacts
from models.records import Customer, Service


def numbered(place: int) -> str:
    """The account number of the `place`th account: seven digits and the check digit."""
    digits = f"{1000137 + 211 * place}"
    return digits + luhn.calc_check_digit(digits)


DEMO_ACCOUNT, ROLLING_OVER, EMPTY_FLAT, LEGAL_ENTITY, WITHOUT_METERS, THREE_METERS = (
    numbered(place) for place in range(6)
)
ACCOUNTS = 300
FIRMS_AMONG_THEM = 9  # the last ones


@dataclass(frozen=True)
class Gauge:
    """A meter with its first reading and what is used in a month, both in the meter's unit."""

    meter: MeterFacts
    start: Decimal
    monthly: Decimal


@dataclass(frozen=True)
class Customers:
    """An account and its meters."""

    account: AccountFacts
    gauges: tuple[Gauge, ...]


HOT, COLD, HEAT = Service.HOT_WATER, Service.COLD_WATER, Service.HEAT


def town() -> Iterator[Customers]:
    """All accounts, always the same."""
    lot = Random(1938)
    for place, address in zip(range(ACCOUNTS), _flats(), strict=False):
        number = numbered(place)
        firm = place - (ACCOUNTS - FIRMS_AMONG_THEM)
        if number == LEGAL_ENTITY or firm >= 0:
            account = _firm(number, max(firm, -1) + 1, address)
            yield Customers(account, _firm_gauges(lot, number))
        else:
            name = f"{lot.choice(SURNAMES)} {lot.choice(INITIALS)}"
            account = AccountFacts(number, Customer.INDIVIDUAL, name, address)
            yield Customers(account, SPECIAL[number](lot) if number in SPECIAL else _flat(lot))


def _flats() -> Iterator[Address]:
    """Addresses, house by house, until all accounts have one."""
    for street in STREETS:
        for house, flats in HOUSES:
            yield from (Address(street, house, str(flat), TOWN) for flat in range(1, flats + 1))


def _firm(number: str, which: int, address: Address) -> AccountFacts:
    return AccountFacts(number, Customer.LEGAL, FIRMS[which], address._replace(flat=""))


def _gauge(
    lot: Random, service: Service, place: str, start: object = None, monthly: object = None
) -> Gauge:
    norm = USUAL_NORM[service]
    if start is None:
        start = lot.randrange(20_000, 900_000) / 1000
    if monthly is None:
        monthly = round(float(norm) * lot.uniform(0.5, 1.3), 3)
    serial = f"{lot.randrange(10_000_000, 99_999_999)}"
    meter = MeterFacts(serial, service, place, 5, 3, norm, None)
    return Gauge(meter, Decimal(str(start)), Decimal(str(monthly)))


def _flat(lot: Random) -> tuple[Gauge, ...]:
    gauges = [_gauge(lot, HOT, "bathroom")]
    if lot.random() < 0.6:
        gauges.insert(0, _gauge(lot, HOT, "kitchen"))
    if lot.random() < 0.3:
        gauges.append(_gauge(lot, COLD, "bathroom"))
    return tuple(gauges)


def _firm_gauges(lot: Random, number: str) -> tuple[Gauge, ...]:
    heat = _gauge(lot, HEAT, "basement", monthly=round(lot.uniform(8, 40), 3))
    water = _gauge(lot, HOT, "basement")
    return (heat, water) if number == LEGAL_ENTITY or lot.random() < 0.5 else (heat,)


def _demo(lot: Random) -> tuple[Gauge, ...]:
    kitchen = _gauge(lot, HOT, "kitchen", start="41.250", monthly="2.900")
    return kitchen, _gauge(lot, HOT, "bathroom", start="87.500", monthly="4.100")


def _rolling_over(lot: Random) -> tuple[Gauge, ...]:
    return (_gauge(lot, HOT, "bathroom", start="99944.000", monthly="4.000"),)


def _empty(lot: Random) -> tuple[Gauge, ...]:
    return (_gauge(lot, HOT, "kitchen", start="312.480", monthly="0"),)


def _three(lot: Random) -> tuple[Gauge, ...]:
    return (_gauge(lot, HOT, "kitchen"), _gauge(lot, HOT, "bathroom"), _gauge(lot, COLD, "kitchen"))


SPECIAL = {
    DEMO_ACCOUNT: _demo,
    ROLLING_OVER: _rolling_over,
    EMPTY_FLAT: _empty,
    WITHOUT_METERS: lambda lot: (),
    THREE_METERS: _three,
}
