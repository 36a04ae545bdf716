"""Forms, samples and grades as they are kept, on each database: nothing signed is ever changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from config.utility import PROFILES, read_utility
from models.audits import (
    agreements,
    calibrations,
    figures,
    frames,
    samples,
    scorecards,
    seal,
    seeds,
    words,
)
from models.audits import schedule as plan
from models.audits import tasks as tasks_
from models.audits.grades import Asked, grade, grades_in, grades_of, sign, standing
from models.audits.records import Filters, Kind, NotAllowed, TaskKind, Verdict, Word
from models.audits.tables import GradeRow, SampledRow, SampleRow, ScorecardRow
from models.contacts.tables import ContactRow
from models.events.summaries import norms_of
from models.operators.roles import Role
from models.rules.clocks import Clock
from models.rules.grading import Answer, Incomplete, Judged
from models.rules.sampling import draw, seed_of
from tests.audits.conftest import BAD, GOOD, KEY, MONDAY, NOW, SHORT, Hotline


def test_shipped_forms_have_names_in_every_language() -> None:
    forms = scorecards.shipped()
    assert {form.name for form in forms} == {"almaty-call", "almaty-objections", "ventspils-call"}
    for form in forms:
        for names in [form.names, *(each.names for each in (*form.sections, *form.criteria))]:  # type: ignore[attr-defined]
            assert set(names) == {"ru", "kk", "lv", "en"}
            assert all(name.strip() for name in names.values())


def test_shipped_forms_cover_the_standard() -> None:
    """A 13 to 18, with each of the sixteen things that are never done."""
    cited = {one.paragraph for form in scorecards.shipped() for one in form.criteria}
    wanted = {"A 12", "A 13", "A 16", "A 18"}
    wanted |= {f"A 14.{number}" for number in range(1, 9)}
    wanted |= {f"A 15.{number}" for number in range(1, 17)}
    wanted |= {f"A 17.{number}" for number in range(1, 8)}
    assert wanted <= cited


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('name = "short"', 'name = "Short name"', "no form"),
        ('key = "rude"', 'key = "polite"', "twice"),
        ('ru = "Вежлив"', 'lv = "Pieklājīgs"', "no name in 'ru'"),
        ("weight = 3", "weight = 0", "no form"),
        ("points = 4", "colour = 4", "no form"),
        ("[[sections]]", "[[", "no form"),
    ],
)
def test_a_wrong_form_is_one_sentence(old: str, new: str, why: str) -> None:
    with pytest.raises(scorecards.WrongForm, match=why) as refused:
        scorecards.read(SHORT.replace(old, new).encode(), "ru")
    assert "\n" not in str(refused.value)
    with pytest.raises(scorecards.WrongForm):
        scorecards.read(b"\xff\xfe", "ru")
    with pytest.raises(scorecards.WrongForm):
        scorecards.read(b" " * (scorecards.LARGEST + 1), "ru")


def test_a_changed_form_is_a_new_version(hotline: Hotline) -> None:
    changed = scorecards.read(SHORT.replace("Вежлив", "Очень вежлив").encode(), "ru")
    same = scorecards.read(SHORT.encode(), "ru")
    with hotline.engine.begin() as db:
        assert scorecards.keep(db, same, None, NOW) == (hotline.form, False)
        second, new = scorecards.keep(db, changed, hotline.people["boss"], NOW)
        assert new and second != hotline.form
        assert [one.version for one in scorecards.cards(db) if one.card.name == "short"] == [2, 1]
        first = scorecards.card(db, hotline.form)
        assert first and first.card == same


@pytest.mark.parametrize(
    "change",
    [
        update(ScorecardRow).values(content={}),
        update(ScorecardRow).values(version=7),
        text("DELETE FROM scorecard"),
        update(SampleRow).values(seed="another"),
        text("DELETE FROM sample"),
        text("UPDATE sample_stratum SET calls = '[]'"),
        text("UPDATE sampled SET place = 1"),
        text("DELETE FROM sampled"),
        text("UPDATE month_seed SET seed = 'another'"),
        text("DELETE FROM month_seed"),
        update(GradeRow).values(score=1000),
        update(GradeRow).values(answers={}),
        text("DELETE FROM grade"),
        text("UPDATE grade_word SET text = ''"),
        text("DELETE FROM grade_word"),
    ],
    ids=str,
)
def test_the_database_itself_refuses_to_change_it(hotline: Hotline, change: object) -> None:
    one = hotline.drawn(hotline.draw())[0]
    number = hotline.sign(Asked(one.contact, hotline.form))
    with hotline.engine.begin() as db:
        words.answer(db, number, one.operator, "Понятно", NOW)
    with pytest.raises(DBAPIError, match="never changed"), hotline.engine.begin() as db:
        db.execute(change)  # type: ignore[call-overload]


def test_what_was_finished_stays_as_it_was_finished(hotline: Hotline) -> None:
    sample = hotline.draw(1)
    for one in hotline.drawn(sample):
        hotline.sign(Asked(one.contact, hotline.form, sample=sample))
    boss = hotline.people["boss"]
    with hotline.engine.begin() as db:
        samples.finish(db, sample, boss, "Хорошо", NOW)
        samples.finish(db, sample, boss, "Плохо", NOW)
        scorecards.close(db, hotline.form, boss, NOW)
        scorecards.close(db, hotline.form, boss, NOW + timedelta(days=1))
        found, form = samples.sample(db, sample), scorecards.card(db, hotline.form)
    assert found and (found.conclusion, found.graded, found.drawn) == ("Хорошо", 8, 8)
    assert form and form.closed_at == NOW
    with pytest.raises(DBAPIError, match="never changed"), hotline.engine.begin() as db:
        db.execute(update(SampleRow).values(finished_at=None))


def test_a_sample_can_be_drawn_again_by_hand(hotline: Hotline) -> None:
    """From what is published alone: the months' seeds, the period, the numbers of the calls."""
    number = hotline.draw()
    after = datetime(2026, 7, 1, tzinfo=UTC)
    with hotline.engine.connect() as db:
        one = samples.sample(db, number)
        assert one
        during = seeds.published(db, one.first, one.last, NOW, hotline.utility.zone)
        later = seeds.published(db, one.first, one.last, after, hotline.utility.zone)
        strata = samples.strata_of(db, number)
        assert samples.verify(db, one)
    assert [month.seed for month in during] == [""]  # not before the month is over
    assert [month.fingerprint for month in during] == [
        sha256(month.seed.encode()).hexdigest() for month in later
    ]
    assert all(month.beforehand for month in later)
    seed = seed_of(one.first, one.last, [month.seed for month in later])
    assert seed == one.seed
    assert one.frame == sum(len(stratum.calls) for stratum in strata)
    assert {(each.operator, each.place, each.call) for each in hotline.drawn(number)} == {
        (stratum.operator, place, call)
        for stratum in strata
        for place, call in enumerate(draw(seed, stratum.calls, 3), 1)
    }


