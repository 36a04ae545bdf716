"""Fixtures every room may need."""

import os
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.asterisk.install import installed
from config.postgres import PostgresServer, postgres_for_tests
from config.settings import read_settings
from config.speech_tools import espeak
from models.database import open_database, upgrade
from tests.blank import blank
from tests.office import furnish

ALONE = ("gateway", "browser")  # stories in real time, with limits a busy machine would miss


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make test` runs them after all others."""
    for item in items:
        if item.path.parent.name in ALONE:
            item.add_marker(pytest.mark.alone)


BOTH_DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", autouse=True)
def espeak_on_path(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The private synthesiser, for tests whose caches are their own and empty."""
    if shutil.which("espeak-ng") or not installed(read_settings().cache):
        return
    program = tmp_path_factory.mktemp("bin") / "espeak-ng"
    words = shlex.join(espeak(read_settings().cache))
    program.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    program.chmod(0o755)
    os.environ["PATH"] = f"{program.parent}:{os.environ['PATH']}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A private server, or the one of TEST_POSTGRES."""
    given = os.environ.get("TEST_POSTGRES", "")
    with postgres_for_tests(read_settings().cache, given) as server:
        yield server


@pytest.fixture(scope="session")
def furnished(postgres: PostgresServer) -> str:
    """A database to copy."""
    url = postgres.create_database()
    upgrade(url)
    _furnish(url).dispose()
    return url


@pytest.fixture(scope="session")
def furnished_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file."""
    path = tmp_path_factory.mktemp("furnished") / "office.db"
    _furnish(blank(path)).dispose()
    return path


@pytest.fixture(params=BOTH_DATABASES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A furnished office in a database of its own, of each kind."""
    if request.param == "sqlite":
        template = request.getfixturevalue("furnished_sqlite")
        url = f"sqlite:///{shutil.copyfile(template, tmp_path / 'office.db')}"
        engine = open_database(url)
    else:
        template = request.getfixturevalue("furnished")
        engine = open_database(request.getfixturevalue("postgres").create_database(template))
    yield engine
    engine.dispose()


def _furnish(url: str) -> Engine:
    engine = open_database(url)
    furnish(engine)
    return engine
