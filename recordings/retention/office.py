"""Where retention works: the ledger, the store, the utility's rule, and the keys of the proof."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from config.settings import Settings
from config.utility import Utility
from models.rules.retention import day_of_call
from models.seals import SealKeys, seal_keys


@dataclass(frozen=True)
class Office:
    """Of one utility."""

    engine: Engine
    months: int
    zone: ZoneInfo
    seals: Callable[[], SealKeys]  # of the chain of destructions; raises BadSealKeys
    anchor: Path  # where the newest destruction is noted outside the database

    @classmethod
    def of(cls, engine: Engine, settings: Settings, utility: Utility) -> "Office":
        def seals() -> SealKeys:
            with engine.connect() as db:
                return seal_keys(db, settings, "destructions")

        months, anchor = utility.recordings.months, settings.home / "destructions"
        return cls(engine, months, utility.zone, seals, anchor)

    def day(self, now: datetime) -> date:
        """The day it is for the utility."""
        return day_of_call(now, self.zone)

    @contextmanager
    def destroying(self) -> Iterator[Connection]:
        """A transaction in which what is deleted is overwritten, where the database can do that."""
        with self.engine.begin() as db:
            if db.dialect.name == "sqlite":
                db.exec_driver_sql("PRAGMA secure_delete=ON")
            yield db

    def settle(self) -> None:
        """Bring SQLite's log, which still has what was deleted, into the file, if nobody reads."""
        if self.engine.dialect.name != "sqlite":
            return
        connection = self.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