def test_a_sample_is_drawn_once_however_often_it_is_asked_for(hotline: Hotline) -> None:
    first = hotline.draw()
    with hotline.engine.begin() as db:
        again = samples.draw_sample(
            db, hotline.utility, hotline.wish(), hotline.people["auditor"], NOW + timedelta(days=9)
        )
        assert again == (first, False)
        assert db.scalar(select(func.count()).select_from(SampledRow)) == 3 * len(hotline.operators)


def test_a_period_that_is_not_over_is_not_drawn(hotline: Hotline) -> None:
    wish, boss = hotline.wish(), hotline.people["boss"]
    today = NOW.astimezone(hotline.utility.zone).date()
    refused = {
        "period": [replace(wish, last=today), replace(wish, first=MONDAY + timedelta(days=3)),
                   replace(wish, first=date(2020, 1, 1))],
        "size": [replace(wish, size=0), replace(wish, size=51)],
        "form": [replace(wish, scorecard=999)],
        "nothing": [replace(wish, filters=Filters(topics=("none",)))],
    }  # fmt: skip
    for reason, wishes in refused.items():
        for one in wishes:
            with pytest.raises(NotAllowed, match=reason), hotline.engine.begin() as db:
                samples.draw_sample(db, hotline.utility, one, boss, NOW)


