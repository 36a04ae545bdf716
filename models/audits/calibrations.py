"""Calibration: several auditors grade one call blind, then see how well they agree.

Nobody sees a grade of it before all have signed or it is closed, whoever they are; nor, while
they have not signed, another grade of the same contact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from models.audits.records import GRADERS, NotAllowed
from models.audits.scorecards import card
from models.audits.tables import CalibrationRow, GradeRow
from models.contacts.desk import contact
from models.operators.roles import Role
from models.operators.tables import OperatorRow


@dataclass(frozen=True)
class Calibration:
    """One of them; `auditors` with their names, `signed` those who have."""

    id: int
    contact: int
    call: int
    operator: int
    scorecard: int
    auditors: dict[int, str]
    signed: frozenset[int]
    opened_at: datetime
    opener: int
    opened_by: str  # the opener's name
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody may still sign, so that nobody may see."""
        return self.closed_at is None and not self.auditors.keys() <= self.signed


def may_grade_in(one: Calibration, who: int) -> bool:
    """Whether this auditor's grade is still awaited."""
    return one.is_open and who in one.auditors and who not in one.signed


def open_calibration(
    db: Connection, contact_: int, scorecard: int, auditors: Sequence[int], by: int, at: datetime
) -> int:
    """Ask these auditors. Raises NotAllowed: "no_contact", "form", "auditors"."""
    one, form = contact(db, contact_), card(db, scorecard)
    if one is None or one.closed_at is None:
        raise NotAllowed("no_contact")
    if form is None or form.closed_at is not None:
        raise NotAllowed("form")
    chosen = sorted(set(auditors))
    if len(chosen) < 2 or not set(chosen) <= graders(db).keys() - {one.operator}:
        raise NotAllowed("auditors")
    row = {
        "contact_id": contact_,
        "scorecard_id": scorecard,
        "auditors": chosen,
        "opened_at": at,
        "opened_by": by,
    }
    return db.execute(insert(CalibrationRow).returning(CalibrationRow.id), row).scalar_one()


def may_close(one: Calibration, who: int, role: Role) -> bool:
    """Whether this person may end it early: who opened it, or the head, who is a supervisor."""
    return who == one.opener or role is Role.SUPERVISOR


def close_calibration(db: Connection, id_: int, by: int, role: Role, at: datetime) -> None:
    """Nobody else signs; what was signed is shown. Raises NotAllowed: "opener"."""
    one = calibration(db, id_)
    if one is None or not may_close(one, by, role):
        raise NotAllowed("opener")
    still_open = (CalibrationRow.id == id_, CalibrationRow.closed_at.is_(None))
    db.execute(update(CalibrationRow).where(*still_open), {"closed_at": at, "closed_by": by})


def calibration(db: Connection, id_: int) -> Calibration | None:
    """The one with this number."""
    found = _read(db, _CALIBRATIONS.where(CalibrationRow.id == id_))
    return found[0] if found else None


def calibrations(db: Connection) -> list[Calibration]:
    """The newest first."""
    return _read(db, _CALIBRATIONS.order_by(CalibrationRow.id.desc()))


def keeps_blind(db: Connection, contact_: int, who: int) -> bool:
    """Whether this person is to grade the contact blind, and so sees no other grade of it."""
    return contact_ in blind_to(db, who)


def blind_to(db: Connection, who: int) -> frozenset[int]:
    """The contacts that this person is to grade blind."""
    return frozenset(one.contact for one in _read(db, _CALIBRATIONS) if may_grade_in(one, who))


def graders(db: Connection) -> dict[int, str]:
    """Who may grade: numbers and names, by name."""
    query = select(OperatorRow.id, OperatorRow.name).where(
        OperatorRow.active, OperatorRow.role.in_(GRADERS)
    )
    return {row.id: row.name for row in db.execute(query.order_by(OperatorRow.name))}


def _read(db: Connection, query: Any) -> list[Calibration]:
    rows = db.execute(query).all()
    names = {row.id: row.name for row in db.execute(select(OperatorRow.id, OperatorRow.name))}
    return [_calibration(db, row, names) for row in rows]


def _calibration(db: Connection, row: Row[Any], names: dict[int, str]) -> Calibration:
    signed = select(GradeRow.grader_id).where(GradeRow.calibration_id == row.id)
    one = contact(db, row.contact_id)
    assert one is not None
    return Calibration(
        row.id,
        row.contact_id,
        one.call,
        one.operator,
        row.scorecard_id,
        {who: names[who] for who in row.auditors},
        frozenset(db.scalars(signed)),
        row.opened_at,
        row.opened_by,
        names[row.opened_by],
        row.closed_at,
    )


_CALIBRATIONS = select(CalibrationRow.__table__)
