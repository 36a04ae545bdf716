"""The bench counts right; how fast it finds us is no matter here."""

from pathlib import Path

import pytest

from config.settings import read_settings
from models.database import open_database
from tests.bench.agi import Plan, bench
from tests.bench.databases import sqlite
from tests.bench.office import keys_of, missing
from tests.bench.report import figures

pytestmark = pytest.mark.slow


def test_every_call_is_counted_and_found_stored(tmp_path: Path) -> None:
    plan = Plan(rate=20, open_at_once=(2,), seconds=0.3, plain_calls=1, accounts=1000)

    result = figures(bench("sqlite", plan, read_settings().cache))

    assert result["wrong"] == []
    assert result["loads"][0]["calls held"] > 0
    assert result["loads"][1]["failed"] == 0


def test_what_was_not_stored_is_missed(tmp_path: Path) -> None:
    with sqlite(tmp_path, tmp_path, 3) as url:
        engine = open_database(url)
        assert missing(engine, [2]) == ["2 readings missing", "1 calls missing"]
        engine.dispose()


def test_a_caller_keys_the_decimal_mark_as_a_star() -> None:
    assert keys_of(1).answers[2] == "44*5"
