"""The book of accounts where two write in it at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, func, select

from models.operators.accounts import Account, Refused
from models.operators.book import Book
from models.operators.passwords import OneTime
from models.operators.roles import Role
from models.operators.tables import AccountChangeRow, OperatorRow

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def test_two_administrators_cannot_close_each_other(office: Engine) -> None:
    password = OneTime.make()
    for round in range(5):
        with office.begin() as connection:
            book = Book(connection, None, NOW, ())
            first = book.add(Account(f"a-{round}", "A", Role.ADMINISTRATOR), password)
            second = book.add(Account(f"b-{round}", "B", Role.ADMINISTRATOR), password)
            for other in _administrators(connection) - {first, second}:
                book.deactivate(other)
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda one: _deactivate(office, one), (first, second)))
        assert sorted(done) == [False, True]
        with office.connect() as connection:
            assert len(_administrators(connection)) == 1


def test_a_login_taken_at_the_same_time_is_one_account(office: Engine) -> None:
    password = OneTime.make()

    def add(name: str) -> str:
        try:
            with office.begin() as connection:
                account = Account("kim", name, Role.ENGINEER)
                Book(connection, None, NOW, ()).add(account, password)
        except Refused as refused:
            return str(refused)
        return "added"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, ("A", "B"))) == ["added", "login: taken"]
    with office.connect() as connection:
        changes = connection.execute(select(func.count()).select_from(AccountChangeRow))
        assert changes.scalar_one() == 1


def _deactivate(office: Engine, operator: int) -> bool:
    try:
        with office.begin() as connection:
            Book(connection, None, NOW, ()).deactivate(operator)
    except Refused:
        return False
    return True


def _administrators(connection: Connection) -> set[int]:
    query = select(OperatorRow.id).where(OperatorRow.active, OperatorRow.role == "administrator")
    return set(connection.execute(query).scalars())
