"""PostgreSQL databases for tests: one is made, lent, set back to what it was, and lent again.

Making one for each test would take a tenth of a second and ten megabytes of disk, two thousand
times; bringing each to the newest schema would take half a second more.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import psycopg

from config.postgres import PostgresServer

# What is in the tables is copied beside them.
KEEP = """
CREATE SCHEMA kept;
DO $$ DECLARE one name; BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', one);
    END LOOP;
END $$;
CREATE TABLE kept." sequences" AS
    SELECT sequencename, coalesce(last_value, start_value) AS value, last_value IS NOT NULL AS used
    FROM pg_sequences WHERE schemaname = 'public';
"""
# Whoever is still connected has lost; triggers, which guard rows that never change, are passed by.
SET_BACK = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$ DECLARE one name; BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%I', one);
        EXECUTE format('INSERT INTO public.%1$I SELECT * FROM kept.%1$I', one);
    END LOOP;
END $$;
SELECT setval(format('public.%I', sequencename), value, used) FROM kept." sequences";
"""
# Another number once a column, a constraint or a trigger is another.
SCHEMA = """
SELECT sum(xmin::text::bigint) FROM (
    SELECT xmin FROM pg_attribute
    UNION ALL SELECT xmin FROM pg_constraint
    UNION ALL SELECT xmin FROM pg_trigger
) AS any_part
"""


@dataclass
class Base:
    """One of them, with a line to it of our own, and what its schema shall be."""

    url: str
    line: psycopg.Connection
    schema: object = None

    def set_back(self) -> bool:
        """Whether it is again what it was: where that may not be done, or cannot, it is not."""
        try:
            self.line.execute(SET_BACK)
            found = self.line.execute(SCHEMA).fetchone()
        except psycopg.Error:
            return False
        self.schema = self.schema or found
        return found == self.schema


@dataclass
class Lending:
    """Databases that are alike; whoever has one has it alone.

    `fill` brings a new database, whose URL it gets, to how all of them shall begin.
    """

    server: PostgresServer
    fill: Callable[[str], object]
    _free: list[Base] = field(default_factory=list)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The URL of one; what becomes of it is undone, or it is not lent again."""
        base = self._free.pop() if self._free else self._made()
        yield base.url
        if base.set_back():
            self._free.append(base)
        else:
            base.line.close()

    def close(self) -> None:
        for base in self._free:
            base.line.close()

    def _made(self) -> Base:
        url = self.server.create_database(self._template)
        base = Base(url, psycopg.connect(url, autocommit=True))
        base.set_back()
        return base

    @cached_property
    def _template(self) -> str:
        url = self.server.create_database()
        self.fill(url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(KEEP)
        return url
