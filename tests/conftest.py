"""Fixtures every room may need."""

import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.asterisk.install import installed
from config.postgres import PostgresServer, postgres_for_tests
from config.settings import read_settings
from config.speech_tools import espeak
from models.database import open_database, upgrade
from tests.blank import blank
from tests.compiled import compile_once
from tests.databases import Lending
from tests.office import furnish

compile_once()

ALONE = {"gateway", "browser"}  # stories in real time, with limits a busy machine would miss
# Most tests of these need a whole office in a database, files, or programs: not in `make check`.
SLOW = {"audits", "documents", "evaluate", "importing", "recordings", "search", "sms", "twilio"}
# The longest files of stories, in this order: nobody shall wait for one that has begun last.
LONGEST = (
    "test_real_calls", "test_survey", "test_desk", "test_screens", "test_recording", "test_queues",
    "test_storm", "test_outages", "test_speech_hazards", "test_talks",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What `make test` runs after all others, in its order; what `make check` leaves out."""
    for item in items:
        rooms = set(item.path.relative_to(Path(__file__).parent).parent.parts)
        if rooms & ALONE:
            item.add_marker(pytest.mark.alone)
        if rooms & SLOW:
            item.add_marker(pytest.mark.slow)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    longest = item.path.stem in LONGEST and item.get_closest_marker("alone")
    return LONGEST.index(item.path.stem) if longest else len(LONGEST)


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
def blanks(postgres: PostgresServer) -> Iterator[Lending]:
    """Databases of the newest schema."""
    with closing(Lending(postgres, upgrade)) as lending:
        yield lending


@pytest.fixture(scope="session")
def offices(postgres: PostgresServer) -> Iterator[Lending]:
    """Furnished databases."""
    with closing(Lending(postgres, _office)) as lending:
        yield lending


@pytest.fixture(scope="session")
def furnished_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file."""
    path = tmp_path_factory.mktemp("furnished") / "office.db"
    _furnish(blank(path))
    return path


@pytest.fixture(params=BOTH_DATABASES)
def office(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A furnished office in a database of its own, of each kind."""
    if request.param == "sqlite":
        template = request.getfixturevalue("furnished_sqlite")
        path = template.with_name("lent.db")
        for left in ("", "-wal", "-shm"):  # whoever still has the last one open keeps that
            Path(f"{path}{left}").unlink(missing_ok=True)
        yield from _opened(f"sqlite:///{shutil.copyfile(template, path)}")
    else:
        with request.getfixturevalue("offices").lent() as url:
            yield from _opened(url)


@contextmanager
def empty(request: pytest.FixtureRequest, path: Path) -> Iterator[str]:
    """An empty database of the kind the fixture has as its parameter: this file, or a lent one."""
    if request.param == "sqlite":
        yield blank(path)
    else:
        with request.getfixturevalue("blanks").lent() as url:
            yield url


def _opened(url: str) -> Iterator[Engine]:
    engine = _engine(url)
    yield engine
    engine.dispose()


@cache
def _engine(url: str) -> Engine:
    """Without a connection at first and at last; the statements it has compiled stay with it."""
    return open_database(url)


def _office(url: str) -> None:
    upgrade(url)
    _furnish(url)


def _furnish(url: str) -> None:
    engine = open_database(url)
    furnish(engine)
    engine.dispose()
