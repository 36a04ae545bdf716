"""When a check or an audit is due (P4): by the profile, and by what was finished."""

from datetime import date
from pathlib import Path

import pytest

from config.utility import PROFILES, Audits, read_utility
from models.audits import schedule as plan
from models.audits.records import Kind
from models.audits.schedule import Due, due
from tests.audits.conftest import Hotline

PLAN = Audits(check=(6, 12), internal=(3,), remind=30)


@pytest.mark.parametrize(
    ("today", "finished", "expected"),
    [
        (date(2026, 11, 30), [date(2026, 6, 20)], []),
        (date(2026, 12, 1), [date(2026, 6, 20)], [date(2026, 12, 31)]),
        (date(2026, 12, 31), [date(2026, 6, 20)], [date(2026, 12, 31)]),
        (date(2026, 12, 31), [date(2026, 6, 20), date(2026, 7, 1)], []),
        (date(2027, 1, 1), [date(2026, 6, 20)], [date(2026, 12, 31)]),
        (date(2026, 8, 1), [date(2026, 6, 30)], []),
        (date(2026, 7, 1), [], [date(2026, 6, 30)]),
        (date(2026, 8, 1), [date(2026, 7, 1)], []),  # late, for the half-year before:
        (date(2026, 12, 31), [date(2026, 7, 1)], [date(2026, 12, 31)]),
    ],
)
def test_when_a_check_is_due(today: date, finished: list[date], expected: list[date]) -> None:
    made = [(Kind.CHECK, on) for on in finished] + [
        (Kind.INTERNAL, date(2026, 3, 1)), (Kind.INTERNAL, date(2026, 4, 1)),
    ]  # fmt: skip
    assert [one.due_on for one in due(PLAN, made, today)] == expected


def test_a_february_and_the_turn_of_a_year() -> None:
    plan = Audits(check=(2, 12), internal=())
    assert due(plan, [(Kind.CHECK, date(2027, 12, 5))], date(2028, 2, 10)) == [
        Due(Kind.CHECK, date(2028, 1, 1), date(2028, 2, 29))
    ]
    assert due(Audits(check=(), internal=()), [], date(2026, 1, 1)) == []


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
