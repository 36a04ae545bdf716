"""The figures of a document against the same counted from the tables, past our own counting."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from models.documents.hotline import TIMED
from models.documents.records import DocumentKind
from models.events.days import Days, stays_in
from models.events.summaries import norms_of, summed_up
from operator_console.documents.content import Cell, Content, Table, Text
from tests.audits.conftest import MONDAY
from tests.documents.conftest import Check


def tables(content: Content) -> list[Table]:
    return [one for one in content.blocks if isinstance(one, Table) and not one.small]


def cells(content: Content) -> list[Cell]:
    return [cell for table in tables(content) for row in table.rows for cell in row]


def row_of(content: Content, name: str) -> list[str]:
    found = [row for table in tables(content) for row in table.rows if row[0].text == name]
    assert len(found) == 1, name
    return [cell.text for cell in found[0][1:]]


def plain(written: str) -> int:
    return int(written.replace("\u00a0", "").replace("\u202f", ""))


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_each_figure_counts_the_calls_of_its_list(check: Check, kind: DocumentKind) -> None:
    content = check.content(check.wanted(kind))
    if kind is DocumentKind.INTERNAL:  # the sample is for a check: not of this document
        assert content.listed and not any("ыборк" in one.name for one in content.listed)
        return
    counted = {cell.figure: cell for cell in cells(content) if cell.figure}
    assert list(counted) == [one.number for one in content.listed]
    assert len(counted) > 40
    for one in content.listed:
        assert plain(counted[one.number].text) == len(one.calls) > 0


def test_grades_are_those_of_the_table(check: Check) -> None:
    content = check.content()
    query = text(
        "SELECT o.name, g.score, g.passed FROM grade g JOIN operator o ON o.id = g.operator_id "
        "WHERE g.contact_id IN (SELECT contact_id FROM sampled WHERE sample_id = :sample) "
        "AND g.id NOT IN (SELECT replaces_id FROM grade WHERE replaces_id IS NOT NULL)"
    )
    with check.hotline.engine.connect() as db:
        grades = db.execute(query, {"sample": check.sample}).all()
    for name in {one.name for one in grades}:
        mine = [one for one in grades if one.name == name]
        passed = sum(bool(one.passed) for one in mine)
        mean = round(sum(one.score for one in mine) / len(mine)) / 10
        written = f"{mean:.1f}\u00a0%".replace(".", ",")
        counts = [str(len(mine)), written, str(passed), str(len(mine) - passed)]
        assert row_of(content, name) == counts
    assert row_of(content, "Всего")[0] == str(len(grades)) == str(check_size(check) - 1)


def check_size(check: Check) -> int:
    return len(check.hotline.drawn(check.sample))


def test_the_worst_criterion_lists_the_calls_where_it_was_missed(check: Check) -> None:
    content = check.content()
    drawn = check.hotline.drawn(check.sample)[:-1]
    missed = sorted(one.call for place, one in enumerate(drawn) if place % 3 == 0 and place)
    listed = {one.name: list(one.calls) for one in content.listed}
    name = "Короткая: п.\u00a013 Вежлив: нарушено"
    assert listed[name] == missed  # the first was corrected after the appeal


def test_a_sample_that_is_left_out_is_named(check: Check) -> None:
    """Else its author could draw until a sample pleases, and show that one alone."""
    other = check.hotline.draw(2)

    def said(*samples: int) -> list[str]:
        blocks = check.content(check.wanted(samples=samples)).blocks
        return [one.text for one in blocks if isinstance(one, Text) and "Не учтены" in one.text]

    assert said(check.sample, other) == []
    assert said(check.sample) == [f"Не учтены выборки того же назначения за эти дни: № {other}."]
    assert len(said()) == 1 and f"№ {check.sample}, {other}." in said()[0]


def test_norms_are_those_of_the_reports(check: Check) -> None:
    utility, facts = check.hotline.utility, check.facts()
    days = Days(MONDAY, MONDAY + timedelta(days=2), utility.zone)
    with check.hotline.engine.connect() as db:
        _, total = summed_up(stays_in(db, days), lambda stay: 0, norms_of(utility))
    shares = {one.clock: one.share for one in facts.hotline.norms}
    assert shares == {clock: total.figures(clock).share for clock in TIMED}
    assert None not in shares.values()
    assert all(len(one.judged) == len(one.kept) + len(one.over) for one in facts.hotline.norms)
    traffic = facts.hotline.traffic
    assert len(traffic.offered) == total.offered
    assert len(traffic.answered) == total.answered
    assert len(traffic.abandoned) == total.abandoned
    assert len(traffic.again) == total.again


def test_timeliness_repeats_and_survey_are_those_of_the_tables(check: Check) -> None:
    content = check.content()
    with check.hotline.engine.connect() as db:
        took = db.execute(
            text(
                "SELECT r.kind, r.created_at, c.opened_at FROM request r "
                "LEFT JOIN contact c ON c.id = r.contact_id"
            )
        ).all()
        again = db.scalar(text("SELECT count(*) FROM contact WHERE repeat_of IS NOT NULL"))
        grades = db.scalars(text("SELECT grade FROM survey_answer")).all()
    for kind, name, limit in (
        ("sealing", "Регистрация заявки на опломбировку, распломбировку, технический осмотр", 420),
        ("reading", "Внесение показаний в базу данных", 300),
    ):
        # each talk has one registration, 40 s more each; the first is outside a talk
        places = [place for place in range(1, 30) if (place % 2 == 1) == (kind == "sealing")]
        timely = sum(40 * place <= limit for place in places)
        counts = [str(len(places)), str(timely), str(len(places) - timely)]
        assert row_of(content, name)[1:4] == counts
    assert len(took) == 30
    assert plain(row_of(content, "Повторных по тому же вопросу")[0]) == again
    good = sum(one >= 4 for one in grades) / len(grades)
    mean = f"{sum(grades) / len(grades):.2f}".replace(".", ",")
    share = f"{good:.1%}".replace(".", ",").replace("%", "\u00a0%")
    assert row_of(content, "Качество") == [str(len(grades)), mean, share]
    assert row_of(content, "Предложено ответить") == ["30"]


def test_appeals_are_counted_by_what_came_of_them(check: Check) -> None:
    content = check.content()
    names = (
        "Оценок обжаловано", "Обжалование удовлетворено", "Оценка оставлена без изменения",
        "Ждёт решения", "Оценок исправлено",
    )  # fmt: skip
    assert [row_of(content, name) for name in names] == [["3"], ["1"], ["1"], ["1"], ["1"]]


def test_the_sample_can_be_drawn_again_from_what_is_printed(check: Check) -> None:
    content = check.content()
    said = "\n".join(getattr(block, "text", "") for block in content.blocks)
    listed = {one.name: one.calls for one in content.listed}
    seed = said.partition("начальное число ")[2].partition(".")[0]
    with check.hotline.engine.connect() as db:
        rows = db.execute(text("SELECT operator_id, call_id FROM contact")).all()
    frame = listed[f"Выборка № {check.sample}: звонки, из которых отбирали"]
    again: list[int] = []
    for operator in {row.operator_id for row in rows}:
        mine = {row.call_id for row in rows if row.operator_id == operator} & set(frame)
        ranked = sorted(mine, key=lambda call: sha256(f"{seed}:{call}".encode()).hexdigest())
        again += ranked[:3]
    assert tuple(sorted(again)) == listed[f"Выборка № {check.sample}: отобранные звонки"]


def test_no_number_and_no_name_of_a_caller_is_in_it(check: Check) -> None:
    with check.hotline.engine.connect() as db:
        callers = set(db.scalars(text("SELECT caller FROM call WHERE caller <> ''")))
        names = set(db.scalars(text("SELECT name FROM account WHERE name <> ''")))
    said = repr(check.content(check.wanted(DocumentKind.YEARLY)))
    assert callers or names
    assert [one for one in callers | names if one in said] == []


def test_a_period_without_calls_says_so(check: Check) -> None:
    empty = check.wanted(first=MONDAY.replace(year=2024), last=MONDAY.replace(year=2024))
    content = check.content(empty)
    assert not content.listed
    said = [getattr(block, "text", "") for block in content.blocks]
    assert said.count("Нет данных.") >= 5
