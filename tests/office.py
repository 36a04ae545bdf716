"""The small office of the tests: a few accounts, the same for every phone and database."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import Connection, Engine, insert, select

from models.addresses.houses import key_of
from models.importing.store import street_ids
from models.records import Source
from models.surveys.tables import SurveyAnswerRow
from models.tables import (
    AccountRow,
    AddressRow,
    CallbackRow,
    CallRow,
    MeterRow,
    ReadingRow,
    StreetAliasRow,
)

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

# account number -> locality, street, house, flat
ADDRESSES = {
    "10000016": ("Заречный", "ул. Ленина", "25", "10"),
    "10000024": ("Заречный", "ул. Садовая", "5", "1"),
    "10000032": ("Октябрьский", "ул. Садовая", "5", ""),
    "10000040": ("Заречный", "ул. Кирова", "7 корп. 1", "3"),
    "10000057": ("Заречный", "ул. Кирова", "7 корп. 2", "3"),
    "10000065": ("Заречный", "ул. Новоажимова", "13", ""),
    "1000006": ("Заречный", "ул. Удмуртская", "12а", "4"),
}
OLD_NAME = "ул. Клубная"  # what Удмуртская was called


def furnish(engine: Engine) -> None:
    """Fill an empty database with the accounts above."""
    with engine.begin() as connection:
        for number, meters in ACCOUNTS.items():
            account = connection.execute(
                insert(AccountRow).returning(AccountRow.id),
                {
                    "number": number,
                    "customer": "individual",
                    "name": "Тестов Т. Т.",
                    "address_id": _address(connection, *ADDRESSES[number]),
                },
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


def _address(connection: Connection, locality: str, street: str, house: str, flat: str) -> int:
    street_id = street_ids(connection, {(locality, street)})[locality, street]
    if street == "ул. Удмуртская":
        connection.execute(insert(StreetAliasRow), {"street_id": street_id, "name": OLD_NAME})
    values = {"locality": locality, "street": street, "house": house, "flat": flat}
    keys = {"street_id": street_id, "house_key": key_of(house), "flat_key": key_of(flat)}
    made = insert(AddressRow).returning(AddressRow.id)
    return connection.execute(made, values | keys).scalar_one()


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
            select(MeterRow.serial, ReadingRow.value, ReadingRow.source, ReadingRow.replaced_at)
            .join(MeterRow, MeterRow.id == ReadingRow.meter_id)
            .where(ReadingRow.call_id.is_not(None))
            .order_by(ReadingRow.id)
        ).all()
        callbacks = connection.execute(
            select(CallbackRow.number, CallbackRow.reason).order_by(CallbackRow.id)
        ).all()
        grades = connection.execute(
            select(SurveyAnswerRow.criterion, SurveyAnswerRow.grade).order_by(
                SurveyAnswerRow.call_id, SurveyAnswerRow.criterion
            )
        ).all()
    return [
        f"= reading of {serial}: {value.normalize() + 0}"
        + (" (by voice)" if source == Source.VOICE else "")
        + (" (replaced)" if replaced else "")
        for serial, value, source, replaced in readings
    ] + [
        *(f"= callback to {number}: {reason}" for number, reason in callbacks),
        *(f"= grade of {criterion}: {grade}" for criterion, grade in grades),
    ]
