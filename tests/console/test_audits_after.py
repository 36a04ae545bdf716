"""The screens of what follows grades: answers, appeals, calibrations, tasks, timeliness."""

from datetime import timedelta

from sqlalchemy import insert

from models.audits.calibrations import calibrations
from models.audits.grades import grade, grades_of
from models.audits.tasks import tasks
from models.contacts.records import RequestKind
from models.contacts.tables import RequestRow
from tests.console.at_work import work
from tests.console.auditing import Audit, audit, flashed, page

__all__ = ["audit", "work"]


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
