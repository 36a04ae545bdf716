"""The ledger of readings: one stands for each meter and day, and none is forgotten (M4)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, insert, select, update

from models.records import Source
from models.tables import MeterRow, ReadingRow


def take(
    db: Connection,
    meter: int,
    value: Decimal,
    taken_on: date,
    *,
    at: datetime,
    source: Source,
    entered_by: str,
    call: int | None,
) -> tuple[int, bool]:
    """Store a reading; its id, and whether it replaced another of the same day.

    Two that take readings of one meter at once wait for each other: SQLite has one writer anyway.
    """
    if db.dialect.name != "sqlite":
        db.execute(select(MeterRow.id).where(MeterRow.id == meter).with_for_update())
    standing = (
        update(ReadingRow)
        .where(
            ReadingRow.meter_id == meter,
            ReadingRow.taken_on == taken_on,
            ReadingRow.replaced_at.is_(None),
        )
        .values(replaced_at=at)
    )
    replaced = db.execute(standing).rowcount > 0
    row = {
        "meter_id": meter,
        "value": value,
        "taken_on": taken_on,
        "received_at": at,
        "source": source,
        "entered_by": entered_by,
        "call_id": call,
    }
    return db.execute(insert(ReadingRow).returning(ReadingRow.id), row).scalar_one(), replaced
