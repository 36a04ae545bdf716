"""Imports are tested on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.utility import Utility, read_utility
from models.database import open_database
from tests.blank import blank
from tests.conftest import BOTH_DATABASES, empty


@pytest.fixture(params=BOTH_DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with empty(request, tmp_path / "teplofon.db") as url:
        engine = open_database(url)
        yield engine
        engine.dispose()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    url = blank(tmp_path / "teplofon.db")
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def utility() -> Utility:
    return read_utility("demo")
