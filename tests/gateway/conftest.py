"""The hotline of each file of stories, and what must hold after each story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.office import Office, office


@pytest.hookimpl(tryfirst=True)  # before xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this room has an Asterisk, each file one of its own."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.asterisk)
            item.add_marker(pytest.mark.xdist_group(f"gateway {item.path.stem}"))


@pytest.fixture(scope="module")
def opened() -> Iterator[Office]:
    with office(utility="tests/gateway/queues.toml") as one:
        yield one


@pytest.fixture
def hall(opened: Office) -> Iterator[Office]:
    """Where nobody waits any more when the story is over."""
    yield opened
    assert opened.nobody_waits()
    opened.console.until(lambda floor: not floor.waiting)
