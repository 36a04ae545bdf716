"""A hotline with some days behind it, its auditors, and a form to grade by."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine, insert, select

from config.utility import Utility, read_utility
from models.audits import scorecards, seeds
from models.audits.grades import Asked, sign
from models.audits.records import Filters, Kind
from models.audits.samples import Drawn, Wish, draw_sample, drawn_in
from models.contacts.tables import ContactRow
from models.events.days import Days
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.rules.grading import Answer, Judged, Scorecard
from tests.office_day import furnish_days

MONDAY = date(2026, 6, 8)
NOW = datetime(2026, 6, 12, 8, tzinfo=UTC)
KEY = "a key for seals"
SHORT = """
name = "short"
source = "СТП-04-2019"
names = { ru = "Короткая" }
[[sections]]
names = { ru = "Раздел" }
weight = 1
[[sections.criteria]]
key = "polite"
paragraph = "13"
names = { ru = "Вежлив" }
weight = 3
[[sections.criteria]]
key = "rude"
paragraph = "15 11)"
names = { ru = "Не грубит" }
critical = true
[[sections.criteria]]
key = "skill"
paragraph = "14 5)"
names = { ru = "Знает дело" }
points = 4
"""


@dataclass
class Hotline:
    """The office; who works there, by login."""

    engine: Engine
    utility: Utility
    operators: list[int]
    people: dict[str, int]
    form: int
    form_keys: Iterator[int] = field(default_factory=count)

    def wish(self, size: int = 3, **filters: object) -> Wish:
        return Wish(
            Kind.CHECK,
            self.form,
            MONDAY,
            MONDAY + timedelta(days=2),
            size,
            Filters(**filters),  # type: ignore[arg-type]
        )

    def days(self) -> Days:
        return Days(MONDAY, MONDAY + timedelta(days=2), self.utility.zone)

    def draw(self, size: int = 3, **filters: object) -> int:
        with self.engine.begin() as db:
            wish = self.wish(size, **filters)
            return draw_sample(db, self.utility, wish, self.people["boss"], NOW)[0]

    def drawn(self, sample: int) -> list[Drawn]:
        with self.engine.connect() as db:
            return drawn_in(db, sample)

    def sign(
        self, asked: Asked, who: str = "boss", role: Role = Role.SUPERVISOR, **answers: Judged
    ) -> int:
        with self.engine.begin() as db:
            return sign(
                db,
                KEY,
                asked,
                self.people[who],
                role,
                GOOD | answers,
                "",
                f"key {next(self.form_keys)}",
                NOW,
            )


GOOD = {"polite": Judged(Answer.YES), "rude": Judged(Answer.YES), "skill": Judged(Answer.YES, 4)}
BAD = Judged(Answer.NO)
STAFF = {
    "boss": Role.SUPERVISOR,
    "head": Role.SUPERVISOR,
    "auditor": Role.AUDITOR,
    "second": Role.AUDITOR,
}


@pytest.fixture
def hotline(office: Engine) -> Hotline:
    """On each database."""
    utility = read_utility("demo")
    furnish_days(office, [MONDAY + timedelta(days=day) for day in range(3)], utility.zone, 120)
    with office.begin() as db:
        seeds.fix(db, [MONDAY.replace(day=1)], datetime(2026, 5, 1, tzinfo=UTC))
        card = scorecards.read(SHORT.encode(), "ru")
        form, _ = scorecards.keep(db, card, None, NOW)
        people = {login: _hire(db, login, role) for login, role in STAFF.items()}
        operators = list(db.scalars(select(ContactRow.operator_id).distinct()))
    return Hotline(office, utility, operators, people, form)


def card() -> Scorecard:
    return scorecards.read(SHORT.encode(), "ru")


def _hire(db: object, login: str, role: Role) -> int:
    row = {
        "login": login, "name": f"Имя {login}", "unit": "", "role": role, "language": "ru",
        "password_hash": "", "wrong_passwords": 0, "active": True, "telephone": "browser",
        "queues": [], "changed_at": NOW,
    }  # fmt: skip
    return db.execute(insert(OperatorRow).returning(OperatorRow.id), row).scalar_one()  # type: ignore[attr-defined,no-any-return]
