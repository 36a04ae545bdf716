"""The tables of the event log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import BigKey, Moment
from models.operators.tables import OperatorRow
from models.tables import Base, CallRow


class CallEventRow(Base):
    """One event of a call. `mark` names the happening itself: seen twice, it is stored once."""

    __tablename__ = "call_event"
    __table_args__ = (Index(None, "call_id", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey(CallRow.id))
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str]  # models.events.kinds.Kind
    operator_id: Mapped[int | None] = mapped_column(ForeignKey(OperatorRow.id))
    queue: Mapped[str | None]  # a queue of the utility's profile
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    seen: Mapped[str]  # models.events.kinds.Seen
    mark: Mapped[str] = mapped_column(unique=True)


class StayRow(Base):
    """A wait and what came of it, measured from the events by `models.rules.stays`: for reports.

    Nothing is known here that the events do not say. Lengths are in milliseconds, empty where the
    stage was not, has not ended or was cut short; of several connections the longest.
    """

    __tablename__ = "stay"

    call_id: Mapped[int] = mapped_column(BigKey, ForeignKey(CallRow.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # in the call, from 1
    began: Mapped[datetime] = mapped_column(Moment, index=True)
    queue: Mapped[str | None]
    fate: Mapped[str]  # models.rules.stay.Fate
    operator_id: Mapped[int | None] = mapped_column(ForeignKey(OperatorRow.id))
    waiting: Mapped[int | None]  # here and below: models.rules.clocks.Clock
    search: Mapped[int | None]
    information: Mapped[int | None]
    hold: Mapped[int | None]  # all of them together
    connecting: Mapped[int | None]
    specialist: Mapped[int | None]
    wrap_up: Mapped[int | None]


class PresenceRow(Base):
    """From this moment on the operator did this."""

    __tablename__ = "presence"
    __table_args__ = (Index(None, "operator_id", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    doing: Mapped[str]  # models.events.kinds.Presence
    reason: Mapped[str]  # of being away; else empty
    call_id: Mapped[int | None] = mapped_column(ForeignKey(CallRow.id))
