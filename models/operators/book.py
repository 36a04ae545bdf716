"""The book of accounts, as an administrator writes in it: each change with who made it.

An account is never removed: what its owner did stays on record.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from models.operators import sessions
from models.operators.accounts import Account, Refused, account_of, check
from models.operators.changes import Change, record
from models.operators.passwords import OneTime
from models.operators.roles import Role
from models.operators.tables import OperatorRow


@dataclass(frozen=True)
class Book:
    """Open for one transaction and one writer."""

    connection: Connection
    by: int | None  # none: the command line
    now: datetime
    queues: Collection[str]  # of the utility's profile

    def add(self, account: Account, password: OneTime) -> int:
        """The new operator. Raises Refused."""
        account = self._checked(account)
        values = account.values | {"password_hash": password.hash, "active": True}
        values |= {"wrong_passwords": 0, "changed_at": self.now, "must_change_password": True}
        try:
            with self.connection.begin_nested():
                query = insert(OperatorRow).values(values).returning(OperatorRow.id)
                operator = self.connection.execute(query).scalar_one()
        except IntegrityError:
            raise Refused("login", "taken") from None
        self._record(operator, Change.ADDED, account.values)
        return operator

    def change(self, operator: int, account: Account) -> None:
        """Everything but the login, which stays. Raises Refused, LookupError."""
        before = account_of(self.connection, operator)
        account = self._checked(replace(account, login=before.login), operator)
        if account.role is not Role.ADMINISTRATOR:
            self._keep_an_administrator(operator, "role")
        old, new = before.values, account.values
        if changed := {name: [old[name], new[name]] for name in new if old[name] != new[name]}:
            self._set(operator, new)
            self._record(operator, Change.CHANGED, changed)

    def reset_password(self, operator: int, password: OneTime) -> None:
        """Ends the lock and all sessions besides. Raises LookupError."""
        account_of(self.connection, operator)
        fresh = {"password_hash": password.hash, "must_change_password": True}
        self._set(operator, fresh | {"wrong_passwords": 0, "locked_until": None})
        sessions.end_all(self.connection, operator, self.now)
        self._record(operator, Change.PASSWORD_RESET)

    def deactivate(self, operator: int) -> None:
        """Nobody signs in with it any more, all sessions end. Raises Refused, LookupError."""
        account_of(self.connection, operator)
        self._keep_an_administrator(operator, "active")
        self._set(operator, {"active": False})
        sessions.end_all(self.connection, operator, self.now)
        self._record(operator, Change.DEACTIVATED)

    def activate(self, operator: int) -> None:
        """Open it again. Raises LookupError."""
        account_of(self.connection, operator)
        self._set(operator, {"active": True})
        self._record(operator, Change.ACTIVATED)

    def _checked(self, account: Account, operator: int | None = None) -> Account:
        account = replace(account, name=account.name.strip(), unit=account.unit.strip())
        check(account, self.queues)
        if account.substitute is not None:
            substitute = OperatorRow.id == account.substitute
            query = select(OperatorRow.id).where(substitute, OperatorRow.active)
            if account.substitute == operator or self.connection.execute(query).first() is None:
                raise Refused("substitute", "unknown")
        return account

    def _keep_an_administrator(self, operator: int, field: str) -> None:
        """Somebody must be able to keep the book, even if two administrators close each other."""
        query = select(OperatorRow.id).where(
            OperatorRow.role == Role.ADMINISTRATOR.value, OperatorRow.active
        )
        ids = self.connection.execute(query.order_by(OperatorRow.id).with_for_update()).scalars()
        if set(ids) == {operator}:
            raise Refused(field, "last_administrator")

    def _set(self, operator: int, values: Mapping[str, Any]) -> None:
        query = update(OperatorRow).where(OperatorRow.id == operator)
        self.connection.execute(query.values(**values, changed_at=self.now))

    def _record(self, operator: int, what: Change, detail: Mapping[str, Any] | None = None) -> None:
        record(self.connection, operator, what, self.by, self.now, detail)
