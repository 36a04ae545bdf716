"""Whether a caller is asked after a talk, and the keeping of answers (P6)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select

from config.utility import Criterion, Utility
from models.events.kinds import Kind
from models.events.tables import CallEventRow
from models.once import insert_once
from models.rules.survey import is_drawn
from models.surveys.tables import SurveyAnswerRow, SurveyRow
from models.tables import CallRow

EMERGENCY = "emergency"  # a reason of queues


def begin(db: Connection, utility: Utility, call: int, now: datetime) -> Sequence[Criterion]:
    """What to ask, noted as asked; nothing if not this caller, or a second time.

    Nobody is asked after an emergency (C12), or about a talk that ended with a transfer.
    """
    key = db.execute(select(CallRow.key).where(CallRow.id == call)).scalar_one()
    talk = _last_talk(db, call)
    if not is_drawn(key, utility.survey.share) or (talk and not _is_for_survey(talk, utility)):
        return ()
    asked = {"call_id": call, "operator_id": talk.operator_id if talk else None, "asked_at": now}
    once = insert_once(db, SurveyRow.__table__).returning(SurveyRow.call_id)
    return utility.survey.questions if db.execute(once, asked).all() else ()


def answer(db: Connection, call: int, criterion: str, grade: int, now: datetime) -> None:
    """Keep one answer."""
    said = {"call_id": call, "criterion": criterion, "grade": grade, "at": now}
    db.execute(insert(SurveyAnswerRow), said)


def _last_talk(db: Connection, call: int) -> Row[int | None, str | None, str] | None:
    """The latest event that brought the caller to an operator, or on from one."""
    query = select(CallEventRow.operator_id, CallEventRow.queue, CallEventRow.kind).where(
        CallEventRow.call_id == call, CallEventRow.kind.in_([Kind.ANSWERED, Kind.TRANSFERRED])
    )
    return db.execute(query.order_by(CallEventRow.at.desc(), CallEventRow.id.desc())).first()


def _is_for_survey(talk: Row[int | None, str | None, str], utility: Utility) -> bool:
    queue = utility.queues.get(talk.queue or "")
    return talk.kind == Kind.ANSWERED and not (queue and EMERGENCY in queue.reasons)
