"""A hotline with two days behind it, and the browsers of those who audit it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from models.audits import samples, scorecards, seeds
from models.audits.grades import grades_of
from models.audits.tables import SampledRow
from models.operators.roles import Role
from operator_console.office import this_office
from tests.audits.conftest import SHORT
from tests.console.at_work import AtWork, Browser
from tests.office_day import furnish_days

MONDAY = date(2026, 6, 8)
DAYS = {"from": "2026-06-08", "to": "2026-06-09"}


@dataclass
class Audit:
    """A hotline with two days behind it, and browsers of those who audit."""

    work: AtWork
    boss: Browser
    head: Browser
    auditor: Browser
    ids: dict[str, int]
    form: int

    def draw(self, **fields: object) -> int:
        usual = {"kind": "check", "form": self.form, "size": 2}
        answer = self.boss.post("/audits/samples", **(usual | DAYS | fields))
        assert answer.status_code == 303, answer.text
        return int(answer.headers["Location"].rpartition("/")[2])

    def first_of(self, sample: int) -> samples.Drawn:
        with self.work.engine.connect() as db:
            return samples.drawn_in(db, sample)[0]

    def two_of(self, sample: int) -> list[samples.Drawn]:
        with self.work.engine.connect() as db:
            return samples.drawn_in(db, sample)[:2]

    def sign(
        self, contact: int, browser: Browser | None = None, key: str = "", **fields: object
    ) -> TestResponse:
        good = {"answer_polite": "yes", "answer_rude": "yes", "answer_skill": "4"}
        key = key or f"key-{contact}-{len(fields)}-{id(browser)}"
        given = good | {"form": self.form, "form_key": key} | fields
        return (browser or self.boss).post(f"/audits/grading/{contact}", **given)

    def signed(self, contact: int, **fields: object) -> int:
        """The number of the operator's newest grade after this one is signed."""
        assert self.sign(contact, **fields).status_code == 303  # type: ignore[arg-type]
        with self.work.engine.connect() as db:
            operator = db.scalar(
                select(SampledRow.operator_id).where(SampledRow.contact_id == contact)
            )
            return grades_of(db, operator or 0)[0].id

    def engineer(self, operator: int) -> Browser:
        return self.work.browser(operator)


@pytest.fixture
def audit(work: AtWork) -> Audit:
    with work.app.app_context():
        zone = this_office().utility.zone
    furnish_days(work.engine, [MONDAY, MONDAY + timedelta(days=1)], zone, 80)
    with work.engine.begin() as db:
        seeds.fix(db, [MONDAY.replace(day=1)], datetime(2026, 5, 1, tzinfo=UTC))
        card = scorecards.read(SHORT.encode(), "ru")
        form, _ = scorecards.keep(db, card, None, work.clock())
    roles = {"boss": Role.SUPERVISOR, "head": Role.SUPERVISOR, "auditor": Role.AUDITOR}
    ids = {login: work.operator(login, role) for login, role in roles.items()}
    browsers = {login: work.browser(id_) for login, id_ in ids.items()}
    return Audit(work, browsers["boss"], browsers["head"], browsers["auditor"], ids, form)


def page(browser: Browser, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def flashed(answer: TestResponse, browser: Browser) -> str:
    assert answer.status_code in (302, 303)
    return page(browser, answer.headers["Location"])
