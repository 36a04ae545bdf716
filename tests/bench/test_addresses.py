"""The bench of addresses finds what is there, and notices what is not."""

import pytest

from config.settings import read_settings
from tests.bench.addresses import FLATS, Home, homes, measure

pytestmark = pytest.mark.slow


def test_every_address_is_found() -> None:
    result = measure("sqlite", read_settings().cache, count=10_000, tries=40)
    assert result["addresses"] == 10_000
    assert result["not found"] == 0


def test_an_account_that_is_not_there_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    home = next(homes(1000))
    nobody = Home(999_999, home.street, home.name, home.house, FLATS + 1)
    monkeypatch.setattr("tests.bench.addresses._some", lambda count, tries: iter([nobody]))
    result = measure("sqlite", read_settings().cache, count=1000, tries=1)
    assert result["not found"] == 2  # by us, and by LIKE
