"""Sessions: somebody has signed in on some browser, and that lasts until it ends.

The browser keeps a random key, the database only its hash: who reads the database can become
nobody.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, Engine, and_, insert, select, update

from models.operators.roles import Role
from models.operators.tables import OperatorRow, SessionRow

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=60)  # without a sign of life
SEEN_EVERY = timedelta(minutes=1)  # no finer: each sign of life is a write


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, as the database knows the person now."""

    operator: int
    login: str
    name: str
    unit: str
    role: Role
    language: str
    theme: str
    must_change_password: bool
    seen_at: datetime


def begin(connection: Connection, operator: int, now: datetime) -> str:
    """A new session. Returns its key, which is for the browser alone."""
    key = secrets.token_urlsafe(32)
    connection.execute(
        insert(SessionRow).values(
            key_hash=_hash(key), operator_id=operator, began_at=now, seen_at=now
        )
    )
    return key


def find(reader: Engine, key: str, now: datetime) -> SignedIn | None:
    """Whose session it is; None if there is none, or it has ended, or the account is closed."""
    query = (
        select(
            OperatorRow.id,
            OperatorRow.login,
            OperatorRow.name,
            OperatorRow.unit,
            OperatorRow.role,
            OperatorRow.language,
            OperatorRow.theme,
            OperatorRow.must_change_password,
            SessionRow.seen_at,
        )
        .join(SessionRow, SessionRow.operator_id == OperatorRow.id)
        .where(SessionRow.key_hash == _hash(key), _lasts(now), OperatorRow.active)
    )
    with reader.connect() as connection:
        row = connection.execute(query).first()
    return SignedIn(*row[:4], Role(row.role), *row[5:]) if row else None


def is_due(who: SignedIn, now: datetime) -> bool:
    """Whether a sign of life is to be written down."""
    return now - who.seen_at >= SEEN_EVERY


def see(writer: Engine, key: str, now: datetime) -> None:
    """The session has given a sign of life."""
    with writer.begin() as connection:
        connection.execute(
            update(SessionRow)
            .where(SessionRow.key_hash == _hash(key), _lasts(now))
            .values(seen_at=now)
        )


def end(connection: Connection, key: str, now: datetime) -> None:
    """End one session."""
    _end(connection, SessionRow.key_hash == _hash(key), now)


def end_all(connection: Connection, operator: int, now: datetime) -> None:
    """End every session of the operator."""
    _end(connection, SessionRow.operator_id == operator, now)


def _end(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    connection.execute(
        update(SessionRow).where(which, SessionRow.ended_at.is_(None)).values(ended_at=now)
    )


def _lasts(now: datetime) -> ColumnElement[bool]:
    return and_(
        SessionRow.ended_at.is_(None),
        SessionRow.began_at > now - LONGEST,
        SessionRow.seen_at > now - IDLE,
    )


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()
