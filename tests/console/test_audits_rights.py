"""Audits against whoever would bend them by the console's own addresses (P3-P5, P8)."""

import io
from urllib.parse import urlencode

import pytest

from models.audits.grades import grade, grades_of
from models.audits.samples import drawn_in, samples
from models.audits.tasks import tasks
from models.operators.roles import Role
from tests.audits.conftest import SHORT
from tests.console.at_work import Browser, work
from tests.console.auditing import DAYS, Audit, audit, flashed, page

__all__ = ["audit", "work"]
WISH = {"kind": "check", "language": "ru", "from": "2026-06-01", "to": "2026-06-10"}


def asked_to_calibrate(audit: Audit, call: int, *logins: str) -> str:
    """The address of a calibration of the call by these."""
    auditors = [audit.ids[login] for login in logins]
    fields = {"call": call, "form": audit.form, "auditors": auditors}
    answer = audit.head.post("/audits/calibrations", **fields)
    assert answer.status_code == 303
    return answer.headers["Location"]


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.ADMINISTRATOR])
def test_lesser_roles_change_nothing(audit: Audit, role: Role) -> None:
    number = audit.draw()
    one = audit.first_of(number)
    signed = audit.signed(one.contact, sample=number)
    audit.engineer(one.operator).post(f"/audits/grades/{signed}/answer", text="Нет", appeal="yes")
    other = audit.work.browser(audit.work.operator("other", role))
    forbidden: dict[str, dict[str, object]] = {
        "/audits/samples": {"kind": "check", "form": audit.form, "size": 2} | DAYS,
        f"/audits/samples/{number}/finish": {"conclusion": "x"},
        f"/audits/grading/{one.contact}": {"form": audit.form, "replaces": signed},
        f"/audits/grades/{signed}/decide": {"verdict": "granted", "text": "x"},
        "/audits/calibrations": {"call": one.call, "form": audit.form},
        "/audits/calibrations/1/close": {},
        "/audits/tasks": {"kind": "training", "topic": "x", "responsible": one.operator},
        "/audits/drafts/grade:1": {"remark": "x"},
    }
    for path, fields in forbidden.items():
        assert other.post(path, **fields).status_code == 403, path
    for path in (f"samples/{number}", f"samples/{number}/frame.csv", f"grading/{one.contact}",
                 f"grades/{signed}", "appeals", "calibrations/1", "timely"):  # fmt: skip
        assert other.get(f"/audits/{path}").status_code == 403, path


def test_only_who_keeps_forms_adds_or_closes_one(audit: Audit) -> None:
    for role in (Role.ENGINEER, Role.AUDITOR):
        other = audit.work.browser(audit.work.operator(f"other-{role}", role))
        file = (io.BytesIO(SHORT.encode()), "form.toml")
        assert other.post("/audits/forms", file=file).status_code == 403
        assert other.post(f"/audits/forms/{audit.form}/close").status_code == 403
    assert "закрыта" not in page(audit.boss, f"/audits/forms/{audit.form}")


def test_who_grades_blind_sees_no_grade_of_the_call_anywhere(audit: Audit) -> None:
    number = audit.draw(size=1)
    with audit.work.engine.connect() as db:
        drawn = drawn_in(db, number)
    signed = [audit.signed(one.contact, sample=number, answer_polite="no") for one in drawn]
    one, mine = drawn[0], audit.engineer(drawn[0].operator)
    page(mine, f"/audits/grades/{signed[0]}")
    mine.post(f"/audits/grades/{signed[0]}/answer", text="Не согласна", appeal="yes")
    assert "Оценка" in page(audit.auditor, f"/documents/draft?{urlencode(WISH)}")
    page(audit.boss, f"/documents/draft?{urlencode(WISH)}")
    made = audit.boss.post("/documents/", **WISH, form_key="made").headers["Location"]
    where = ("/audits/appeals", f"/audits/samples/{number}")
    assert all("40 %" in page(audit.head, path) for path in where)
    asked_to_calibrate(audit, one.call, "head", "auditor")
    head = audit.work.browser(audit.ids["head"])
    appeals, of_sample = (page(head, path) for path in where)
    assert "Не согласна" not in appeals
    assert f"/audits/grades/{signed[0]}" not in of_sample  # neither the grade
    assert "big-figure" not in of_sample  # nor a mean of it
    assert "Не согласна" not in page(head, "/audits/")
    for path in (made, f"{made}/document.pdf", f"{made}/calls/3"):
        assert f"№ {one.call}" in page(head, path, 403)
        assert audit.boss.get(path).status_code == 200
    decided = head.post(f"/audits/grades/{signed[0]}/decide", verdict="granted", text="Верно")
    assert decided.status_code == 403


