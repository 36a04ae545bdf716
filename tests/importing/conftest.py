"""Imports are tested on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.utility import Utility, read_utility
from models.database import open_database, upgrade
from tests.blank import blank
from tests.conftest import BOTH_DATABASES


@pytest.fixture(params=BOTH_DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = blank(tmp_path / "teplofon.db")
    else:
        url = request.getfixturevalue("postgres").create_database()
        upgrade(url)
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
