"""Consoles for tests: on SQLite alone, or on each database where the database matters."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from config.settings import Settings
from models.operators import passwords
from tests.blank import blank
from tests.conftest import BOTH_DATABASES, empty
from tests.console.console import Console

QUICK = ("test_frame_texts.py", "test_frame_errors.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Most here need the whole console each time, or argon2: `make check` has none of it."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and item.path.name not in QUICK:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody tries to guess them here; that it would take long is a matter of tests/operators."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "_decoy", cache(passwords._decoy.__wrapped__))  # no other room's


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
    with empty(request, tmp_path / "teplofon.db") as url:
        opened = Console(Settings(home=tmp_path, database=url))
        yield opened
        opened.close()
