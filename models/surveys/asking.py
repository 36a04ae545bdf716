"""Whether a caller is asked after a talk, and the keeping of answers (P6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from config.utility import Criterion, Utility
from models.events.kinds import Kind
from models.events.tables import CallEventRow
from models.once import insert_once
from models.rules.survey import is_drawn
from models.surveys.tables import SurveyAnswerRow, SurveyRow
from models.tables import CallRow

EMERGENCY = "emergency"  # a reason of queues


@dataclass(frozen=True)
class Talk:
    """The last one of a call: in which queue it was, and by which operator, where that is known."""

    operator: int | None
    queue: str | None


def begin(db: Connection, utility: Utility, call: int, now: datetime) -> Sequence[Criterion]:
    """What to ask, noted as asked; nothing if not this caller, or a second time.

    Nobody is asked after an emergency (C12).
    """
    key = db.execute(select(CallRow.key).where(CallRow.id == call)).scalar_one()
    talk = last_talk(db, utility, call)
    queue = utility.queues.get(talk.queue or "")
    emergency = queue is not None and EMERGENCY in queue.reasons
    if emergency or not is_drawn(key, utility.survey.share):
        return ()
    asked = {"call_id": call, "operator_id": talk.operator, "asked_at": now}
    once = insert_once(db, SurveyRow.__table__).returning(SurveyRow.call_id)
    return utility.survey.questions if db.execute(once, asked).all() else ()


def answer(db: Connection, call: int, criterion: str, grade: int, now: datetime) -> None:
    """Keep one answer."""
    said = {"call_id": call, "criterion": criterion, "grade": grade, "at": now}
    db.execute(insert(SurveyAnswerRow), said)


def last_talk(db: Connection, utility: Utility, call: int) -> Talk:
    """By the log of events, of which the newest may be missing.

    A specialist whom the operator asked, joined or sent the caller to belongs to that operator's
    talk. Whoever took the caller from another queue does not, and is not known yet.
    """
    query = select(CallEventRow.operator_id, CallEventRow.queue, CallEventRow.detail).where(
        CallEventRow.call_id == call,
        CallEventRow.kind.in_([Kind.QUEUED, Kind.ANSWERED, Kind.TRANSFERRED]),
    )
    row = db.execute(query.order_by(CallEventRow.at.desc(), CallEventRow.id.desc())).first()
    if row is None:
        return Talk(None, None)
    to = row.detail.get("to")
    return Talk(None, to) if to in utility.queues else Talk(row.operator_id, row.queue)
