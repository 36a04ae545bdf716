"""Imports are tested on both databases."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.postgres import PostgresServer, postgres_for_tests
from config.settings import read_settings
from config.utility import Utility, read_utility
from models.database import open_database, upgrade


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    given = os.environ.get("TEST_POSTGRES", "")
    with postgres_for_tests(read_settings().cache, given) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/teplofon.db"
    else:
        url = request.getfixturevalue("postgres").create_database()
    upgrade(url)
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path}/teplofon.db"
    upgrade(url)
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def utility() -> Utility:
    return read_utility("demo")
