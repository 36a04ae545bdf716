"""The table of those who wait."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import BigKey, Moment
from models.tables import Base, CallRow


class WaitingRow(Base):
    """A call that waits for an operator, or did; its place is by `priority`, the greatest first."""

    __tablename__ = "waiting"
    __table_args__ = (Index(None, "left_at", "queue"),)

    call_id: Mapped[int] = mapped_column(BigKey, ForeignKey(CallRow.id), primary_key=True)
    queue: Mapped[str]  # of the utility's profile
    priority: Mapped[int]  # models.rules.routing.priority
    since: Mapped[datetime] = mapped_column(Moment)  # however often it was queued again
    out_of_turn: Mapped[bool]
    left_at: Mapped[datetime | None] = mapped_column(Moment)
