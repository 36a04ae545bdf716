"""Who may hear which call, and take a copy of it away (P2)."""

from enum import StrEnum

from sqlalchemy import Connection, select

from models.audits.tables import GradeRow
from models.operators.roles import Role


class Way(StrEnum):
    """What is done with a recording. A copy that is taken away is a right of its own."""

    LISTEN = "listen"
    DOWNLOAD = "download"


OF_ALL_CALLS = {
    Way.LISTEN: frozenset({Role.SUPERVISOR, Role.AUDITOR}),
    Way.DOWNLOAD: frozenset({Role.SUPERVISOR}),
}


def may(db: Connection, who: int, role: Role, call: int | None, way: Way = Way.LISTEN) -> bool:
    """Whether this person may; an engineer hears own calls that were graded, to answer the grade.

    A calibration is no grade of the engineer's. `call`: none for a file older than the
    installation, which is nobody's own.
    """
    if role in OF_ALL_CALLS[way]:
        return True
    if call is None or role is not Role.ENGINEER or way is not Way.LISTEN:
        return False
    graded = select(GradeRow.id).where(
        GradeRow.call_id == call,
        GradeRow.operator_id == who,
        GradeRow.calibration_id.is_(None),
    )
    return db.execute(graded.limit(1)).first() is not None
