"""A generated office for the bench: each call has an account of its own, with two meters.

Here is also what its caller keys, and the check that all of it was stored whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Engine, func, insert, select, text
from stdnum import luhn

from models.tables import AccountRow, CallRow, JournalRow, MeterRow, ReadingRow

PLACES = ("kitchen", "bathroom")
MONTHS = 12  # of readings before
ENTRIES = 15  # of the journal: 7 answers, 7 steps, the end
MONTHLY_USE = 3
BATCH = 2000  # accounts

Row = dict[str, object]


@dataclass(frozen=True)
class Keys:
    """What one caller has and keys: a telephone, an account, a value for each meter."""

    caller: str
    account: str
    kitchen: Decimal
    bathroom: Decimal

    @property
    def answers(self) -> list[str]:
        """To the seven questions; the last is silence at the menu."""
        values = [f"{value.normalize():f}".replace(".", "*") for value in self.values]
        return ["1", self.account, values[0], "1", values[1], "1", ""]

    @property
    def values(self) -> tuple[Decimal, Decimal]:
        return self.kitchen, self.bathroom


def keys_of(account: int) -> Keys:
    """The caller who has the account with this id."""
    return Keys(f"+7917{account:07}", number_of(account), *map(_next, (account, account + 7)))


def number_of(account: int) -> str:
    payload = str(1_000_000 + account)
    return payload + str(luhn.calc_check_digit(payload))


def _last(seed: int) -> int:
    return 40 + seed % 50


def _next(seed: int) -> Decimal:
    return _last(seed) + MONTHLY_USE + Decimal("0.5")


def furnish(engine: Engine, accounts: int) -> None:
    """Fill an empty database with accounts 1 to `accounts`, their meters and a year's readings."""
    for first in range(1, accounts + 1, BATCH):
        numbers = range(first, min(first + BATCH, accounts + 1))
        with engine.begin() as connection:
            connection.execute(insert(AccountRow), [_account(number) for number in numbers])
            meters = [meter for number in numbers for meter in _meters(number)]
            connection.execute(insert(MeterRow), meters)
            connection.execute(insert(ReadingRow), list(_readings(meters)))
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def _account(number: int) -> Row:
    return {
        "id": number,
        "number": number_of(number),
        "customer": "individual",
        "name": "Тестов Т. Т.",
    }


def _meters(account: int) -> list[Row]:
    return [
        {
            "id": 2 * account + index,
            "account_id": account,
            "serial": f"B-{2 * account + index:06}",
            "service": "hot_water",
            "place": place,
            "wheels": 5,
            "decimals": 3,
            "monthly_norm": Decimal(4),
        }
        for index, place in enumerate(PLACES)
    ]


def _readings(meters: list[Row]) -> Iterator[Row]:
    now = datetime.now(UTC)
    for number, meter in enumerate(meters):
        account = meter["account_id"]
        assert isinstance(account, int)
        last = _last(account + 7 * (number % len(PLACES)))
        for month in range(MONTHS):
            moment = now - timedelta(days=30 * (month + 1))
            yield {
                "meter_id": meter["id"],
                "value": Decimal(last - MONTHLY_USE * month),
                "taken_on": moment.date(),
                "received_at": moment,
                "source": "import",
                "entered_by": "bench",
            }


def missing(engine: Engine, accounts: list[int]) -> list[str]:
    """What is not as it must be after one whole call for each of these accounts, in words."""
    wanted = {(2 * one + at, keys_of(one).values[at]) for one in accounts for at in (0, 1)}
    with engine.connect() as connection:
        readings = connection.execute(_READINGS).all()
        calls = connection.execute(_CALLS).all()
    found = {(row.meter_id, row.value) for row in readings}
    checks = {
        "readings missing": len(wanted - found),
        "readings nobody gave": len(found - wanted),
        "readings doubled": len(readings) - len(found),
        "calls missing": len(accounts) - len(calls),
        "calls not ended well": sum(row.outcome != "Goodbye" for row in calls),
        "journals not whole": sum(row[1:] != ("Goodbye", ENTRIES, ENTRIES - 1) for row in calls),
    }
    return [f"{count} {what}" for what, count in checks.items() if count]


_READINGS = select(ReadingRow.meter_id, ReadingRow.value).where(ReadingRow.source == "keypad")
_CALLS = (
    select(CallRow.id, CallRow.outcome, func.count(), func.max(JournalRow.position))
    .join(JournalRow, JournalRow.call_id == CallRow.id)
    .group_by(CallRow.id, CallRow.outcome)
)
