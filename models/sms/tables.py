"""The table of messages received."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import BigKey, Moment
from models.tables import Base


class SmsRow(Base):
    """A message received, and what was answered. Its words go after the months (P1)."""

    __tablename__ = "sms"
    __table_args__ = (
        Index(None, "gateway", "key", unique=True),
        Index(None, "sender", "at"),
        Index(None, "account_id", "at"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    gateway: Mapped[str]
    key: Mapped[str]  # the gateway's own id of the message
    sender: Mapped[str]  # E.164 where it can be; as the network sent it: a hint, never proof
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str]  # models.sms.outcomes.Outcome
    answer: Mapped[str | None]  # none: nothing was answered
    account_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("account.id"))  # if stored
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)
