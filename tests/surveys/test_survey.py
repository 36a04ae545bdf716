"""Who is asked after a talk (P6), and what the answers come to."""

import secrets
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert

from config.settings import WrongSetting
from config.utility import Criterion, Survey, Utility, read_utility
from models.events.days import Days
from models.events.kinds import Kind
from models.events.log import Event, add
from models.rules.survey import is_drawn, is_unhappy
from models.surveys import asking
from models.surveys.figures import Opinion, surveyed
from models.tables import CallRow
from tests.office_day import hire

QUESTIONS: tuple[Criterion, ...] = ("competence", "speed")
DESK = msgspec.structs.replace(read_utility("demo"), survey=Survey(questions=QUESTIONS))
NOW = datetime(2026, 6, 16, 9, tzinfo=UTC)
DAY = Days(date(2026, 6, 16), date(2026, 6, 16), DESK.zone)


def call(db: Connection, *events: tuple[Kind, int | None, str], to: str = "") -> int:
    """`to` is where the transfers lead."""
    row = {
        "key": secrets.token_hex(8), "utility": "demo", "caller": "", "dialled": "",
        "began_at": NOW, "holder": "", "language": "ru",
    }  # fmt: skip
    number = db.execute(insert(CallRow).returning(CallRow.id), row).scalar_one()
    happened = [
        Event(
            number,
            NOW + timedelta(seconds=at),
            kind,
            operator,
            queue,
            {"to": to} if kind is Kind.TRANSFERRED else {},
            mark=secrets.token_hex(8),
        )
        for at, (kind, operator, queue) in enumerate(events)
    ]
    add(db, happened)
    return number


def begun(db: Connection, one: int, utility: Utility = DESK) -> list[str]:
    return list(asking.begin(db, utility, one, NOW))


def test_once_in_a_call_after_a_talk(office: Engine) -> None:
    with office.begin() as db:
        [who, *_] = hire(db)
        one = call(db, (Kind.ANSWERED, who, "individuals"))
        assert begun(db, one) == list(QUESTIONS)
        assert begun(db, one) == []
        assert surveyed(db, DAY).asked == {one: who}


@pytest.mark.parametrize(
    ("then", "to"),
    [
        ([(Kind.TRANSFERRED, "individuals"), (Kind.ANSWERED, "emergency")], "emergency"),
        ([(Kind.TRANSFERRED, "individuals")], "emergency"),  # who answered is not known yet
        ([(Kind.ANSWERED, "emergency")], ""),
        ([(Kind.ANSWERED, "emergency"), (Kind.TRANSFERRED, "emergency")], "head"),
    ],
)
def test_nobody_is_asked_after_an_emergency(
    office: Engine, then: list[tuple[Kind, str]], to: str
) -> None:
    with office.begin() as db:
        [who, *_] = hire(db)
        events = [(kind, who, queue) for kind, queue in then]
        one = call(db, (Kind.ANSWERED, who, "individuals"), *events, to=to)
        assert begun(db, one) == []
        assert surveyed(db, DAY).asked == {}


def test_a_specialist_belongs_to_the_talk_of_who_brought_him(office: Engine) -> None:
    """Asked, joined, or sent the caller to."""
    with office.begin() as db:
        [who, *_] = hire(db)
        for then in (
            [Kind.SPECIALIST_ASKED, Kind.SPECIALIST_ANSWERED, Kind.SPECIALIST_LEFT],
            [Kind.SPECIALIST_ASKED, Kind.SPECIALIST_ANSWERED, Kind.TRANSFERRED, Kind.OPERATOR_LEFT],
        ):
            events = [(kind, who, "individuals") for kind in then]
            one = call(db, (Kind.ANSWERED, who, "individuals"), *events, to="head")
            assert begun(db, one) == list(QUESTIONS)
            assert begun(db, one) == []
            assert surveyed(db, DAY).asked.pop(one) == who


