"""Where the calls of the bench are stored: each database fresh, furnished, and as durable as a
production one, so that the figures hold for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.postgres import postgres_for_tests
from models.database import open_database, upgrade
from tests.bench.office import furnish


@contextmanager
def sqlite(place: Path, cache: Path, accounts: int) -> Iterator[str]:
    """The URL of an SQLite database in `place`."""
    url = f"sqlite:///{place / 'bench.db'}"
    _prepare(url, accounts)
    yield url


@contextmanager
def postgresql(place: Path, cache: Path, accounts: int) -> Iterator[str]:
    """The URL of a database on a private PostgreSQL, its programs kept in `cache`."""
    with postgres_for_tests(cache, durable=True) as server:
        url = server.create_database()
        _prepare(url, accounts)
        yield url


def _prepare(url: str, accounts: int) -> None:
    upgrade(url)
    engine = open_database(url)
    furnish(engine, accounts)
    engine.dispose()


DATABASES = {"sqlite": sqlite, "postgresql": postgresql}
