"""The meters of an account, and what their readings tell of them. Nothing is stored here."""

from datetime import date

from sqlalchemy import Connection, bindparam, select

from models.records import Meter, Metering, Reading, Service
from models.rules.readings import usual_use
from models.tables import MeterRow, ReadingRow

HISTORY = 13  # readings from which the usual use is taken: a year of months
SERIAL_TAIL = 3  # digits by which a caller can tell a meter from its neighbour


def meters_of(db: Connection, account: int) -> list[Meter]:
    """The meters in use, in the order of the account."""
    return [
        Meter(
            row.id,
            Service(row.service),
            row.place,
            "".join(filter(str.isdigit, row.serial))[-SERIAL_TAIL:],
            row.wheels,
            row.decimals,
            row.monthly_norm,
        )
        for row in db.execute(_METERS, {"account": account})
    ]


def metering(db: Connection, meter: Meter, before: date) -> Metering:
    """What is known of a meter from readings taken before that day."""
    rows = db.execute(_HISTORY, {"meter": meter.id, "before": before})
    newest_first = [Reading(row.value, row.taken_on) for row in rows]
    last = newest_first[0] if newest_first else None
    return Metering(last, usual_use(meter, newest_first[::-1]))


_METERS = (
    select(MeterRow.__table__)
    .where(MeterRow.account_id == bindparam("account"), MeterRow.removed_on.is_(None))
    .order_by(MeterRow.id)
)
_HISTORY = (
    select(ReadingRow.value, ReadingRow.taken_on)
    .where(
        ReadingRow.meter_id == bindparam("meter"),
        ReadingRow.taken_on < bindparam("before"),
        ReadingRow.replaced_at.is_(None),
    )
    .order_by(ReadingRow.taken_on.desc())
    .limit(HISTORY)
)
