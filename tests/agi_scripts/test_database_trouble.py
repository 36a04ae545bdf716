"""The database in trouble in mid-call: the caller is told and goes to the operators' context."""

import resource
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from config.log import name_call
from config.postgres import postgres_for_tests
from config.settings import read_settings
from config.utility import read_utility
from ivr.desk import Desk
from models.database import open_database, upgrade
from models.tables import JournalRow, ReadingRow
from tests.office import furnish, stored
from tests.phones.fake_asterisk import FakeAsterisk, greeting, serving

pytestmark = pytest.mark.slow

READING = ["1", "10000016", "123*5#", "1", "(silence)"]
LOCKS = {
    "sqlite": "SELECT 1",  # every transaction takes SQLite's one write lock
    "postgresql": "LOCK TABLE journal IN ACCESS EXCLUSIVE MODE",
}


def outcome_of(engine: Engine, script: Iterator[str]) -> str | None:
    moment = datetime(2026, 6, 16, 6, tzinfo=UTC)
    desk = Desk(engine, read_utility("demo"), "demo", lambda: moment)
    with serving(desk) as server:
        asterisk = FakeAsterisk(server.address[1], greeting("call-0001", "79121234567"), script)
        asterisk.run()
    return asterisk.outcome


def furnished(url: str) -> Engine:
    upgrade(url)
    engine = open_database(url)
    furnish(engine)
    return engine


def test_locked(office: Engine) -> None:
    """Another program holds the database, longer than a caller can be made to wait."""
    hog = open_database(office.url.render_as_string(False))
    with hog.connect() as connection:

        def script() -> Iterator[str]:
            yield from READING[:3]
            connection.exec_driver_sql(LOCKS[office.dialect.name])
            yield "1"

        assert outcome_of(office, script()) == "fault"
    hog.dispose()
    assert stored(office) == []


def test_full(tmp_path: Path) -> None:
    """The file system takes no more, as the kernel's limit on the size of files has it."""
    engine = furnished(f"sqlite:///{tmp_path / 'office.db'}")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def script() -> Iterator[str]:
        yield from READING[:3]
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        yield "1"

    try:
        assert outcome_of(engine, script()) == "fault"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert stored(engine) == []
    with engine.connect() as connection:
        keys = [entry["key"] for entry in connection.scalars(select(JournalRow.entry))]
    assert "save_reading" not in keys
    engine.dispose()


@pytest.mark.postgres
def test_gone(caplog: pytest.LogCaptureFixture) -> None:
    """The server of the database dies; the log names the call, not the caller."""
    caplog.handler.addFilter(name_call)
    with ExitStack() as running:
        server = running.enter_context(postgres_for_tests(read_settings().cache))
        engine = furnished(server.create_database())

        def script() -> Iterator[str]:
            yield from READING[:3]
            running.close()
            yield "1"

        assert outcome_of(engine, script()) == "fault"
        engine.dispose()
    failed = [record for record in caplog.records if record.message == "dialogue failed"]
    assert [record.__dict__["call"] for record in failed] == ["call-0001"]
    assert "79121234567" not in caplog.text
    assert "10000016" not in caplog.text


@pytest.mark.postgres
def test_connections_that_were_cut(office: Engine) -> None:
    """The database was restarted between two answers: nobody notices."""
    if office.dialect.name != "postgresql":
        pytest.skip("SQLite has no server to restart")
    other = open_database(office.url.render_as_string(False))

    def script() -> Iterator[str]:
        for answer in READING:
            with other.connect() as connection:
                connection.execute(
                    select(func.pg_terminate_backend(text("pid"), 1000))
                    .select_from(text("pg_stat_activity"))
                    .where(text("datname = current_database() AND pid <> pg_backend_pid()"))
                )
            yield answer

    assert outcome_of(office, script()) == "goodbye"
    other.dispose()
    with office.connect() as connection:
        kept = select(func.count()).select_from(ReadingRow).where(ReadingRow.source == "keypad")
        assert connection.scalar(kept) == 1
