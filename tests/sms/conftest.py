"""A town in a database of each kind, and the utility it belongs to."""

from collections.abc import Iterator

import msgspec
import pytest
from sqlalchemy import Engine

from config.utility import Sms, Utility, read_utility
from models.database import open_database
from tests.conftest import BOTH_DATABASES, empty
from tests.sms.town import build, forget


@pytest.fixture(scope="module", params=BOTH_DATABASES)
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with empty(request, tmp_path_factory.mktemp("town") / "town.db") as url:
        engine = open_database(url)
        build(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def town(built: Engine) -> Engine:
    """As it was before any message."""
    forget(built)
    return built


@pytest.fixture(scope="session")
def utility() -> Utility:
    return msgspec.structs.replace(read_utility("demo"), sms=Sms(telephone="8 800 555 0199"))
