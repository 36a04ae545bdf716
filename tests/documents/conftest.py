"""A hotline with a graded check, and documents of it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from models.audits.grades import Asked, grade
from models.audits.records import TaskKind, Verdict
from models.audits.tasks import NewTask, open_task
from models.audits.words import appeal, decide
from models.contacts.tables import ContactRow, RequestRow
from models.documents.facts import Facts, facts
from models.documents.records import DocumentKind, Wanted
from models.operators.roles import Role
from models.surveys.tables import SurveyAnswerRow, SurveyRow
from operator_console.documents.content import Content
from operator_console.documents.writing import content
from tests.audits.conftest import BAD, GOOD, MONDAY, Hotline, hotline

__all__ = ["hotline"]
AT = datetime(2026, 6, 12, 20, 30, tzinfo=UTC)  # the 13th has begun in Samara
LAST = MONDAY + timedelta(days=2)
LONG_TOPIC = "Обращение к потребителю и " + "оченьдлинноеслово" * 6


@dataclass
class Check:
    """The hotline, a sample of it with all calls graded but one, and what followed."""

    hotline: Hotline
    sample: int
    fields: dict[str, str] = field(default_factory=dict)

    def wanted(self, kind: DocumentKind = DocumentKind.CHECK, **other: object) -> Wanted:
        given = {"language": "ru", "first": MONDAY, "last": LAST, "samples": (self.sample,)}
        return Wanted(kind, **(given | other))  # type: ignore[arg-type]

    def facts(self, wanted: Wanted | None = None) -> Facts:
        with self.hotline.engine.connect() as db:
            return facts(db, self.hotline.utility, wanted or self.wanted())

    def content(self, wanted: Wanted | None = None, number: int | None = 7) -> Content:
        utility = self.hotline.utility
        return content(self.facts(wanted), utility, self.fields, "Иванов И. И.", AT, number)


@pytest.fixture
def check(hotline: Hotline) -> Check:
    """On each database."""
    sample = hotline.draw()
    numbers = []
    for place, one in enumerate(hotline.drawn(sample)[:-1]):
        asked = Asked(one.contact, hotline.form, sample=sample)
        polite = BAD if place % 3 == 0 else GOOD["polite"]
        rude = BAD if place % 7 == 1 else GOOD["rude"]
        numbers.append(hotline.sign(asked, polite=polite, rude=rude))
    _appealed(hotline, sample, numbers)
    with hotline.engine.begin() as db:
        for place, kind in enumerate((TaskKind.TRAINING, TaskKind.PROPOSAL)):
            task = NewTask(
                kind, LONG_TOPIC, "Повторить. " * 250, hotline.people["head"], date(2026, 7, 1),
                sample=sample,
            )  # fmt: skip
            open_task(db, task, hotline.people["boss"], f"t{place}", AT.date(), AT)
    _registered(hotline)
    return Check(hotline, sample)


def _appealed(hotline: Hotline, sample: int, numbers: list[int]) -> None:
    """Three appeals: one granted and corrected, one upheld, one that waits."""
    for number, verdict in zip(numbers, (Verdict.GRANTED, Verdict.UPHELD, None), strict=False):
        with hotline.engine.begin() as db:
            one = grade(db, number)
            assert one
            appeal(db, number, one.operator, "Не так.", AT)
            if verdict:
                head = hotline.people["head"]
                decide(db, number, head, Role.SUPERVISOR, verdict, "Решено.", AT)
        if verdict is Verdict.GRANTED:
            hotline.sign(Asked(one.contact, hotline.form, sample, replaces=number), "head")


def _registered(hotline: Hotline) -> None:
    """Requests and readings, some late, one outside a talk; a survey."""
    query = select(ContactRow.id, ContactRow.call_id, ContactRow.operator_id, ContactRow.opened_at)
    with hotline.engine.begin() as db:
        for place, row in enumerate(db.execute(query.order_by(ContactRow.id).limit(30)).all()):
            kind = "sealing" if place % 2 else "reading"
            given = {
                "kind": kind, "contact_id": row.id if place else None, "fields": {},
                "operator_id": row.operator_id, "form_key": f"r{place}",
                "created_at": row.opened_at + timedelta(seconds=40 * place),
            }  # fmt: skip
            db.execute(insert(RequestRow), given)
            asked = {"call_id": row.call_id, "operator_id": row.operator_id}
            db.execute(insert(SurveyRow), asked | {"asked_at": row.opened_at})
            if place % 3 == 0:
                said = {"call_id": row.call_id, "criterion": "quality", "grade": 1 + place % 5}
                db.execute(insert(SurveyAnswerRow), said | {"at": row.opened_at})
