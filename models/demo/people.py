"""The demo's own operators: an engineer, a supervisor who watches, an auditor who listens."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, select, update

from models.operators.accounts import Account
from models.operators.book import Book
from models.operators.passwords import OneTime
from models.operators.roles import Role
from models.operators.tables import OperatorRow

QUEUES = ("emergency", "legal", "individuals")
PEOPLE = (
    Account("anna", "Иванова А. П.", Role.ENGINEER, unit="ОКА", queues=QUEUES),
    Account("vera", "Белова В. Н.", Role.SUPERVISOR, unit="ОКА"),
    Account("olga", "Орлова О. С.", Role.AUDITOR, unit="ОКА"),
)


def people(engine: Engine, now: datetime) -> Mapping[str, str]:
    """Their logins and passwords, which are new each time: they are shown, and kept nowhere."""
    passwords = {one.login: OneTime.make() for one in PEOPLE}
    with engine.begin() as connection:
        book = Book(connection, None, now, QUEUES)
        rows = connection.execute(select(OperatorRow.login, OperatorRow.id))
        known = {row.login: row.id for row in rows}
        for one in PEOPLE:
            if one.login in known:
                book.reset_password(known[one.login], passwords[one.login])
            else:
                book.add(one, passwords[one.login])
        # nobody wants to think of a password in a demo
        connection.execute(
            update(OperatorRow)
            .where(OperatorRow.login.in_(passwords))
            .values(must_change_password=False)
        )
    return {login: password.text for login, password in passwords.items()}
