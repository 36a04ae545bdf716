"""Signing in: who knows the password comes in; who guesses it soon has to wait.

From outside all failures look alike: a login that does not exist, a wrong password, a closed
account, a locked one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, and_, case, literal, or_, update

from models.columns import Moment
from models.operators import sessions
from models.operators.passwords import hash_of, is_outdated, is_right
from models.operators.tables import OperatorRow

MISTAKES = 5  # in a row
LOCKED = timedelta(minutes=15)


@dataclass(frozen=True)
class Proven:
    """Somebody who has given the right password."""

    operator: int
    hash: str  # the password's, as it was found


def enter(writer: Engine, login: str, password: str, now: datetime) -> str | None:
    """The key of a new session, or None."""
    proven = prove(writer, login, password, now)
    if proven is None:
        return None
    fresh = hash_of(password) if is_outdated(proven.hash) else proven.hash
    with writer.begin() as connection:
        let_in = connection.execute(
            update(OperatorRow)
            .where(
                OperatorRow.id == proven.operator,
                OperatorRow.active,
                OperatorRow.password_hash == proven.hash,  # not changed meanwhile
            )
            .values(password_hash=fresh)
        )
        return sessions.begin(connection, proven.operator, now) if let_in.rowcount else None


def prove(writer: Engine, login: str, password: str, now: datetime) -> Proven | None:
    """Whether the password is the operator's.

    The attempt counts as a mistake before the password is looked at: many at once are no way to
    guess more often. A right one takes the mistakes back.
    """
    attempt = _attempt(writer, login, now)
    right = is_right(password, attempt.hash if attempt else "")
    if attempt is None or not right:
        return None
    forgiven = update(OperatorRow).where(OperatorRow.id == attempt.operator)
    with writer.begin() as connection:
        connection.execute(forgiven.values(wrong_passwords=0, locked_until=None))
    return attempt


def _attempt(writer: Engine, login: str, now: datetime) -> Proven | None:
    """Claim an attempt: whose password it would be; None if there is nothing to try."""
    free = or_(OperatorRow.locked_until.is_(None), OperatorRow.locked_until <= now)
    last = and_(OperatorRow.locked_until.is_(None), OperatorRow.wrong_passwords + 1 >= MISTAKES)
    query = (
        update(OperatorRow)
        .where(OperatorRow.login == login.strip().lower(), OperatorRow.active, free)
        .values(
            wrong_passwords=case(
                (OperatorRow.locked_until.is_(None), OperatorRow.wrong_passwords + 1), else_=1
            ),
            locked_until=case((last, literal(now + LOCKED, Moment)), else_=None),
        )
        .returning(OperatorRow.id, OperatorRow.password_hash)
    )
    with writer.begin() as connection:
        row = connection.execute(query).first()
    return Proven(row.id, row.password_hash) if row else None
