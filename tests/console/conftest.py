"""Consoles for tests: on SQLite alone, or on each database where the database matters."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import Settings
from models.database import upgrade
from tests.blank import blank
from tests.conftest import BOTH_DATABASES
from tests.console.console import Console

QUICK = ("test_frame_texts.py", "test_frame_errors.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Most here need the whole console each time, or argon2: `make check` has none of it."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and item.path.name not in QUICK:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    """A console with people, on SQLite."""
    settings = Settings(home=tmp_path)
    blank(tmp_path / "teplofon.db")
    opened = Console(settings)
    yield opened
    opened.close()


@pytest.fixture(params=BOTH_DATABASES)
def any_console(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    """The same on each database."""
    settings = Settings(home=tmp_path)
    if request.param == "sqlite":
        blank(tmp_path / "teplofon.db")
    else:
        url = request.getfixturevalue("postgres").create_database()
        settings = Settings(home=tmp_path, database=url)
        upgrade(url)
    opened = Console(settings)
    yield opened
    opened.close()
