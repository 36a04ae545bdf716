"""The small office of the tests: a few accounts, the same for every phone and database."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import Connection, Engine, insert, select

from models.tables import AccountRow, CallbackRow, CallRow, MeterRow, ReadingRow

LAST_TAKEN = date(2026, 5, 20)
_NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)

# account number -> meters: serial, service, place, wheels, decimals, monthly norm, last reading
ACCOUNTS: dict[str, list[tuple[str, str, str, int, int, str, str | None]]] = {
    "10000016": [("A-000427", "hot_water", "bathroom", 5, 3, "4", "120.5")],
    "10000024": [
        ("B-000511", "hot_water", "kitchen", 5, 3, "4", "87"),
        ("B-000512", "hot_water", "bathroom", 5, 3, "4", "301.25"),
    ],
    "10000032": [("C-000901", "hot_water", "bathroom", 5, 3, "4", "99998.5")],
    "10000040": [],
    "10000057": [
        ("E-000771", "hot_water", "bathroom", 5, 3, "4", "10"),
        ("E-000772", "hot_water", "bathroom", 5, 3, "4", None),
    ],
    "10000065": [("F-100", "heat", "basement", 6, 3, "40", "1500")],
    "1000006": [("A-700001", "hot_water", "kitchen", 5, 0, "4", "55")],
}


def furnish(engine: Engine) -> None:
    """Fill an empty database with the accounts above."""
    with engine.begin() as connection:
        for number, meters in ACCOUNTS.items():
            account = connection.execute(
                insert(AccountRow).returning(AccountRow.id),
                {"number": number, "customer": "individual", "name": "Тестов Т. Т."},
            ).scalar_one()
            for serial, service, place, wheels, decimals, norm, last in meters:
                meter = connection.execute(
                    insert(MeterRow).returning(MeterRow.id),
                    {
                        "account_id": account,
                        "serial": serial,
                        "service": service,
                        "place": place,
                        "wheels": wheels,
                        "decimals": decimals,
                        "monthly_norm": Decimal(norm),
                    },
                ).scalar_one()
                if last:
                    _read_before(connection, meter, Decimal(last))


def _read_before(connection: Connection, meter: int, value: Decimal) -> None:
    connection.execute(
        insert(ReadingRow),
        {
            "meter_id": meter,
            "value": value,
            "taken_on": LAST_TAKEN,
            "received_at": _NOON,
            "source": "import",
            "entered_by": "tests",
        },
    )


def outcomes(engine: Engine) -> list[str | None]:
    """How the calls have ended, in their order."""
    with engine.connect() as connection:
        return list(connection.scalars(select(CallRow.outcome).order_by(CallRow.id)))


def stored(engine: Engine) -> list[str]:
    """What calls have left behind, as the last lines of a transcript."""
    with engine.connect() as connection:
        readings = connection.execute(
            select(MeterRow.serial, ReadingRow.value, ReadingRow.replaced_at)
            .join(MeterRow, MeterRow.id == ReadingRow.meter_id)
            .where(ReadingRow.source == "keypad")
            .order_by(ReadingRow.id)
        ).all()
        callbacks = connection.execute(
            select(CallbackRow.number, CallbackRow.reason).order_by(CallbackRow.id)
        ).all()
    return [
        f"= reading of {serial}: {value.normalize() + 0}" + (" (replaced)" if replaced else "")
        for serial, value, replaced in readings
    ] + [f"= callback to {number}: {reason}" for number, reason in callbacks]