def test_a_seed_that_was_not_fixed_beforehand_says_so(hotline: Hotline) -> None:
    wish = replace(hotline.wish(), first=date(2026, 5, 30))
    with hotline.engine.begin() as db:
        samples.draw_sample(db, hotline.utility, wish, hotline.people["boss"], NOW)
        months = seeds.published(db, wish.first, wish.last, NOW, hotline.utility.zone)
    assert [(month.month.month, month.beforehand) for month in months] == [(5, False), (6, True)]


def test_each_filter_leaves_what_it_says(hotline: Hotline) -> None:
    norms = norms_of(hotline.utility)
    fits: dict[str, tuple[dict[str, object], Callable[[frames.Heard], bool]]] = {
        "topics": ({"topics": ("charges",)}, lambda one: one.topic == "charges"),
        "operators": (
            {"operators": tuple(hotline.operators[:2])},
            lambda one: one.operator in hotline.operators[:2],
        ),
        "outcomes": ({"outcomes": ("refused",)}, lambda one: False),
        "shortest": ({"shortest": 120}, lambda one: (one.length or 0) >= 120_000),
        "longest": ({"longest": 90}, lambda one: one.length is not None and one.length <= 90_000),
        "repeated": ({"repeated": True}, lambda one: one.repeated),
        "red": ({"red": True}, lambda one: _is_red(one, norms)),
        "dissatisfied": ({"dissatisfied": True}, lambda one: False),
    }
    with hotline.engine.connect() as db:
        everything = frames.heard_in(db, hotline.days())
        closed = select(func.count()).where(ContactRow.closed_at.is_not(None))
        assert len(everything) == db.scalar(closed)
        for name, (given, is_meant) in fits.items():
            left = frames.frame(db, hotline.utility, hotline.days(), Filters(**given))  # type: ignore[arg-type]
            expected = {one.contact for one in everything if is_meant(one)}
            assert {one.contact for one in left} == expected, name
            assert name in ("outcomes", "dissatisfied") or 0 < len(left) < len(everything), name


def _is_red(one: frames.Heard, norms: object) -> bool:
    """By hand: any of the lengths over its limit."""
    limits = norms(one.topic)  # type: ignore[operator]
    return any(
        (stay[clock] or 0) > limits[clock].limit * 1000
        for stay in one.stays
        for clock in Clock
        if limits[clock]
    )


def test_nobody_grades_own_calls_and_not_everybody_grades(hotline: Hotline) -> None:
    one = hotline.drawn(hotline.draw())[0]
    asked = Asked(one.contact, hotline.form)
    hotline.people["self"] = one.operator
    for who, role, why in [
        ("self", Role.SUPERVISOR, "own"),
        ("self", Role.ENGINEER, "role"),
        ("boss", Role.ENGINEER, "role"),
        ("boss", Role.ADMINISTRATOR, "role"),
    ]:
        with pytest.raises(NotAllowed, match=why):
            hotline.sign(asked, who, role)
    with pytest.raises(NotAllowed, match="no_contact"):
        hotline.sign(Asked(10**9, hotline.form))
    with pytest.raises(Incomplete):
        hotline.sign(asked, skill=Judged(Answer.YES, 9))
    assert hotline.sign(asked, "auditor", Role.AUDITOR)


def test_a_closed_form_takes_corrections_alone(hotline: Hotline) -> None:
    drawn = hotline.draw()
    first, second = hotline.drawn(drawn)[:2]
    number = hotline.sign(Asked(first.contact, hotline.form, sample=drawn), polite=BAD)
    with hotline.engine.begin() as db:
        scorecards.close(db, hotline.form, hotline.people["boss"], NOW)
    with pytest.raises(NotAllowed, match="form"):
        hotline.sign(Asked(second.contact, hotline.form))
    better = hotline.sign(Asked(first.contact, hotline.form, replaces=number))
    with hotline.engine.connect() as db:
        before, after = grade(db, number), grade(db, better)
        assert before and after
        assert (before.replaced_by, after.replaces) == (better, number)
        assert after.sample == drawn  # though the wish did not name it
        assert (before.score, after.score) == (400, 1000)
        assert [one.id for one in standing(db)] == [better]
    with pytest.raises(NotAllowed, match="replaced"):
        hotline.sign(Asked(first.contact, hotline.form, replaces=number))
    with pytest.raises(NotAllowed, match="not_yours"):
        hotline.sign(Asked(first.contact, hotline.form, replaces=better), "head")