@pytest.mark.parametrize("then", [(Kind.TRANSFERRED, "individuals"), (Kind.QUEUED, "legal")])
def test_nobody_is_blamed_for_a_talk_of_somebody_else(
    office: Engine, then: tuple[Kind, str]
) -> None:
    """Whose answer has not come into the log yet."""
    with office.begin() as db:
        [first, *_] = hire(db)
        kind, queue = then
        who = first if kind is Kind.TRANSFERRED else None
        one = call(db, (Kind.ANSWERED, first, "individuals"), (kind, who, queue), to="legal")
        assert begun(db, one) == list(QUESTIONS)
        assert surveyed(db, DAY).asked == {one: None}


def test_the_next_operator_after_a_transfer_is_asked_about(office: Engine) -> None:
    with office.begin() as db:
        [first, second, *_] = hire(db)
        one = call(
            db,
            (Kind.ANSWERED, first, "individuals"),
            (Kind.TRANSFERRED, first, "individuals"),
            (Kind.ANSWERED, second, "legal"),
            to="legal",
        )
        assert begun(db, one)
        assert surveyed(db, DAY).asked == {one: second}


def test_of_a_share_of_none_and_of_a_profile_without_questions(office: Engine) -> None:
    with office.begin() as db:
        one = call(db)
        for survey in (Survey(questions=QUESTIONS, share=0.0), Survey()):
            assert begun(db, one, msgspec.structs.replace(DESK, survey=survey)) == []


@given(st.floats(0, 1))
def test_the_share_is_kept(share: float) -> None:
    drawn = sum(is_drawn(f"call-{number}", share) for number in range(1000))
    assert abs(drawn / 1000 - share) < 0.07


@given(st.text(), st.floats(0, 1), st.floats(0, 1))
def test_who_is_of_a_share_is_of_a_greater_one(key: str, one: float, other: float) -> None:
    assert is_drawn(key, min(one, other)) <= is_drawn(key, max(one, other))
    assert is_drawn(key, 1.0)
    assert not is_drawn(key, 0.0)


@given(st.lists(st.integers(1, 5)))
def test_one_bad_grade_is_enough(grades: list[int]) -> None:
    assert is_unhappy(grades) == (1 in grades or 2 in grades)


def test_figures_with_the_calls_behind_them(office: Engine) -> None:
    with office.begin() as db:
        [anna, boris, *_] = hire(db)
        calls = [call(db, (Kind.ANSWERED, who, "individuals")) for who in (anna, anna, boris)]
        unknown = call(db)
        for one in (*calls, unknown):
            assert begun(db, one)
        for one, grade in ((calls[0], 5), (calls[2], 2), (unknown, 4)):
            asking.answer(db, one, "competence", grade, NOW)
        asking.answer(db, calls[0], "speed", 3, NOW)
        found = surveyed(db, DAY)
        before = surveyed(db, Days(date(2026, 6, 1), date(2026, 6, 15), DESK.zone))

    assert found.response == 0.75
    assert found.answered == [calls[0], calls[2], unknown]
    assert found.operators == [anna, boris]
    everybody = found.of_criterion("competence")
    assert (everybody.count, everybody.mean, everybody.good) == (3, 11 / 3, 2 / 3)
    assert everybody.calls == [calls[0], calls[2], unknown]
    hers = found.of_operator(anna)
    assert (hers.response, hers.of_criterion("competence").mean) == (0.5, 5)
    assert found.of_operator(None).of_criterion("competence").calls == [unknown]
    assert (before.response, before.asked) == (None, {})
    assert before.of_criterion("speed") == Opinion([])
    assert (Opinion([]).mean, Opinion([]).good) == (None, None)


def test_a_profile_with_a_question_twice_cannot_be_used(tmp_path: object) -> None:
    path = f"{tmp_path}/twice.toml"
    with open("tests/utilities/surveyed.toml") as file:
        text = file.read().replace('"speed", "quality"', '"speed", "speed"')
    with open(path, "w") as file:
        file.write(text)
    with pytest.raises(WrongSetting, match="twice"):
        read_utility(path)
