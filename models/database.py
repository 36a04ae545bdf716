"""The database: opened by URL, brought to the newest schema, one transaction at a time.

SQLite is the embedded default (write-ahead log, one writer); PostgreSQL is for production.
"""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, make_url

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_WAIT = 5  # seconds a call waits for another writer, then its caller goes to an operator


def open_database(url: str) -> Engine:
    """An engine for the URL. Statement parameters, which are personal data, stay out of errors."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_size=1,
            max_overflow=0,
            pool_timeout=LOCK_WAIT,
            connect_args={"timeout": LOCK_WAIT},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    url = str(make_url(url).set(drivername="postgresql+psycopg").render_as_string(False))
    options = f"-c lock_timeout={LOCK_WAIT}s -c statement_timeout={2 * LOCK_WAIT}s"
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=16,
        max_overflow=16,
        connect_args={"options": options, "connect_timeout": LOCK_WAIT},
    )


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; creates it if it is new."""
    path = make_url(url).database
    if path and url.startswith("sqlite"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(url), "head")


def alembic_config(url: str) -> Config:
    """Alembic's own configuration, which needs no file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    """Take the write lock at once: a reader that becomes a writer could not wait for its turn."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
