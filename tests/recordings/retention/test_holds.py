"""Legal holds (P1): what is held stays, whoever is faster; what is lifted or over goes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import func, select

from models.contacts.tables import DraftRow
from models.database import open_database
from models.rules.retention import Term, due
from models.segments.kinds import State
from models.tables import JournalRow
from recordings.retention.holds import LONGEST, HoldRefused, Why, holds_of, holds_on, lift, place
from recordings.retention.plan import planned
from tests.recordings.retention.furnishing import Archive, archive_of, operator

DAY = date(2026, 1, 15)
LAST = date(2026, 4, 15)
NEXT = date(2026, 4, 16)
LATER = date(2027, 4, 16)


def lifted(archive: Archive, hold: int, day: date) -> None:
    with archive.engine.begin() as db:
        lift(db, hold, operator(db), archive.night(day))


def words_of(archive: Archive, call: int) -> int:
    with archive.engine.connect() as db:
        query = select(func.count()).select_from(JournalRow).where(JournalRow.call_id == call)
        return db.execute(query).scalar_one()


def test_everything_of_a_held_call_stays(archive: Archive) -> None:
    call = archive.call(DAY, segments=3)
    archive.hold(call, DAY)
    swept = archive.sweep(LATER)
    assert (swept.destroyed, swept.calls, swept.drafts) == (0, 0, 0)
    assert archive.states() == ["stored"] * 3 and archive.files() == 3
    assert words_of(archive, call) == 1
    with archive.engine.connect() as db:
        assert db.execute(select(func.count()).select_from(DraftRow)).scalar_one() == 1


def test_it_goes_when_the_hold_is_over(archive: Archive) -> None:
    call = archive.call(DAY)
    archive.hold(call, DAY, until=LATER)
    assert archive.sweep(LATER).destroyed == 0
    swept = archive.sweep(LATER + timedelta(days=1))
    assert (swept.destroyed, swept.calls, swept.drafts) == (1, 1, 1)


def test_a_hold_that_is_over_before_does_not_hurry_it(archive: Archive) -> None:
    call = archive.call(DAY)
    archive.hold(call, DAY, until=DAY)
    assert archive.sweep(LAST).destroyed == 0
    assert archive.sweep(NEXT).destroyed == 1


def test_it_goes_when_the_hold_is_lifted_and_no_other_holds(archive: Archive) -> None:
    call = archive.call(DAY)
    first, second = archive.hold(call, DAY), archive.hold(call, DAY)
    lifted(archive, first, NEXT)
    assert archive.sweep(NEXT).destroyed == 0
    lifted(archive, second, NEXT)
    assert archive.sweep(NEXT).destroyed == 1


def test_the_query_and_the_rule_say_the_same(archive: Archive) -> None:
    """Every kind of hold beside every other, on the days around the last."""
    around = [LAST + timedelta(days=offset) for offset in (-1, 0, 1, 2)]
    terms = [Term(until, lifted) for until in (None, *around) for lifted in (False, True)]
    pairs = [(), *((one,) for one in terms), *product(terms, repeat=2)]
    calls = [archive.call(DAY, state=State.MISSING) for _ in pairs]
    for call, holds in zip(calls, pairs, strict=True):
        for hold in holds:
            number = archive.hold(call, DAY, hold.until)
            if hold.lifted:
                lifted(archive, number, DAY)
    for today in [*around, around[-1] + timedelta(days=1)]:
        with archive.engine.connect() as db:
            told = {one.call for one in planned(db, today)}
        rule = {call for call, holds in zip(calls, pairs, strict=True) if due(LAST, holds, today)}
        assert told == rule


def test_who_and_why_stays_on_record(archive: Archive) -> None:
    call = archive.call(DAY)
    hold = archive.hold(call, DAY, until=LATER)
    with archive.engine.connect() as db:
        assert [one.id for one in holds_on(db, LATER)] == [hold]
        assert list(holds_on(db, LATER + timedelta(days=1))) == []
    lifted(archive, hold, LAST)
    with archive.engine.connect() as db:
        assert list(holds_on(db, LATER)) == []
        one = holds_of(db, call)[0]
    assert (one.reason, one.placed_by, one.lifted_by) == ("суд", "Иванова А. С.", "Иванова А. С.")
    assert (one.placed_at, one.lifted_at) == (archive.night(DAY), archive.night(LAST))


@pytest.mark.parametrize(
    ("reason", "until", "why"),
    [
        ("", None, Why.NO_REASON),
        (" \n", None, Why.NO_REASON),
        ("а" * (LONGEST + 1), None, Why.LONG_REASON),
        ("суд", DAY - timedelta(days=1), Why.PAST),
    ],
)
def test_what_is_no_hold(archive: Archive, reason: str, until: date | None, why: Why) -> None:
    call = archive.call(DAY)
    with archive.engine.begin() as db, pytest.raises(HoldRefused) as refused:
        place(db, call, reason, until, operator(db), archive.night(DAY), DAY)
    assert refused.value.why is why


def refusal(archive: Archive, call: int) -> Why | None:
    try:
        archive.hold(call, NEXT)
    except HoldRefused as refused:
        return refused.why
    return None


def test_what_is_destroyed_cannot_be_held(archive: Archive) -> None:
    calls = [archive.call(DAY), archive.call(DAY, segments=0), archive.call(NEXT, segments=0)]
    archive.sweep(NEXT)
    assert [refusal(archive, call) for call in calls] == [Why.DESTROYED, Why.DESTROYED, None]
    assert refusal(archive, 999) is Why.NO_CALL


def test_a_hold_is_lifted_once(archive: Archive) -> None:
    hold = archive.hold(archive.call(DAY), DAY)
    lifted(archive, hold, DAY)
    for number, why in ((hold, Why.LIFTED), (999, Why.NO_HOLD)):
        with pytest.raises(HoldRefused) as refused:
            lifted(archive, number, DAY)
        assert refused.value.why is why


def test_what_is_held_while_a_sweep_runs_is_there_afterwards(archive: Archive) -> None:
    """Two engines: one destroys batch after batch, one places holds as fast as it can."""
    calls = [archive.call(DAY) for _ in range(120)]
    url = archive.engine.url.render_as_string(hide_password=False)
    other = archive_of(open_database(url), archive.office.anchor.parent)
    begin = threading.Barrier(2)

    def hold_all() -> dict[int, Why | None]:
        begin.wait()
        return {call: refusal(other, call) for call in reversed(calls)}

    with ThreadPoolExecutor(1) as pool:
        placed = pool.submit(hold_all)
        begin.wait()
        archive.sweep(NEXT)
        answers = placed.result()
    other.engine.dispose()
    assert set(answers.values()) <= {None, Why.DESTROYED}
    expected = [State.STORED if answers[call] is None else State.DESTROYED for call in calls]
    assert archive.states() == expected
    assert [words_of(archive, call) for call in calls] == [answers[call] is None for call in calls]
    assert archive.broken() == []


def test_a_hold_that_waits_for_a_sweep_is_told_the_truth(archive: Archive) -> None:
    """And a sweep that waits for a hold leaves the call alone: each order, made certain."""
    call = archive.call(DAY)
    url = archive.engine.url.render_as_string(hide_password=False)
    other = archive_of(open_database(url), archive.office.anchor.parent)
    with ThreadPoolExecutor(1) as pool:
        with other.engine.begin() as db:
            by = operator(db)
            place(db, call, "суд", None, by, other.night(NEXT), NEXT)
            swept = pool.submit(archive.sweep, NEXT)
            threading.Event().wait(0.5)  # the sweep has come to where it must wait
            assert not swept.done()
        assert swept.result().destroyed == 0
    other.engine.dispose()
    assert archive.states() == ["stored"] and words_of(archive, call) == 1
