"""The tables of operators and their sessions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import BigKey, Moment
from models.tables import Base


class OperatorRow(Base):
    """Somebody who works with the console. None is ever removed, only made inactive."""

    __tablename__ = "operator"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)  # [a-z][a-z0-9-]{1,30}: also a SIP name
    name: Mapped[str]  # as colleagues and callers know the person (C8)
    unit: Mapped[str]  # part of the organisation, named in the greeting (C8)
    role: Mapped[str]  # models.operators.roles.Role
    language: Mapped[str]  # of the screens
    password_hash: Mapped[str]  # argon2; empty: cannot sign in
    wrong_passwords: Mapped[int]  # in a row
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    active: Mapped[bool]
    telephone: Mapped[str]  # "browser" or "desk"
    queues: Mapped[list[str]] = mapped_column(JSON)  # names in the utility's profile
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("operator.id"))  # C15
    changed_at: Mapped[datetime] = mapped_column(Moment)
    must_change_password: Mapped[bool] = mapped_column(default=False)  # it was given by another
    theme: Mapped[str] = mapped_column(default="")  # "light", "dark"; empty: the computer's


class SessionRow(Base):
    """Somebody's signing in, until it ends. The cookie's own value is nowhere stored."""

    __tablename__ = "session"

    key_hash: Mapped[str] = mapped_column(primary_key=True)  # SHA-256 of the cookie's value
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class AccountChangeRow(Base):
    """What was changed of an account, and by whom."""

    __tablename__ = "account_change"
    __table_args__ = (Index(None, "operator_id", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))  # whose account
    by_id: Mapped[int | None] = mapped_column(ForeignKey("operator.id"))  # none: command line
    what: Mapped[str]  # models.operators.accounts.Change
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)  # field -> before and after; no password
