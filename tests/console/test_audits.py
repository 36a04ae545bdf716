"""The screens of audits: a check from the draw to the conclusion, and who may do what."""

import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import insert, select, update
from werkzeug.test import TestResponse

from models.audits import samples, scorecards, seal, seeds
from models.audits.calibrations import calibrations
from models.audits.grades import grade, grades_of
from models.audits.records import Kind, TaskKind, Verdict, Word
from models.audits.tables import SampledRow
from models.audits.tasks import tasks
from models.audits.timeliness import Indicator
from models.contacts.records import RequestKind
from models.contacts.tables import LookRow, RequestRow
from models.events.kinds import Kind as EventKind
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.rules.grading import faults
from operator_console.office import this_office
from operator_console.texts import catalogue
from tests.audits.conftest import SHORT
from tests.console.at_work import AtWork, Browser, work
from tests.office_day import furnish_days

__all__ = ["work"]
MONDAY = date(2026, 6, 8)
DAYS = {"from": "2026-06-08", "to": "2026-06-09"}
NAME_OF_FIELD = re.compile(r'name="(answer_[a-z0-9_]+)"')


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
        answer = self.boss.post(
            "/audits/samples", kind="check", form=self.form, size=2, **(DAYS | fields)
        )
        assert answer.status_code == 303, answer.text
        return int(answer.headers["Location"].rpartition("/")[2])

    def first_of(self, sample: int) -> samples.Drawn:
        with self.work.engine.connect() as db:
            return samples.drawn_in(db, sample)[0]

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


def test_a_check_from_the_draw_to_the_conclusion(audit: Audit) -> None:
    assert "Полугодовая проверка отдела: до 30" in page(audit.boss, "/audits/")
    number = audit.draw()
    assert audit.draw() == number  # the same wish is the same sample
    text = page(audit.boss, f"/audits/samples/{number}")
    assert "проверено" in text and "Завершить проверку" not in text
    with audit.work.engine.connect() as db:
        drawn = samples.drawn_in(db, number)
    for one in drawn:
        assert audit.sign(one.contact, sample=number).status_code == 303
    done = audit.boss.post(f"/audits/samples/{number}/finish", conclusion="Отдел работает хорошо")
    text = flashed(done, audit.boss)
    assert "Отдел работает хорошо" in text and "завершена" in text
    assert "Полугодовая" not in page(audit.boss, "/audits/")


def test_the_frame_lets_anybody_draw_again(audit: Audit) -> None:
    number = audit.draw()
    answer = audit.auditor.get(f"/audits/samples/{number}/frame.csv")
    lines = [line.split(";") for line in answer.text.splitlines()]
    assert lines[0] == ["operator", "call"]
    with audit.work.engine.connect() as db:
        one, drawn = samples.sample(db, number), samples.drawn_in(db, number)
    assert one
    for operator in {each.operator for each in drawn}:
        calls = [int(call) for who, call in lines[1:] if int(who) == operator]
        order = sorted(calls, key=lambda call: sha256(f"{one.seed}:{call}".encode()).hexdigest())
        assert [each.call for each in drawn if each.operator == operator] == order[:2]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"to": "2026-06-10"}, "закончиться вчера"),
        ({"from": "nonsense"}, "закончиться вчера"),
        ({"size": "99"}, "От 1 до 50"),
        ({"size": "x"}, "От 1 до 50"),
        ({"form": "999"}, "форма закрыта"),
        ({"kind": "none"}, "для чего"),
        ({"outcomes": "refused"}, "ни один звонок"),
        ({"shortest": "long"}, "минуты"),
        ({"longest": "nan"}, "минуты"),
    ],
)
def test_a_wrong_wish_is_one_sentence(audit: Audit, fields: dict[str, str], said: str) -> None:
    form = {"kind": "check", "form": audit.form, "size": 2, "topics": "charges"} | DAYS | fields
    answer = audit.boss.post("/audits/samples", **form)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert said in text
    assert 'value="charges" checked' in text  # nothing chosen is lost