def test_a_form_sent_twice_is_one_grade(hotline: Hotline) -> None:
    one = hotline.drawn(hotline.draw())[0]
    asked, boss = Asked(one.contact, hotline.form), hotline.people["boss"]
    numbers = set()
    for _ in range(2):
        with hotline.engine.begin() as db:
            numbers.add(sign(db, KEY, asked, boss, Role.SUPERVISOR, GOOD, "", "the same", NOW))
    assert len(numbers) == 1


def test_a_call_of_a_sample_is_graded_once_for_it(hotline: Hotline) -> None:
    sample, another = hotline.draw(), hotline.draw(2)
    one = hotline.drawn(sample)[0]
    asked = Asked(one.contact, hotline.form, sample=sample)
    number = hotline.sign(asked)
    with pytest.raises(NotAllowed, match="graded"):
        hotline.sign(asked, "auditor", Role.AUDITOR)
    hotline.sign(replace(asked, replaces=number), polite=BAD)
    assert [each.score for each in hotline.drawn(sample) if each.grade] == [400]
    with hotline.engine.connect() as db:
        found = samples.sample(db, sample)
        assert found and found.graded == 1
        assert samples.samples_with(db, one.contact) == [sample, another]
    outside = next(
        contact
        for contact in all_contacts(hotline)
        if contact not in {each.contact for each in hotline.drawn(sample)}
    )
    with pytest.raises(NotAllowed, match="not_drawn"):
        hotline.sign(Asked(outside, hotline.form, sample=sample))
    with pytest.raises(NotAllowed, match="ungraded"), hotline.engine.begin() as db:
        samples.finish(db, sample, hotline.people["boss"], "", NOW)


def all_contacts(hotline: Hotline) -> list[int]:
    with hotline.engine.connect() as db:
        return list(db.scalars(select(ContactRow.id).where(ContactRow.closed_at.is_not(None))))


def test_seals_find_what_was_changed_removed_or_put_in(hotline: Hotline) -> None:
    for one in hotline.drawn(hotline.draw(1))[:4]:
        hotline.sign(Asked(one.contact, hotline.form))

    def found(key: str = KEY) -> list[tuple[int, str]]:
        with hotline.engine.connect() as db:
            return [(place.number, place.why) for place in seal.broken(db, key)]

    assert found() == []
    assert found("another key") == [(number, "changed") for number in (1, 2, 3, 4)]
    _past_the_triggers(hotline, "UPDATE grade SET score = 999 WHERE number = 2")
    assert found() == [(2, "changed")]
    _past_the_triggers(hotline, "UPDATE grade SET score = 1000 WHERE number = 2")
    _past_the_triggers(hotline, "DELETE FROM grade WHERE number = 3")
    assert found() == [(3, "missing")]
    _past_the_triggers(hotline, "UPDATE grade SET number = 3 WHERE number = 4")
    assert found() == [(3, "changed")]


def test_auditors_who_sign_at_once_make_one_chain(hotline: Hotline) -> None:
    drawn = hotline.drawn(hotline.draw(1))
    with ThreadPoolExecutor(len(drawn)) as pool:
        asked = [Asked(one.contact, hotline.form) for one in drawn]
        numbers = list(pool.map(hotline.sign, asked))
    with hotline.engine.connect() as db:
        assert sorted(one.number for one in standing(db)) == list(range(1, len(drawn) + 1))
        assert len(set(numbers)) == len(drawn)
        assert list(seal.broken(db, KEY)) == []


def test_two_who_draw_the_same_at_once_have_one_sample(hotline: Hotline) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(hotline.draw, [3] * 4))) == 1


