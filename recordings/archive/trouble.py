"""What the archive cannot do, and since when: noted by the archive, shown by other processes."""

from datetime import datetime

from sqlalchemy import Connection, Engine, delete, select

from models.once import insert_once
from models.segments.tables import TroubleRow

STORE_FAILS = "store_fails"  # it does not keep what it is given
SWEEP_WAITS = "sweep_waits"  # nothing is destroyed until a person has looked at the clock


def note(engine: Engine, what: str, is_so: bool, now: datetime) -> None:
    """It is so from now on, if it was not before; or it is over."""
    with engine.connect() as db:
        was_so = since(db).get(what) is not None
    if was_so == is_so:
        return
    with engine.begin() as db:
        if is_so:
            db.execute(insert_once(db, TroubleRow.__table__), {"what": what, "since": now})
        else:
            db.execute(delete(TroubleRow).where(TroubleRow.what == what))


def since(db: Connection) -> dict[str, datetime]:
    """All of it, each with the moment when it began."""
    return {row.what: row.since for row in db.execute(select(TroubleRow.what, TroubleRow.since))}
