"""The database: opened by URL, brought to the newest schema, one transaction at a time.

SQLite is the embedded default (write-ahead log, one writer); PostgreSQL is for production.
"""

import select
from pathlib import Path
from typing import Any

import msgspec
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_WAIT = 5  # seconds a call waits for another writer, then its caller goes to an operator


def open_database(url: str, settles: bool = False) -> Engine:
    """An engine for the URL. Statement parameters, which are personal data, stay out of errors.

    A commit outlasts a power cut; where the user `settles`, only with `models.write_ahead.settle`.
    """
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            hide_parameters=True,
            json_serializer=_to_json,
            pool_size=1,  # one writer: calls take turns here, where the next is woken at once
            max_overflow=0,
            pool_timeout=LOCK_WAIT,
            connect_args={"timeout": LOCK_WAIT},
        )
        event.listen(engine, "connect", _prepare_settled if settles else _prepare_sqlite)
        # not an event: with one, every statement asks for listeners
        engine.dialect.do_begin = _begin_sqlite  # type: ignore[method-assign,assignment]
        return engine
    url = str(make_url(url).set(drivername="postgresql+psycopg").render_as_string(False))
    options = f"-c lock_timeout={LOCK_WAIT}s -c statement_timeout={2 * LOCK_WAIT}s"
    engine = create_engine(
        url,
        hide_parameters=True,
        json_serializer=_to_json,
        pool_size=8,  # more would only wait for each other, here and there
        max_overflow=0,
        pool_timeout=LOCK_WAIT,
        pool_use_lifo=True,  # the one used last has everything at hand
        connect_args={"options": options, "connect_timeout": LOCK_WAIT},
    )
    event.listen(engine, "checkout", _refuse_closed)
    return engine


def open_readers(url: str, readers: int = 8) -> Engine:
    """An engine for reading alone: on SQLite, readers wait neither for a writer nor each other."""
    if make_url(url).get_backend_name() != "sqlite":
        return open_database(url)
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=readers,
        max_overflow=0,
        pool_timeout=LOCK_WAIT,
        connect_args={"timeout": LOCK_WAIT},
    )
    event.listen(engine, "connect", _prepare_reader)
    return engine


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
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _prepare_settled(connection: Any, record: object) -> None:
    _prepare_sqlite(connection, record)
    connection.execute("PRAGMA synchronous=NORMAL")  # the log is synced after the commit


def _prepare_reader(connection: Any, record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def _begin_sqlite(connection: Any) -> None:
    """Take the write lock at once: a reader that becomes a writer could not wait for its turn."""
    connection.execute("BEGIN IMMEDIATE")


def _refuse_closed(connection: Any, record: object, proxy: object) -> None:
    """A pooled connection that has something to say before it was asked was closed by the server.

    Found without the round trip of a ping; the pool then opens another.
    """
    if select.select([connection.fileno()], [], [], 0)[0]:
        raise DisconnectionError


def _to_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
