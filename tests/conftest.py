"""Fixtures every room may need."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.database import open_database, upgrade
from tests.office import furnish


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Engine]:
    """A furnished office in an SQLite file of its own."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    upgrade(url)
    engine = open_database(url)
    furnish(engine)
    yield engine
    engine.dispose()