def test_two_who_grade_a_drawn_call_at_once_give_one_grade(hotline: Hotline) -> None:
    sample = hotline.draw(1)
    asked = Asked(hotline.drawn(sample)[0].contact, hotline.form, sample=sample)

    def try_to(_: int) -> bool:
        try:
            return bool(hotline.sign(asked))
        except NotAllowed:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(try_to, range(4))) == [False, False, False, True]


def _past_the_triggers(hotline: Hotline, change: str) -> None:
    """As somebody would who owns the database."""
    with hotline.engine.begin() as db:
        if db.dialect.name == "postgresql":
            db.execute(text("ALTER TABLE grade DISABLE TRIGGER USER"))
            db.execute(text(change))
            return
        where = "type = 'trigger' AND tbl_name = 'grade'"
        made = db.execute(text(f"SELECT name, sql FROM sqlite_master WHERE {where}")).all()
        for name, _ in made:
            db.execute(text(f"DROP TRIGGER {name}"))
        db.execute(text(change))
        for _, sql in made:
            db.exec_driver_sql(sql)


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
        calibrations.close_calibration(db, number, boss, NOW)
    with pytest.raises(NotAllowed, match="calibration"):
        hotline.sign(Asked(one.contact, hotline.form, calibration=number))


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
        words.appeal(db, number, one.operator, "Ещё раз", NOW)
        assert [each.is_waiting for each in words.appeals(db)] == [True]
    for who, role in [
        ("boss", Role.SUPERVISOR),
        ("auditor", Role.AUDITOR),
        ("head", Role.ADMINISTRATOR),
    ]:
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


def test_figures_are_followed_to_their_calls(hotline: Hotline) -> None:
    sample = hotline.draw(2)
    drawn = hotline.drawn(sample)
    for place, one in enumerate(drawn):
        more = {"polite": BAD} if place % 2 else {"rude": Judged(Answer.NOT_APPLICABLE)}
        hotline.sign(Asked(one.contact, hotline.form, sample=sample), **more)  # type: ignore[arg-type]
    with hotline.engine.connect() as db:
        found = figures.of_sample(db, sample)
        period = figures.of_period(
            db, replace(hotline.days(), first=date(2026, 6, 12), last=date(2026, 6, 12)), Kind.CHECK
        )
        other = figures.of_period(db, hotline.days())
    assert found and list(period) == [found] and list(other) == []
    half = len(drawn) // 2
    assert (found.total.count, found.total.mean, found.total.passed) == (2 * half, 700, half)
    assert found.total.calls == sorted(one.call for one in drawn)
    assert [one.name for one in found.operators] == sorted(one.name for one in found.operators)
    assert all(one.scores.count == 2 for one in found.operators)
    polite, rude, skill = found.criteria
    assert polite.calls == sorted(one.call for one in drawn[1::2])
    assert (polite.share, rude.share, skill.share) == (0.5, 1.0, 1.0)
    assert len(rude.judged) == half
    assert [one.criterion.key for one in found.worst()] == ["polite"]


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
        tasks_.finish_task(db, done.id, boss, "Не обучен", NOW)
        found = tasks_.tasks(db, tasks_.from_sample(sample))
        assert [one.topic for one in found] == ["soon", "later", "done"]
        assert tasks_.task(db, done.id).result == "Обучен"  # type: ignore[union-attr]
        for why, wrong in {
            "topic": new("", 1),
            "due": new("x", -1),
            "responsible": replace(new("x", 1), responsible=10**9),
            "text": replace(new("x", 1), text="x" * 3001),
        }.items():
            with pytest.raises(NotAllowed, match=why):
                tasks_.open_task(db, wrong, boss, "another", today, NOW)


def test_reminders_begin_with_the_first_call(hotline: Hotline) -> None:
    with hotline.engine.connect() as db:
        june = plan.reminders(db, hotline.utility, date(2026, 6, 12))
        july = plan.reminders(db, hotline.utility, date(2026, 7, 3))
    assert [(one.kind, one.due_on) for one in june] == [(Kind.CHECK, date(2026, 6, 30))]
    assert [one.is_late(date(2026, 7, 3)) for one in july] == [True]


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_profile_has_a_half_yearly_check(path: Path) -> None:
    months = read_utility(path.stem).audits.check
    assert any(month <= 6 for month in months) and any(month > 6 for month in months)
