"""Storing a thing that may be there already: two processes see one event, a form is sent twice."""

from typing import Any

from sqlalchemy import Connection, Insert
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(db: Connection, table: Any) -> Insert:
    """An INSERT which leaves alone what a unique key knows already.

    Whether a row was new is told by `.returning(...)`: PostgreSQL's row count does not.
    `table`: as SQLAlchemy's `insert` takes it.
    """
    if db.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
