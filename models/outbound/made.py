"""What a call that we made is about: the promise it keeps, for the operator who takes it (C9)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from models.outbound.tables import OutboundAttemptRow
from models.tables import CallbackRow


@dataclass(frozen=True)
class Kept:
    """The promise that a call of ours keeps."""

    call: int  # in which it was asked for
    reason: str
    asked_at: datetime


def kept_by(db: Connection, call: int) -> Kept | None:
    """None: we have not made this call."""
    row = db.execute(_KEPT, {"call": call}).first()
    return Kept(*row) if row else None


_KEPT = (
    select(CallbackRow.call_id, CallbackRow.reason, CallbackRow.asked_at)
    .join(OutboundAttemptRow, OutboundAttemptRow.callback_id == CallbackRow.id)
    .where(OutboundAttemptRow.call_id == bindparam("call"))
)
