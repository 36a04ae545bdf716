"""The tables of an operator's work."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import BigKey, Moment
from models.operators.tables import OperatorRow
from models.tables import AccountRow, Base, CallbackRow, CallRow, ReadingRow


class ContactRow(Base):
    """One operator's part of one call; open until it has an outcome (C14)."""

    __tablename__ = "contact"
    __table_args__ = (
        Index(None, "operator_id", "closed_at"),
        Index(None, "account_id", "opened_at"),
        Index(None, "caller", "opened_at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey(CallRow.id), index=True)
    caller: Mapped[str]  # the call's number in E.164, or empty: a hint, never proof
    operator_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    opened_at: Mapped[datetime] = mapped_column(Moment, index=True)  # answered
    queue: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(AccountRow.id))
    identified: Mapped[str]  # how surely: models.contacts.records.Identified
    topic: Mapped[str | None]  # a topic of the utility's profile
    outcome: Mapped[str | None]  # models.contacts.records.Outcome
    note: Mapped[str]
    repeat_of: Mapped[int | None] = mapped_column(ForeignKey(CallRow.id))  # C17
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class RequestRow(Base):
    """Something a customer asked for that outlasts the call (Q1-Q4, C9, C12)."""

    __tablename__ = "request"
    __table_args__ = (Index(None, "account_id", "created_at"), Index(None, "done_at", "due_on"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[str]  # models.contacts.records.RequestKind
    contact_id: Mapped[int | None] = mapped_column(ForeignKey(ContactRow.id), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(AccountRow.id))
    operator_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_as: Mapped[str | None]  # models.contacts.records.Closing; none: done when registered
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey(OperatorRow.id))
    closing_note: Mapped[str] = mapped_column(server_default="")
    form_key: Mapped[str] = mapped_column(unique=True)  # of the form sent: sent twice, stored once


class CallbackAttemptRow(Base):
    """Somebody has called a customer back, or tried to (C9)."""

    __tablename__ = "callback_attempt"
    __table_args__ = (Index(None, "callback_id", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey(CallbackRow.id))
    operator_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    at: Mapped[datetime] = mapped_column(Moment)
    result: Mapped[str]  # models.contacts.records.Attempt
    note: Mapped[str]


class PhotoRow(Base):
    """A picture of a meter that goes with a reading (M3)."""

    __tablename__ = "photo"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey(ReadingRow.id), index=True)
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class DraftRow(Base):
    """What an operator has typed and not sent."""

    __tablename__ = "draft"

    operator_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id), primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)  # its name, with the contact's number
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class LookRow(Base):
    """Somebody has seen a customer's data, and why (P2)."""

    __tablename__ = "look"
    __table_args__ = (Index(None, "account_id", "at"), Index(None, "operator_id", "at"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    operator_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    account_id: Mapped[int | None] = mapped_column(ForeignKey(AccountRow.id))
    call_id: Mapped[int | None] = mapped_column(ForeignKey(CallRow.id))
    what: Mapped[str]
    reason: Mapped[str]
