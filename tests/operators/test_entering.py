"""Signing in, many at once and over the years, on each database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, select

from models.operators import passwords
from models.operators.accounts import Account
from models.operators.book import Book
from models.operators.entering import MISTAKES, enter
from models.operators.passwords import OneTime, is_password, is_right
from models.operators.roles import Role
from models.operators.tables import OperatorRow

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
PASSWORD = "correct horse battery"


@pytest.fixture
def operator(office: Engine) -> int:
    with office.begin() as connection:
        book = Book(connection, None, NOW, ())
        return book.add(Account("ivanova", "Иванова", Role.ENGINEER), OneTime.of(PASSWORD))


def row_of(office: Engine, operator: int) -> OperatorRow:
    with office.connect() as connection:
        query = select(OperatorRow).where(OperatorRow.id == operator)
        return connection.execute(query).one()  # type: ignore[return-value]


def test_many_guesses_at_once_are_no_more_than_five(
    office: Engine, operator: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each guess counts before it is tried, so none slips in beside another."""
    tried = []

    def is_wrong(password: str, kept: str) -> bool:
        tried.extend([password] if kept else [])
        return False

    monkeypatch.setattr("models.operators.entering.is_right", is_wrong)
    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(lambda n: enter(office, "ivanova", f"guess {n}", NOW), range(40)))
    assert got == [None] * 40
    assert len(tried) == MISTAKES
    assert row_of(office, operator).locked_until is not None


def test_many_who_know_the_password_all_come_in(office: Engine, operator: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(lambda _: enter(office, "ivanova", PASSWORD, NOW), range(4)))
    assert None not in keys and len(keys) == 4


def test_a_hash_of_yesterdays_strength_is_made_anew(
    office: Engine, operator: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = row_of(office, operator).password_hash
    stronger = PasswordHasher(time_cost=4)
    monkeypatch.setattr(passwords, "_hasher", stronger)
    assert enter(office, "ivanova", PASSWORD, NOW)
    after = row_of(office, operator).password_hash
    assert after != before and not stronger.check_needs_rehash(after)
    assert enter(office, "ivanova", PASSWORD, NOW)
    assert row_of(office, operator).password_hash == after


def test_a_login_that_is_not_there_costs_as_much_work(
    office: Engine, operator: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the time is measured but what takes it: one verification, of a hash as strong."""
    verified = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
            verified.append(str(hash).rpartition("$")[0].rpartition("$")[0])  # its parameters
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    for login in ("ivanova", "nobody"):
        assert enter(office, login, "wrong password", NOW) is None
    assert len(verified) == 2 and verified[0] == verified[1]


def test_an_empty_hash_is_no_password_at_all() -> None:
    assert not is_right("", "")
    assert not is_right(PASSWORD, "")
    assert not is_right(PASSWORD, "nonsense")


def test_passwords_that_are_made_may_be_used_and_do_not_repeat() -> None:
    made = [OneTime.make() for _ in range(3)]
    assert all(is_password(each.text, "ivanova") for each in made)
    assert len({each.text for each in made}) == 3
    assert made[0].text not in repr(made[0])
