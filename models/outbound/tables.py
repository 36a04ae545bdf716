"""The tables of calling back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import BigKey, Moment
from models.tables import Base, CallbackRow, CallRow


class OutboundAttemptRow(Base):
    """A call to a customer, from before it is placed; open until it has an outcome.

    Of one number only one is open: there are never two calls at once.
    """

    __tablename__ = "outbound_attempt"
    __table_args__ = (
        Index(
            "uq_outbound_attempt_number",
            "number",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "number", "placed_at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey(CallbackRow.id), index=True)
    number: Mapped[str]  # E.164
    carrier: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)  # Asterisk's id of the call (`CallRow.key`)
    reference: Mapped[str | None]  # the carrier's own
    placed_at: Mapped[datetime] = mapped_column(Moment, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None]  # models.outbound.kinds.Outcome
    call_id: Mapped[int | None] = mapped_column(ForeignKey(CallRow.id), index=True)  # if answered


class OutboundRefusalRow(Base):
    """A call back could not be made by machine; written down when the reason is a new one."""

    __tablename__ = "outbound_refusal"
    __table_args__ = (Index(None, "callback_id", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey(CallbackRow.id))
    at: Mapped[datetime] = mapped_column(Moment)
    why: Mapped[str]  # models.outbound.kinds.Refusal