def test_what_is_missing_is_said_and_nothing_is_lost(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    answer = audit.sign(
        one.contact,
        answer_polite="no", comment_polite="Перебила <b>клиента</b>", moment_polite="1:75",
        answer_skill="", remark="Общее",
    )  # fmt: skip
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Осталось поправить 2 пункта" in text and "нужен ответ" in text and "1:05" in text
    assert 'value="Перебила &lt;b&gt;клиента&lt;/b&gt;"' in text and 'value="1:75"' in text
    assert 'name="answer_polite" value="no" checked' in text and ">Общее</textarea>" in text
    with audit.work.engine.connect() as db:
        assert grades_of(db, one.operator) == []


def test_a_draft_survives_and_goes_when_it_is_signed(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    address = f"/audits/grading/{one.contact}?form={audit.form}"
    draft = re.search('data-draft="([^"]+)"', page(audit.boss, address))
    assert draft
    kept = audit.boss.post(draft[1], answer_polite="no", remark="Не договорила")
    assert kept.status_code == 204
    text = page(audit.boss, address)
    assert "Не договорила" in text and 'value="no" checked' in text
    assert "Не договорила" not in page(audit.auditor, address)
    audit.sign(one.contact)
    assert "Не договорила" not in page(audit.boss, address)
    assert audit.boss.post("/audits/drafts/other", remark="x").status_code == 400
    assert audit.boss.post(draft[1], remark="x" * 30_000).status_code == 413


def test_a_form_sent_twice_is_one_grade(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    for _ in range(2):
        assert audit.sign(one.contact, key="once").status_code == 303
    with audit.work.engine.connect() as db:
        assert len(grades_of(db, one.operator)) == 1
        with audit.work.app.app_context():
            key = this_office().settings.secret("grades")
        assert list(seal.broken(db, key)) == []


def test_every_look_at_a_call_is_on_record(audit: Audit) -> None:
    number = audit.draw()
    one = audit.first_of(number)
    page(audit.boss, f"/audits/grading/{one.contact}?form={audit.form}&sample={number}")
    signed = audit.signed(one.contact, sample=number)
    page(audit.head, f"/audits/grades/{signed}")
    with audit.work.engine.connect() as db:
        rows = db.execute(
            select(LookRow.operator_id, LookRow.call_id, LookRow.reason).where(
                LookRow.what == "audit"
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        (audit.ids["boss"], one.call, f"sample {number}"),
        (audit.ids["head"], one.call, f"grade {signed}"),
    ]


def test_any_call_can_be_graded(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    answer = audit.auditor.get(f"/audits/grading?call={one.call}&form={audit.form}")
    assert answer.headers["Location"] == f"/audits/grading/{one.contact}?form={audit.form}"
    refused = audit.auditor.get("/audits/grading?call=x")
    assert "законченного разговора нет" in flashed(refused, audit.auditor)


def test_nobody_grades_own_calls(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    with audit.work.engine.begin() as db:
        mine = update(OperatorRow).where(OperatorRow.id == one.operator)
        db.execute(mine.values(role=Role.SUPERVISOR))
    own = audit.engineer(one.operator)
    text = page(own, f"/audits/grading/{one.contact}?form={audit.form}", 409)
    assert "Свои звонки не оценивают" in text
    assert audit.sign(one.contact, own).status_code == 409


def test_the_operator_sees_answers_and_appeals(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    signed = audit.signed(
        one.contact, answer_polite="no", comment_polite="Перебила", moment_polite="1:05"
    )
    mine = audit.engineer(one.operator)
    assert "новая" in page(mine, "/audits/own")
    text = page(mine, f"/audits/grades/{signed}")
    assert "Перебила" in text and "1:05" in text and "ознакомлен" in text
    audit.boss.get("/audits/")
    mine.post(f"/audits/grades/{signed}/answer", text="Было плохо слышно", appeal="no")
    mine.post(f"/audits/grades/{signed}/answer", text="Не согласна", appeal="yes")
    assert "Обжаловать</button>" not in page(mine, f"/audits/grades/{signed}")
    assert "Оставить оценку" not in page(audit.boss, f"/audits/grades/{signed}")  # the grader
    assert (
        audit.auditor.post(f"/audits/grades/{signed}/decide", verdict="upheld").status_code == 403
    )
    assert "обжалование" in page(audit.head, "/audits/")
    assert "Решить" in page(audit.head, "/audits/appeals")
    audit.head.post(f"/audits/grades/{signed}/decide", verdict="granted", text="Права")
    text = page(audit.head, f"/audits/grades/{signed}")
    assert f"replaces={signed}" in text and "Исправить новой оценкой" in text
    again = page(audit.head, f"/audits/grading/{one.contact}?form={audit.form}&replaces={signed}")
    assert 'value="Перебила"' in again  # a correction begins with what it corrects
    done = audit.sign(one.contact, audit.head, replaces=signed)
    text = flashed(done, audit.head)
    assert "Исправляет прежнюю" in text
    assert "больше не действует" in page(mine, f"/audits/grades/{signed}")
    with audit.work.engine.connect() as db:
        found = grade(db, signed)
    assert found and found.replaced_by


def test_an_operator_sees_no_other_operators_grades(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    signed = audit.signed(one.contact)
    other = audit.engineer(audit.work.operator("novice"))
    page(other, f"/audits/grades/{signed}", 403)
    page(other, "/audits/grades/999", 404)
    assert "ещё не оценивали" in page(other, "/audits/own")
    other.get("/audits/own")
    answer = other.post(f"/audits/grades/{signed}/answer", text="Не моя", appeal="yes")
    assert answer.status_code == 303
    page(audit.boss, f"/audits/grades/{signed}")
    assert "Не моя" not in page(audit.boss, f"/audits/grades/{signed}")


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("engineer", {"/audits/own", "/audits/tasks"}),
        ("supervisor", {"/audits/own", "/audits/tasks", "/audits/samples/new", "/audits/appeals",
                        "/audits/calibrations", "/audits/forms", "/audits/timely"}),
        ("auditor", {"/audits/own", "/audits/tasks", "/audits/samples/new", "/audits/appeals",
                     "/audits/calibrations", "/audits/forms", "/audits/timely"}),
        ("administrator", {"/audits/forms"}),
    ],
)  # fmt: skip
def test_who_comes_where(audit: Audit, role: str, allowed: set[str]) -> None:
    browser = audit.work.browser(audit.work.operator("somebody", Role(role)))
    every = {"/audits/own", "/audits/tasks", "/audits/samples/new", "/audits/appeals",
             "/audits/calibrations", "/audits/forms", "/audits/timely"}  # fmt: skip
    assert {path for path in every if browser.get(path).status_code == 200} == allowed
    first = browser.get("/audits/")
    if role in ("supervisor", "auditor"):
        assert first.status_code == 200
    else:
        assert first.headers["Location"] in ("/audits/own", "/audits/forms")


def test_a_calibration_keeps_grades_from_each_other(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    before = audit.signed(one.contact)
    asked = [audit.ids["boss"], audit.ids["auditor"]]
    answer = audit.head.post("/audits/calibrations", call=one.call, form=audit.form, auditors=asked)
    assert answer.status_code == 303
    address = answer.headers["Location"]
    number = int(address.rpartition("/")[2])
    page(audit.auditor, f"/audits/grades/{before}", 403)  # would tell what another thinks
    assert "калибровка" in page(audit.auditor, "/audits/")
    assert audit.sign(one.contact, audit.boss, "c1", calibration=number).status_code == 303
    assert "Перебила" not in page(audit.head, address)
    audit.sign(
        one.contact,
        audit.auditor,
        "c2",
        calibration=number,
        answer_polite="no",
        comment_polite="Перебила",
    )
    text = page(audit.head, address)
    assert "Перебила" in text and "расходятся" in text and "α =" in text
    assert "Пунктов сравнено" in page(audit.head, "/audits/calibrations")
    mine = audit.engineer(one.operator)
    with audit.work.engine.connect() as db:
        assert [each.id for each in grades_of(db, one.operator)] == [before]
    page(mine, f"/audits/grades/{before + 1}", 403)
    page(audit.auditor, f"/audits/grades/{before}")


def test_a_calibration_is_closed_early(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    asked = [audit.ids["boss"], audit.ids["auditor"]]
    audit.boss.post("/audits/calibrations", call=one.call, form=audit.form, auditors=asked)
    audit.boss.post("/audits/calibrations/1/close")
    with audit.work.engine.connect() as db:
        assert [each.is_open for each in calibrations(db)] == [False]
    assert "закончена" in page(audit.boss, "/audits/calibrations")
    wrong = audit.boss.post("/audits/calibrations", call="x", form=audit.form, auditors=asked)
    assert "законченного разговора нет" in flashed(wrong, audit.boss)


def test_findings_become_tasks(audit: Audit) -> None:
    number = audit.draw()
    one = audit.first_of(number)
    signed = audit.signed(one.contact, sample=number)
    fields = {"kind": "training", "topic": "Не перебивать", "responsible": one.operator}
    due = {"due_on": "2026-06-20", "grade": signed, "form_key": "task"}
    for _ in range(2):
        answer = audit.boss.post("/audits/tasks", **(fields | due))
        assert answer.status_code == 303
    fields |= {"kind": "proposal", "topic": "Новая памятка", "responsible": audit.ids["head"]}
    audit.boss.post("/audits/tasks", **fields, due_on="2026-06-11", sample=number, form_key="other")
    refused = audit.boss.post("/audits/tasks", **fields, due_on="2026-01-01", form_key="late")
    assert "сегодня или позже" in flashed(refused, audit.boss)
    assert "Новая памятка" in page(audit.boss, f"/audits/samples/{number}")
    audit.work.later(days=3)
    boss = audit.work.browser(audit.ids["boss"])
    text = page(boss, "/audits/tasks")
    assert text.index("Новая памятка") < text.index("Не перебивать") and "просрочено" in text
    mine = audit.engineer(one.operator)
    text = page(mine, "/audits/tasks")
    assert "Не перебивать" in text and "Новая памятка" not in text
    with audit.work.engine.connect() as db:
        ids = {task.topic: task.id for task in tasks(db)}
    assert mine.post(f"/audits/tasks/{ids['Новая памятка']}/done", result="x").status_code == 403
    mine.post(f"/audits/tasks/{ids['Не перебивать']}/done", result="Прошла обучение")
    assert "Прошла обучение" in page(boss, f"/audits/grades/{signed}")


def test_forms_come_from_files_in_versions(audit: Audit) -> None:
    root = audit.work.browser(audit.work.operator("root", Role.ADMINISTRATOR))
    assert "almaty-call" in page(root, "/audits/forms")  # shipped ones are there by themselves

    def upload(text: str) -> str:
        root.get("/audits/forms")
        return flashed(
            root.post("/audits/forms", file=(io.BytesIO(text.encode()), "form.toml")), root
        )

    assert "версия 2" in upload(SHORT.replace("Вежлив", "Очень вежлив"))
    assert "уже есть" in upload(SHORT)
    assert "загрузить нельзя" in upload("[[[")
    assert "загрузить нельзя" in upload(SHORT.replace("rude", "polite"))
    answer = root.post(f"/audits/forms/{audit.form}/close")
    assert "закрыта" in flashed(answer, root)
    refused = audit.boss.post("/audits/samples", kind="check", form=audit.form, size=2, **DAYS)
    assert refused.status_code == 422 and "форма закрыта" in refused.get_data(as_text=True)
    auditor = audit.auditor.post("/audits/forms", file=(io.BytesIO(b""), "x.toml"))
    assert auditor.status_code == 403


def test_the_shipped_form_can_be_filled_in(audit: Audit) -> None:
    page(audit.boss, "/audits/forms")
    with audit.work.engine.connect() as db:
        form = next(one for one in scorecards.open_cards(db) if one.card.name == "almaty-call")
    one = audit.first_of(audit.draw())
    text = page(audit.boss, f"/audits/grading/{one.contact}?form={form.id}")
    assert "выборка № 1" in text  # it is marked as drawn
    assert set(NAME_OF_FIELD.findall(text)) == {f"answer_{each.key}" for each in form.card.criteria}
    answers = {f"answer_{each.key}": "yes" for each in form.card.criteria} | {"answer_a15_11": "no"}
    done = audit.boss.post(
        f"/audits/grading/{one.contact}", form=form.id, form_key="all", **answers
    )
    text = flashed(done, audit.boss)
    assert "критичные пункты" in text and "A 15.11" in text and "не зачтено" in text


def test_timeliness_is_counted_and_shown(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    rows = [
        (RequestKind.SEALING, 60, one.contact), (RequestKind.READING, 500, one.contact),
        (RequestKind.READING, 520, one.contact), (RequestKind.SEALING, 60, None),
    ]  # fmt: skip
    with audit.work.engine.begin() as db:
        for number, (kind, after, contact) in enumerate(rows):
            db.execute(
                insert(RequestRow).values(
                    kind=kind, contact_id=contact, operator_id=one.operator, fields={},
                    created_at=one.opened_at + timedelta(seconds=after), form_key=f"key {number}",
                )
            )  # fmt: skip
    text = page(audit.auditor, "/audits/timely?from=2026-06-08&to=2026-06-09")
    assert "вовремя 1 из 1, норма 7:00" in text and "не измерено: 1" in text
    assert "вовремя 1 из 2, норма 5:00" in text and "7:20" in text
    assert "период не длиннее года" in page(audit.auditor, "/audits/timely?from=2020-01-01", 422)


def test_everything_named_by_its_value_has_its_text() -> None:
    wanted = {f"audits.kind_{one}" for one in Kind} | {f"audits.task_{one}" for one in TaskKind}
    wanted |= {f"audits_own.word_{one}" for one in Word}
    wanted |= {f"audits_own.verdict_{one}" for one in Verdict}
    wanted |= {f"audits_grading.event_{one}" for one in EventKind}
    wanted |= {f"audits_tasks.indicator_{one}" for one in Indicator}
    card = scorecards.read(SHORT.encode(), "ru")
    wanted |= {f"audits_grading.wrong_{one}" for one in faults(card, {}).values()}
    assert wanted <= catalogue().keys()
