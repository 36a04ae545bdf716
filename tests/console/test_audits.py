"""The screens of audits: a check from the draw to the conclusion, and who may do what."""

import io
import re
from hashlib import sha256

import pytest
from sqlalchemy import select, update

from models import anchor
from models.audits import samples, scorecards, seal
from models.audits.grades import grades_of
from models.audits.records import Kind, TaskKind, Verdict, Word
from models.audits.timeliness import Indicator
from models.contacts.tables import LookRow
from models.events.kinds import Kind as EventKind
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.rules.grading import faults
from models.seals import FILE, seal_keys
from operator_console.office import this_office
from operator_console.texts import catalogue
from tests.audits.conftest import SHORT
from tests.console.at_work import work
from tests.console.auditing import DAYS, Audit, audit, flashed, page

__all__ = ["audit", "work"]
NAME_OF_FIELD = re.compile(r'name="(answer_[a-z0-9_]+)"')


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
            settings = this_office().settings
        noted = anchor.noted(settings.home / seal.NOTE)
        assert noted and noted == seal.newest(db)
        assert list(seal.broken(db, seal_keys(db, settings, "grades"), noted)) == []


def test_without_keys_of_seals_nothing_is_signed_and_nothing_lost(audit: Audit) -> None:
    number = audit.draw()
    first, second = audit.two_of(number)
    audit.signed(first.contact, sample=number)
    with audit.work.app.app_context():
        path = this_office().settings.home / FILE
    kept = path.read_text()
    path.unlink()
    refused = audit.sign(second.contact, sample=number, remark="Не потерять")
    text = flashed(refused, audit.boss)
    assert "нет файла ключей печатей" in text and "Не потерять" in text
    assert not path.exists()  # a new one would hide that the old one is gone
    assert "Файла ключей печатей нет" in page(audit.boss, "/recordings/")
    path.write_text(kept)
    assert audit.sign(second.contact, sample=number).status_code == 303


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
    assert "критичные пункты" in text and "п.\u00a015, подп.\u00a011" in text
    assert "Стандарт предприятия СТП-04-2019" in text and "не зачтено" in text


def test_everything_named_by_its_value_has_its_text() -> None:
    wanted = {f"audits.kind_{one}" for one in Kind} | {f"audits.task_{one}" for one in TaskKind}
    wanted |= {f"audits_own.word_{one}" for one in Word}
    wanted |= {f"audits_own.verdict_{one}" for one in Verdict}
    wanted |= {f"audits_grading.event_{one}" for one in EventKind}
    wanted |= {f"audits_tasks.indicator_{one}" for one in Indicator}
    card = scorecards.read(SHORT.encode(), "ru")
    wanted |= {f"audits_grading.wrong_{one}" for one in faults(card, {}).values()}
    assert wanted <= catalogue().keys()
