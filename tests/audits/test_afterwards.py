"""What follows grades, on each database: calibrations, appeals, tasks (P3, P7, P8)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.audits import (
    agreements,
    calibrations,
    scorecards,
    words,
)
from models.audits import tasks as tasks_
from models.audits.grades import Asked, grade, grades_in, grades_of, standing
from models.audits.records import NotAllowed, TaskKind, Verdict, Word
from models.operators.roles import Role
from models.rules.grading import Answer, Judged
from tests.audits.conftest import BAD, NOW, Hotline


def test_a_calibration_is_blind_until_all_have_signed(hotline: Hotline) -> None:
    one = hotline.drawn(hotline.draw())[0]
    people = hotline.people
    asked = [people[who] for who in ("boss", "auditor", "second")]
    with hotline.engine.begin() as db:
        number = calibrations.open_calibration(
            db, one.contact, hotline.form, asked, people["boss"], NOW
        )
        assert calibrations.keeps_blind(db, one.contact, people["auditor"])
        assert not calibrations.keeps_blind(db, one.contact, people["head"])
    mine = Asked(one.contact, hotline.form, calibration=number)
    hotline.sign(mine, "boss")
    hotline.sign(mine, "auditor", Role.AUDITOR, polite=BAD)
    with pytest.raises(NotAllowed, match="calibration"):
        hotline.sign(mine, "boss")
    with pytest.raises(NotAllowed, match="calibration"):
        hotline.sign(mine, "head")
    with hotline.engine.connect() as db:
        found = calibrations.calibration(db, number)
        assert found and found.is_open and len(found.signed) == 2
    hotline.sign(mine, "second", Role.AUDITOR, skill=Judged(Answer.YES, 2))
    with hotline.engine.connect() as db:
        found, form = calibrations.calibration(db, number), scorecards.card(db, hotline.form)
        assert found and form and not found.is_open
        compared = agreements.compare(form, grades_in(db, number))
        whole = agreements.agreement_on_call(compared)
        each = agreements.agreement_on_criteria(db, form)
        assert grades_of(db, one.operator) == [] and standing(db) == []
    assert [row.agreed for row in compared] == [False, True, False]
    assert whole.units == 3 and whole.same == pytest.approx(5 / 9)
    assert each["rude"].alpha is None and each["rude"].same == 1
    assert each["polite"].same == pytest.approx(1 / 3)


def test_a_calibration_that_is_closed_takes_no_more(hotline: Hotline) -> None:
    one, people = hotline.drawn(hotline.draw())[0], hotline.people
    boss = people["boss"]
    with hotline.engine.begin() as db:
        for wrong in ([boss], [boss, one.operator], [boss, 10**9], [boss, boss]):
            with pytest.raises(NotAllowed, match="auditors"):
                calibrations.open_calibration(db, one.contact, hotline.form, wrong, boss, NOW)
        both = [boss, people["auditor"]]
        number = calibrations.open_calibration(db, one.contact, hotline.form, both, boss, NOW)
        calibrations.close_calibration(db, number, boss, Role.SUPERVISOR, NOW)
    with pytest.raises(NotAllowed, match="calibration"):
        hotline.sign(Asked(one.contact, hotline.form, calibration=number))


@pytest.mark.parametrize(
    ("who", "role", "may"),
    [
        ("auditor", Role.AUDITOR, True),  # who opened it
        ("second", Role.AUDITOR, False),  # who is asked, too
        ("head", Role.SUPERVISOR, True),
    ],
)
def test_who_closes_a_calibration(hotline: Hotline, who: str, role: Role, may: bool) -> None:
    one, people = hotline.drawn(hotline.draw())[0], hotline.people
    asked = [people["boss"], people["second"]]
    with hotline.engine.begin() as db:
        number = calibrations.open_calibration(
            db, one.contact, hotline.form, asked, people["auditor"], NOW
        )
    refused = None
    try:
        with hotline.engine.begin() as db:
            calibrations.close_calibration(db, number, people[who], role, NOW)
    except NotAllowed as why:
        refused = str(why)
    with hotline.engine.connect() as db:
        found = calibrations.calibration(db, number)
    assert found and found.is_open is not may
    assert refused == (None if may else "opener")


def test_an_appeal_goes_to_another_supervisor(hotline: Hotline) -> None:
    one, people = hotline.drawn(hotline.draw())[0], hotline.people
    number = hotline.sign(Asked(one.contact, hotline.form), polite=BAD)
    engine = hotline.engine
    with engine.begin() as db:
        found = grade(db, number)
        assert found
        words.note_seen(db, found, people["boss"], NOW)
        words.note_seen(db, found, one.operator, NOW)
        words.note_seen(db, found, one.operator, NOW)
        words.answer(db, number, one.operator, "Было шумно", NOW)
        words.answer(db, number, one.operator, "И плохо слышно", NOW)
    with pytest.raises(NotAllowed, match="decided"), engine.begin() as db:
        words.decide(db, number, people["head"], Role.SUPERVISOR, Verdict.UPHELD, "Нет", NOW)
    with pytest.raises(NotAllowed, match="not_yours"), engine.begin() as db:
        words.appeal(db, number, people["boss"], "Не я", NOW)
    with pytest.raises(NotAllowed, match="text"), engine.begin() as db:
        words.appeal(db, number, one.operator, "  ", NOW)
    with engine.begin() as db:
        words.appeal(db, number, one.operator, "Не согласна", NOW)
        with pytest.raises(NotAllowed, match="once"):
            words.appeal(db, number, one.operator, "Ещё раз", NOW)
        assert [each.is_waiting for each in words.appeals(db)] == [True]
    others = {"boss": Role.SUPERVISOR, "auditor": Role.AUDITOR, "head": Role.ADMINISTRATOR}
    for who, role in others.items():
        with pytest.raises(NotAllowed, match="not_yours"), engine.begin() as db:
            words.decide(db, number, people[who], role, Verdict.UPHELD, "Нет", NOW)
    with engine.begin() as db:
        words.decide(db, number, people["head"], Role.SUPERVISOR, Verdict.GRANTED, "Верно", NOW)
        assert [each.is_waiting for each in words.appeals(db)] == [True]  # until it is corrected
    with pytest.raises(NotAllowed, match="decided"), engine.begin() as db:
        words.decide(db, number, people["head"], Role.SUPERVISOR, Verdict.UPHELD, "Нет", NOW)
    hotline.sign(Asked(one.contact, hotline.form, replaces=number), "head")
    with engine.connect() as db:
        assert [each.is_waiting for each in words.appeals(db)] == [False]
        said = words.words_of(db, number)
    assert [each.kind for each in said] == [
        Word.SEEN, Word.ANSWER, Word.ANSWER, Word.APPEAL, Word.DECISION,
    ]  # fmt: skip
    assert said[3].text == "Не согласна"


def test_tasks_overdue_first(hotline: Hotline) -> None:
    boss, today = hotline.people["boss"], date(2026, 6, 12)
    sample = hotline.draw()

    def new(topic: str, days: int) -> tasks_.NewTask:
        due = today + timedelta(days=days)
        return tasks_.NewTask(
            TaskKind.TRAINING, topic, "", hotline.operators[0], due, sample=sample
        )

    with hotline.engine.begin() as db:
        for number, (topic, days) in enumerate([("later", 9), ("soon", 1), ("done", 3)]):
            for _ in range(2):
                tasks_.open_task(db, new(topic, days), boss, f"key {number}", today, NOW)
        done = next(one for one in tasks_.tasks(db) if one.topic == "done")
        tasks_.finish_task(db, done.id, boss, "Обучен", NOW)
        with pytest.raises(NotAllowed, match="done"):
            tasks_.finish_task(db, done.id, boss, "Не обучен", NOW)
        found = tasks_.tasks(db, tasks_.from_sample(sample))
        assert [one.topic for one in found] == ["soon", "later", "done"]
        assert tasks_.task(db, done.id).result == "Обучен"  # type: ignore[union-attr]
        for why, wrong in {
            "topic": new("", 1),
            "due": new("x", -1),
            "responsible": replace(new("x", 1), responsible=10**9),
            "text": replace(new("x", 1), text="x" * 3001),
            "finding": replace(new("x", 1), grade=10**9),
        }.items():
            with pytest.raises(NotAllowed, match=why):
                tasks_.open_task(db, wrong, boss, "another", today, NOW)


def test_two_heads_who_decide_at_once_make_one_decision(hotline: Hotline) -> None:
    one, people = hotline.drawn(hotline.draw())[0], hotline.people
    number = hotline.sign(Asked(one.contact, hotline.form), "auditor", Role.AUDITOR)
    with hotline.engine.begin() as db:
        words.appeal(db, number, one.operator, "Не согласна", NOW)

    def decide(who: str) -> bool:
        try:
            with hotline.engine.begin() as db:
                words.decide(db, number, people[who], Role.SUPERVISOR, Verdict.UPHELD, who, NOW)
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(decide, ["boss", "head"] * 2)) == [False, False, False, True]
