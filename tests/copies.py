"""Rows that tests need again and again: written in earnest once, copied the next time.

No rules, no pages: a copy goes past all of them, into tables that have nothing else in them.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, exists, func, select

_kept: dict[Hashable, dict[str, Any]] = {}  # the rows of each table, as its driver has them


def written_once(
    engine: Engine, what: Hashable, tables: Sequence[Table], write: Callable[[], object]
) -> None:
    """Have these rows in these tables, which are filled by `write` alone if they are empty.

    `what` tells rows apart that differ, and `tables` come in the order in which rows refer to them.
    """
    known = (engine.dialect.name, what)
    with engine.begin() as db:
        empty = not any(db.scalar(select(exists(select(table)))) for table in tables)
        if empty and known in _kept:
            for table in tables:
                _fill(db, table, _kept[known][table.name])
            return
    write()
    if empty:
        with engine.connect() as db:
            _kept[known] = {table.name: _rows(db, table) for table in tables}


def _rows(db: Connection, table: Table) -> Any:
    line: Any = db.connection.driver_connection
    if db.dialect.name == "sqlite":
        return line.execute(f'SELECT * FROM "{table.name}"').fetchall()
    with line.cursor().copy(f'COPY "{table.name}" TO STDOUT') as copy:
        return b"".join(copy)


def _fill(db: Connection, table: Table, rows: Any) -> None:
    line: Any = db.connection.driver_connection
    if db.dialect.name == "sqlite":
        values = ", ".join("?" * len(table.columns))
        line.executemany(f'INSERT INTO "{table.name}" VALUES ({values})', rows)
        return
    with line.cursor().copy(f'COPY "{table.name}" FROM STDIN') as copy:
        copy.write(rows)
    if "id" in table.columns:
        numbers = func.pg_get_serial_sequence(f'"{table.name}"', "id")
        db.execute(select(func.setval(numbers, select(func.max(table.c.id)).scalar_subquery())))
