"""All but the pure rules need an office in a database: `make check` has only those."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and item.path.name != "test_rules.py":
            item.add_marker(pytest.mark.slow)
