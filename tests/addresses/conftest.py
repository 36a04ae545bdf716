"""The small register, in a database of each kind, built once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from models.database import open_database
from tests.addresses.town import build
from tests.conftest import BOTH_DATABASES, empty
from tests.importing.conftest import engine, utility

__all__ = ["engine", "utility"]


@pytest.fixture(scope="module", params=BOTH_DATABASES)
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with empty(request, tmp_path_factory.mktemp("town") / "town.db") as url:
        engine = open_database(url)
        build(engine)
        yield engine
        engine.dispose()
