"""Lists of operators, for pages and the command line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from models.operators.changes import Change
from models.operators.roles import Role
from models.operators.tables import AccountChangeRow, OperatorRow, SessionRow

NEWEST = 20  # changes shown of one account


@dataclass(frozen=True)
class Listed:
    """One line of the list of accounts."""

    operator: int
    login: str
    name: str
    unit: str
    role: Role
    language: str
    active: bool
    telephone: str
    queues: tuple[str, ...]
    substitute: str | None  # the name
    locked_until: datetime | None
    seen_at: datetime | None  # in the latest session


@dataclass(frozen=True)
class Changed:
    """One change of an account. `by` is the name of who made it; none: the command line."""

    at: datetime
    what: Change
    by: str | None
    detail: dict[str, Any]


def operators(connection: Connection) -> list[Listed]:
    """All, those who may sign in first, by name."""
    substitute = aliased(OperatorRow)
    seen = (
        select(func.max(SessionRow.seen_at))
        .where(SessionRow.operator_id == OperatorRow.id)
        .scalar_subquery()
    )
    query = (
        select(
            OperatorRow.id,
            OperatorRow.login,
            OperatorRow.name,
            OperatorRow.unit,
            OperatorRow.role,
            OperatorRow.language,
            OperatorRow.active,
            OperatorRow.telephone,
            OperatorRow.queues,
            substitute.name,
            OperatorRow.locked_until,
            seen,
        )
        .join(substitute, substitute.id == OperatorRow.substitute_id, isouter=True)
        .order_by(OperatorRow.active.desc(), OperatorRow.name, OperatorRow.login)
    )
    return [_listed(*row) for row in connection.execute(query)]


def _listed(operator: int, login: str, name: str, unit: str, role: str, *rest: Any) -> Listed:
    language, active, telephone, queues, *others = rest
    standing = (language, active, telephone, tuple(queues))
    return Listed(operator, login, name, unit, Role(role), *standing, *others)


def changes_of(connection: Connection, operator: int) -> list[Changed]:
    """What was done to the account lately, newest first."""
    by = aliased(OperatorRow)
    query = (
        select(AccountChangeRow.at, AccountChangeRow.what, by.name, AccountChangeRow.detail)
        .join(by, by.id == AccountChangeRow.by_id, isouter=True)
        .where(AccountChangeRow.operator_id == operator)
        .order_by(AccountChangeRow.at.desc(), AccountChangeRow.id.desc())
        .limit(NEWEST)
    )
    return [
        Changed(at, Change(what), by, detail) for at, what, by, detail in connection.execute(query)
    ]
