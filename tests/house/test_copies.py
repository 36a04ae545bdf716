"""Days that are copied are those that were written in earnest."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, insert, select

from models.database import open_database
from models.events.days import Days, calls_in
from models.tables import CallRow
from tests.conftest import BOTH_DATABASES, empty
from tests.office_day import TABLES, furnish_days

DAY, ZONE = date(2031, 3, 3), ZoneInfo("Europe/Samara")  # nobody else asks for this one


@pytest.fixture(params=BOTH_DATABASES)
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Engine]]:
    """Empty databases."""
    with empty(request, tmp_path / "one") as one, empty(request, tmp_path / "other") as other:
        engines = [open_database(one), open_database(other)]
        yield engines
        for engine in engines:
            engine.dispose()


def rows(engine: Engine) -> list[list[tuple[object, ...]]]:
    with engine.connect() as db:
        return [sorted(map(tuple, db.execute(select(table)))) for table in TABLES]


def test_the_same_day_again_is_copied(two: list[Engine]) -> None:
    """With the same keys of calls, which are counted up where calls are written in earnest."""
    operators = [furnish_days(engine, [DAY], ZONE, 40) for engine in two]
    assert operators[0] == operators[1]
    assert rows(two[0]) == rows(two[1])
    assert all(rows(two[0]))


def test_where_calls_are_already_all_is_written_in_earnest(two: list[Engine]) -> None:
    """Such as those of the day before; and whoever calls then has a number of his own."""
    for engine in two:
        furnish_days(engine, [DAY + timedelta(days=1)], ZONE, 30)
        furnish_days(engine, [DAY], ZONE, 40)
        with engine.begin() as db:
            assert calls_in(db, Days(DAY, DAY + timedelta(days=1), ZONE)) == 70
            row = {
                "key": "one more", "utility": "demo", "caller": "", "dialled": "", "holder": "",
                "began_at": datetime(2031, 3, 3, tzinfo=UTC), "language": "ru",
            }  # fmt: skip
            number = db.scalar(insert(CallRow).returning(CallRow.id), row)
        assert number == 71
