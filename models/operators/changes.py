"""The record of what was done to accounts, and by whom. No password comes near it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert

from models.operators.tables import AccountChangeRow


class Change(StrEnum):
    """What can be done to an account."""

    ADDED = "added"
    CHANGED = "changed"
    PASSWORD_RESET = "password_reset"  # by another, to one that must be changed
    PASSWORD_CHANGED = "password_changed"  # by its owner
    DEACTIVATED = "deactivated"
    ACTIVATED = "activated"


def record(
    connection: Connection,
    operator: int,
    what: Change,
    by: int | None,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """In the transaction of the change itself."""
    connection.execute(
        insert(AccountChangeRow).values(
            at=now, operator_id=operator, by_id=by, what=what.value, detail=dict(detail or {})
        )
    )
