"""Signed grades on each database: who gives them, their seals, what they come to (P3)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from models import anchor
from models.anchor import BEGINNING, Link
from models.audits import calibrations, figures, samples, scorecards, seal, words
from models.audits.grades import Asked, sign, standing
from models.audits.records import NotAllowed, Verdict
from models.contacts.tables import ContactRow
from models.operators.roles import Role
from models.rules.grading import Answer, Incomplete, Judged
from models.seals import SealKeys
from tests.audits.conftest import BAD, GOOD, KEY, NOW, SHORT, Hotline


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


def test_a_form_sent_twice_is_one_grade(hotline: Hotline) -> None:
    one = hotline.drawn(hotline.draw())[0]
    asked, boss = Asked(one.contact, hotline.form), hotline.people["boss"]
    numbers = set()
    for _ in range(2):
        with hotline.engine.begin() as db:
            numbers.add(sign(db, KEY, asked, boss, Role.SUPERVISOR, GOOD, "", "the same", NOW))
    assert len(numbers) == 1


def test_another_grade_in_a_form_that_was_signed_is_not_lost(hotline: Hotline) -> None:
    """Whose draft was kept once more after it was signed, and then changed: that is said."""
    first, second, *_ = hotline.drawn(hotline.draw())
    asked = Asked(first.contact, hotline.form)
    boss, auditor = hotline.people["boss"], hotline.people["auditor"]
    for one, who, answers, remark in [
        (asked, boss, GOOD | {"polite": BAD}, ""),
        (asked, boss, GOOD, "Другое"),
        (asked, auditor, GOOD, ""),
        (Asked(second.contact, hotline.form), boss, GOOD, ""),
    ]:
        with hotline.engine.begin() as db:
            sign(db, KEY, asked, boss, Role.SUPERVISOR, GOOD, "", "the same", NOW)
        with pytest.raises(NotAllowed, match="graded"), hotline.engine.begin() as db:
            sign(db, KEY, one, who, Role.SUPERVISOR, answers, remark, "the same", NOW)


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
        samples.finish(db, sample, hotline.people["boss"], Role.SUPERVISOR, "", NOW)


def all_contacts(hotline: Hotline) -> list[int]:
    with hotline.engine.connect() as db:
        return list(db.scalars(select(ContactRow.id).where(ContactRow.closed_at.is_not(None))))


def test_seals_find_what_was_changed_removed_or_put_in(hotline: Hotline) -> None:
    for one in hotline.drawn(hotline.draw(1))[:4]:
        hotline.sign(Asked(one.contact, hotline.form))

    def found(*keys: str) -> list[tuple[int, str]]:
        return broken(hotline, BEGINNING, *keys)

    assert found() == []
    assert found("another key") == [(number, "changed") for number in (1, 2, 3, 4)]
    _past_the_triggers(hotline, "UPDATE grade SET score = 999 WHERE number = 2")
    assert found() == [(2, "changed")]
    _past_the_triggers(hotline, "UPDATE grade SET score = 1000 WHERE number = 2")
    _past_the_triggers(hotline, "DELETE FROM grade WHERE number = 3")
    assert found() == [(3, "missing")]
    _past_the_triggers(hotline, "UPDATE grade SET number = 3 WHERE number = 4")
    assert found() == [(3, "changed")]


def broken(hotline: Hotline, noted: Link | None, *keys: str) -> list[tuple[int, str]]:
    with hotline.engine.connect() as db:
        places = seal.broken(db, SealKeys(keys or (KEY,)), noted)
        return [(place.number, place.why) for place in places]


def test_the_note_finds_what_was_cut_off_or_sealed_anew(hotline: Hotline, tmp_path: Path) -> None:
    """Also by whoever has an older key, with which a chain that is wholly forged verifies."""
    path, drawn = tmp_path / seal.NOTE, hotline.drawn(hotline.draw(1))
    with hotline.engine.connect() as db:
        anchor.note_beginning(db, seal, path)
    for one in drawn[:3]:
        hotline.sign(Asked(one.contact, hotline.form))
    with hotline.engine.connect() as db:
        assert anchor.note(db, seal, path)
        newest = seal.newest(db)
    assert anchor.noted(path) == newest and newest.number == 3
    assert broken(hotline, newest) == [] and broken(hotline, None) == [(3, "not noted")]
    _past_the_triggers(hotline, "DELETE FROM grade WHERE number = 3")
    assert broken(hotline, newest) == [(3, "cut off")]
    hotline.sign(Asked(drawn[3].contact, hotline.form))
    assert broken(hotline, newest) == [(3, "cut off")]
    with hotline.engine.connect() as db:
        assert not anchor.note(db, seal, path)
    assert anchor.noted(path) == newest


def test_auditors_who_sign_at_once_make_one_chain(hotline: Hotline) -> None:
    drawn = hotline.drawn(hotline.draw(1))
    with ThreadPoolExecutor(len(drawn)) as pool:
        asked = [Asked(one.contact, hotline.form) for one in drawn]
        numbers = list(pool.map(hotline.sign, asked))
    with hotline.engine.connect() as db:
        assert sorted(one.number for one in standing(db)) == list(range(1, len(drawn) + 1))
        assert len(set(numbers)) == len(drawn)
    assert broken(hotline, BEGINNING) == []


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


def test_figures_are_followed_to_their_calls(hotline: Hotline) -> None:
    sample = hotline.draw(2)
    drawn = hotline.drawn(sample)
    for place, one in enumerate(drawn):
        more = {"polite": BAD} if place % 2 else {"rude": Judged(Answer.NOT_APPLICABLE)}
        hotline.sign(Asked(one.contact, hotline.form, sample=sample), **more)  # type: ignore[arg-type]
    with hotline.engine.connect() as db:
        found = figures.of_sample(db, sample)
    assert found
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


def test_a_sample_is_graded_by_its_own_form(hotline: Hotline) -> None:
    """By an easier one its figures would be those of some of its calls."""
    sample = hotline.draw(1)
    one = hotline.drawn(sample)[0]
    with hotline.engine.begin() as db:
        easy = scorecards.read(SHORT.replace("short", "easy").encode(), "ru")
        other, _ = scorecards.keep(db, easy, None, NOW)
    with pytest.raises(NotAllowed, match="other_form"):
        hotline.sign(Asked(one.contact, other, sample=sample))
    assert hotline.drawn(sample)[0].grade is None


def test_what_calibrates_takes_no_grade_out_of_a_sample(hotline: Hotline) -> None:
    """A grade of a calibration counts nowhere: it neither fills a sample nor corrects a grade."""
    sample, people = hotline.draw(1), hotline.people
    first, second = hotline.drawn(sample)[:2]
    bad = hotline.sign(Asked(first.contact, hotline.form, sample=sample), polite=BAD)
    with hotline.engine.begin() as db:
        asked = [people["boss"], people["auditor"]]
        of_first, of_second = (
            calibrations.open_calibration(db, each.contact, hotline.form, asked, asked[0], NOW)
            for each in (first, second)
        )
    for wrong in (
        Asked(first.contact, hotline.form, calibration=of_first, replaces=bad),
        Asked(second.contact, hotline.form, sample, of_second),
    ):
        with pytest.raises(NotAllowed, match="calibration"):
            hotline.sign(wrong)
    assert [each.score for each in hotline.drawn(sample) if each.grade] == [400]
    hotline.sign(Asked(second.contact, hotline.form, calibration=of_second))
    assert hotline.drawn(sample)[1].grade is None


@pytest.mark.parametrize("verdict", [None, Verdict.UPHELD])
def test_an_appealed_grade_is_not_changed_past_the_head(
    hotline: Hotline, verdict: Verdict | None
) -> None:
    one, people = hotline.drawn(hotline.draw())[0], hotline.people
    number = hotline.sign(Asked(one.contact, hotline.form), polite=BAD)
    with hotline.engine.begin() as db:
        words.appeal(db, number, one.operator, "Не согласна", NOW)
        if verdict:
            words.decide(db, number, people["head"], Role.SUPERVISOR, verdict, "Нет", NOW)
    worse = Asked(one.contact, hotline.form, replaces=number)
    with pytest.raises(NotAllowed, match="appealed"):
        hotline.sign(worse, rude=BAD)
    with hotline.engine.connect() as db:
        assert [each.id for each in standing(db)] == [number]


def test_a_granted_appeal_lets_the_author_correct(hotline: Hotline) -> None:
    one, people = hotline.drawn(hotline.draw())[0], hotline.people
    number = hotline.sign(Asked(one.contact, hotline.form), "auditor", Role.AUDITOR, polite=BAD)
    with hotline.engine.begin() as db:
        words.appeal(db, number, one.operator, "Не согласна", NOW)
        words.decide(db, number, people["head"], Role.SUPERVISOR, Verdict.GRANTED, "Верно", NOW)
    again = Asked(one.contact, hotline.form, replaces=number)
    with pytest.raises(NotAllowed, match="not_yours"):
        hotline.sign(again)  # another supervisor
    better = hotline.sign(again, "auditor", Role.AUDITOR)
    with hotline.engine.connect() as db:
        assert [each.id for each in standing(db)] == [better]
