"""What is to be done about findings (P7, P8): training on a topic, a test, a proposal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.orm import aliased

from models.audits.records import NotAllowed, Task, TaskKind
from models.audits.tables import GradeRow, SampleRow, TaskRow
from models.once import insert_once
from models.operators.tables import OperatorRow

LONGEST_TOPIC, LONGEST_TEXT = 200, 3000  # characters


@dataclass(frozen=True)
class NewTask:
    """A task to be opened, from a grade or a sample or by itself."""

    kind: TaskKind
    topic: str
    text: str
    responsible: int
    due_on: date
    grade: int | None = None
    sample: int | None = None


def open_task(
    db: Connection, new: NewTask, by: int, form_key: str, today: date, at: datetime
) -> int:
    """Open it; its number. The same form sent again is the same task.

    Raises NotAllowed: "topic", "text", "responsible", "due" (in the past), "finding".
    """
    if not 0 < len(new.topic) <= LONGEST_TOPIC:
        raise NotAllowed("topic")
    if len(new.text) > LONGEST_TEXT:
        raise NotAllowed("text")
    if new.responsible not in people(db):
        raise NotAllowed("responsible")
    if new.due_on < today or new.due_on.year > today.year + 5:
        raise NotAllowed("due")
    for key, finding in ((GradeRow.id, new.grade), (SampleRow.id, new.sample)):
        if finding is not None and db.scalar(select(key).where(key == finding)) is None:
            raise NotAllowed("finding")
    row = {
        "kind": new.kind, "topic": new.topic, "text": new.text, "responsible_id": new.responsible,
        "due_on": new.due_on, "grade_id": new.grade, "sample_id": new.sample, "opened_at": at,
        "opened_by": by, "result": "", "form_key": form_key,
    }  # fmt: skip
    db.execute(insert_once(db, TaskRow.__table__), row)
    return db.scalars(select(TaskRow.id).where(TaskRow.form_key == form_key)).one()


def finish_task(db: Connection, id_: int, by: int, result: str, at: datetime) -> None:
    """Say what came of it, once. Raises NotAllowed: "text", "done"."""
    if not 0 < len(result) <= LONGEST_TEXT:
        raise NotAllowed("text")
    still_open = (TaskRow.id == id_, TaskRow.done_at.is_(None))
    values = {"done_at": at, "done_by": by, "result": result}
    done = update(TaskRow).where(*still_open).values(**values).returning(TaskRow.id)
    if db.scalar(done) is None:
        raise NotAllowed("done")


def tasks(db: Connection, *conditions: Any, limit: int = 200) -> Sequence[Task]:
    """Open ones by their due days, so the overdue first; then those done, the newest first."""
    query = _TASKS.where(*conditions).limit(limit)
    return [_task(row) for row in db.execute(query)]


def task(db: Connection, id_: int) -> Task | None:
    """The task with this number."""
    found = tasks(db, TaskRow.id == id_)
    return found[0] if found else None


def of_responsible(who: int) -> Any:
    """A condition for `tasks`."""
    return TaskRow.responsible_id == who


def from_grade(grade: int) -> Any:
    """A condition for `tasks`."""
    return TaskRow.grade_id == grade


def from_sample(sample: int) -> Any:
    """A condition for `tasks`."""
    return TaskRow.sample_id == sample


def people(db: Connection) -> dict[int, str]:
    """Who can be responsible: numbers and names, by name."""
    query = select(OperatorRow.id, OperatorRow.name).where(OperatorRow.active)
    return {row.id: row.name for row in db.execute(query.order_by(OperatorRow.name))}


def _task(row: Row[Any]) -> Task:
    return Task(
        row.id, TaskKind(row.kind), row.topic, row.text, row.responsible_id, row.responsible_name,
        row.due_on, row.grade_id, row.sample_id, row.opened_at, row.opener, row.done_at, row.result,
    )  # fmt: skip


_responsible, _opener = aliased(OperatorRow), aliased(OperatorRow)
_TASKS = (
    select(
        TaskRow.__table__,
        _responsible.name.label("responsible_name"),
        _opener.name.label("opener"),
    )
    .join(_responsible, _responsible.id == TaskRow.responsible_id)
    .join(_opener, _opener.id == TaskRow.opened_by)
    .order_by(TaskRow.done_at.is_not(None), TaskRow.done_at.desc(), TaskRow.due_on, TaskRow.id)
)