def test_a_second_calibration_hides_the_first(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    first = asked_to_calibrate(audit, one.call, "boss", "auditor")
    audit.sign(one.contact, audit.boss, "c1", calibration=1, remark="x", comment_polite="Перебила")
    audit.head.post(f"{first}/close")  # who has not signed by now signs no more
    assert "Перебила" in page(audit.auditor, first)
    assert audit.sign(one.contact, audit.auditor, "c2", calibration=1).status_code == 409
    asked_to_calibrate(audit, one.call, "head", "auditor")
    assert "Перебила" not in page(audit.head, first)
    assert "Перебила" in page(audit.boss, first)


def test_an_auditor_does_not_end_anothers_calibration(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    address = asked_to_calibrate(audit, one.call, "boss", "auditor")
    assert "Больше никого не ждать" not in page(audit.auditor, address)
    refused = flashed(audit.auditor.post(f"{address}/close"), audit.auditor)
    assert "только тот, кто её начал, или начальник" in refused
    assert "Больше никого не ждать" in page(audit.boss, address)  # the head, who did not open it
    assert flashed(audit.boss.post(f"{address}/close"), audit.boss)
    assert "закончена" in page(audit.auditor, "/audits/calibrations")


def test_a_grade_is_not_hidden_among_calibrations(audit: Audit) -> None:
    one = audit.first_of(audit.draw())
    signed = audit.signed(one.contact, answer_polite="no")
    asked_to_calibrate(audit, one.call, "boss", "auditor")
    refused = audit.sign(one.contact, audit.boss, "gone", calibration=1, replaces=signed)
    assert refused.status_code == 409
    with audit.work.engine.connect() as db:
        found = grade(db, signed)
        assert found and not found.replaced_by
        assert [each.id for each in grades_of(db, one.operator)] == [signed]


def test_an_auditor_does_not_conclude_the_heads_check(audit: Audit) -> None:
    number = audit.draw(size=1)
    with audit.work.engine.connect() as db:
        drawn = drawn_in(db, number)
    for one in drawn:
        audit.sign(one.contact, audit.auditor, f"a{one.contact}", sample=number)
    text = page(audit.auditor, f"/audits/samples/{number}")
    assert "завершает начальник" in text and "Завершить проверку" not in text
    answer = audit.auditor.post(f"/audits/samples/{number}/finish", conclusion="Хорошо")
    assert "завершает начальник" in flashed(answer, audit.auditor)
    assert "Полугодовая" in page(audit.boss, "/audits/")
    done = audit.boss.post(f"/audits/samples/{number}/finish", conclusion="Принято")
    assert "Принято" in flashed(done, audit.boss)
    again = audit.head.post(f"/audits/samples/{number}/finish", conclusion="Иначе")
    text = flashed(again, audit.head)
    assert "уже завершена" in text and "Принято" in text and "Иначе" not in text


def test_a_sample_is_not_graded_by_another_form(audit: Audit) -> None:
    number = audit.draw(size=1)
    one = audit.first_of(number)
    page(audit.boss, "/audits/forms")  # shipped ones are kept
    easy = (io.BytesIO(SHORT.replace('"short"', '"easy"').encode()), "easy.toml")
    other = audit.boss.post("/audits/forms", file=easy).headers["Location"].rpartition("/")[2]
    refused = audit.sign(one.contact, sample=number, form=other)
    assert refused.status_code == 409 and "по её форме" in refused.text
    assert audit.sign(one.contact, sample=number).status_code == 303


def test_a_sample_is_finished_by_a_form_that_was_closed_meanwhile(audit: Audit) -> None:
    number = audit.draw()
    with audit.work.engine.connect() as db:
        first, *others = drawn_in(db, number)
    audit.signed(first.contact, sample=number)
    audit.boss.post(f"/audits/forms/{audit.form}/close")
    for one in others:
        page(audit.boss, f"/audits/grading/{one.contact}?form={audit.form}&sample={number}")
        assert audit.sign(one.contact, sample=number).status_code == 303
    alone = page(audit.boss, f"/audits/grading/{first.contact}?form={audit.form}", 409)
    assert "форма закрыта" in alone
    done = audit.boss.post(f"/audits/samples/{number}/finish", conclusion="Всё оценено")
    assert "завершена" in flashed(done, audit.boss)


def test_the_author_does_not_forestall_the_head(audit: Audit) -> None:
    """An appealed grade replaced by as bad a one would be decided by nobody."""
    one = audit.first_of(audit.draw())
    signed = audit.signed(one.contact, answer_polite="no")
    mine = audit.engineer(one.operator)
    page(mine, f"/audits/grades/{signed}")
    mine.post(f"/audits/grades/{signed}/answer", text="Не согласна", appeal="yes")
    again = mine.post(f"/audits/grades/{signed}/answer", text="Совсем", appeal="yes")
    assert "уже подано" in flashed(again, mine)
    assert f"replaces={signed}" not in page(audit.boss, f"/audits/grades/{signed}")
    refused = audit.sign(one.contact, key="past the head", replaces=signed)
    assert refused.status_code == 409 and "обжалована" in refused.text


def test_the_same_filters_twice_are_the_same_sample(audit: Audit) -> None:
    operator = audit.first_of(audit.draw(topics=["charges"])).operator
    first = audit.draw(topics=["charges"], operators=[operator])
    assert audit.draw(topics=["charges"] * 2, operators=[operator] * 2) == first
    with audit.work.engine.connect() as db:
        assert len(samples(db)) == 2


def test_a_task_is_of_something_and_is_done_once(audit: Audit) -> None:
    who = audit.ids["head"]
    fields = {"kind": "training", "topic": "Тема", "responsible": who, "due_on": "2026-06-20"}

    def opened(browser: Browser, **more: object) -> str:
        page(browser, "/audits/tasks")
        answer = browser.post("/audits/tasks", **(fields | more))
        assert answer.status_code == 303
        return page(browser, "/audits/tasks")

    assert "Такой оценки или выборки нет" in opened(audit.boss, grade=999, form_key="1")
    assert "Такой оценки или выборки нет" in opened(audit.boss, sample=999, form_key="2")
    opened(audit.boss, form_key="3")
    with audit.work.engine.connect() as db:
        (one,) = tasks(db)
    audit.boss.post(f"/audits/tasks/{one.id}/done", result="Обучена")
    again = audit.boss.post(f"/audits/tasks/{one.id}/done", result="Не обучена")
    text = flashed(again, audit.boss)
    assert "уже выполнена" in text and "Не обучена" not in text
