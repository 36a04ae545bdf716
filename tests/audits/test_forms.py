"""Forms as they are kept, on each database; what is kept is never changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from models.audits import calibrations, samples, scorecards, words
from models.audits.grades import Asked, grade, standing
from models.audits.records import NotAllowed
from models.audits.tables import GradeRow, SampleRow, ScorecardRow
from models.operators.roles import Role
from tests.audits.conftest import BAD, NOW, SHORT, Hotline


def test_shipped_forms_have_names_in_every_language() -> None:
    forms = scorecards.shipped()
    assert {form.name for form in forms} == {"almaty-call", "almaty-objections", "ventspils-call"}
    for form in forms:
        for names in [form.names, *(each.names for each in (*form.sections, *form.criteria))]:  # type: ignore[attr-defined]
            assert set(names) == {"ru", "kk", "lv", "en"}
            assert all(name.strip() for name in names.values())


def test_shipped_forms_cover_the_standard() -> None:
    """A 12 to 18, with each of the sixteen things that are never done."""
    cited = {one.paragraph for form in scorecards.shipped() for one in form.criteria}
    wanted = {"12", "13", "16", "18"}
    wanted |= {f"14 {number})" for number in range(1, 9)}
    wanted |= {f"15 {number})" for number in range(1, 17)}
    wanted |= {f"17 {number})" for number in range(1, 8)}
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


def test_what_was_begun_by_a_form_is_finished_by_it(hotline: Hotline) -> None:
    """Closing stops what is new: a sample half graded, a calibration, a correction go on."""
    number, boss = hotline.draw(1), hotline.people["boss"]
    first, *others = hotline.drawn(number)
    hotline.sign(Asked(first.contact, hotline.form, sample=number))
    with hotline.engine.begin() as db:
        both = [boss, hotline.people["auditor"]]
        of = calibrations.open_calibration(db, first.contact, hotline.form, both, boss, NOW)
        easier = scorecards.read(SHORT.replace("critical = true", "").encode(), "ru")
        second, _ = scorecards.keep(db, easier, boss, NOW)
        scorecards.close(db, hotline.form, boss, NOW)
    for one in others:
        with pytest.raises(NotAllowed, match="other_form"):
            hotline.sign(Asked(one.contact, second, sample=number))
        hotline.sign(Asked(one.contact, hotline.form, sample=number))
    hotline.sign(Asked(first.contact, hotline.form, calibration=of))
    with hotline.engine.begin() as db:
        samples.finish(db, number, boss, Role.SUPERVISOR, "", NOW)
        found = samples.sample(db, number)
        with pytest.raises(NotAllowed, match="form"):
            samples.draw_sample(db, hotline.utility, hotline.wish(2), boss, NOW)
        with pytest.raises(NotAllowed, match="form"):
            calibrations.open_calibration(db, first.contact, hotline.form, both, boss, NOW)
    assert found and found.finished_at == NOW


def test_a_closed_form_takes_nothing_new(hotline: Hotline) -> None:
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


def test_those_who_keep_forms_of_a_name_at_once_have_a_version_each(hotline: Hotline) -> None:
    """Two have the same content, two others."""
    contents = [SHORT.replace("Вежлив", word) for word in ("Добр", "Добр", "Мил", "Скор")]

    def keep(content: str) -> int:
        with hotline.engine.begin() as db:
            return scorecards.keep(db, scorecards.read(content.encode(), "ru"), None, NOW)[0]

    with ThreadPoolExecutor(4) as pool:
        first, second, *_ = pool.map(keep, contents)
    assert first == second
    with hotline.engine.connect() as db:
        kept = [one.version for one in scorecards.cards(db) if one.card.name == "short"]
    assert kept == [4, 3, 2, 1]
