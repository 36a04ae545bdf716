"""Days in the utility's own time, and the figures that are made of their stays (N1-N5, C17)."""

from datetime import UTC, date, datetime, timedelta
from statistics import mean, median
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from config.utility import Norm, read_utility
from models.events.days import Days, calls_in, day_of, stays_in
from models.events.kinds import Kind
from models.events.summaries import Summary, norms_of, summed_up
from models.rules.clocks import Clock
from models.rules.figures import Figures, Tally
from models.rules.stay import Fate
from tests.office_day import Called, day_of_calls, furnish_days, hire, write

RIGA, SAMARA = ZoneInfo("Europe/Riga"), ZoneInfo("Europe/Samara")
DEMO = read_utility("demo")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # when Riga changes its clocks


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 6, 1), 24)])
def test_a_day_is_as_long_as_it_is(day: date, hours: int) -> None:
    one = Days(day, day, RIGA)
    assert one.end - one.begin == timedelta(hours=hours)
    assert len(one.hours()) == hours
    assert list(one) == [day]


def test_an_hour_that_comes_twice_is_two_and_one_left_out_is_none() -> None:
    assert Days(AUTUMN, AUTUMN, RIGA).hours()[2:6] == [(2, 0), (3, 0), (3, 1), (4, 0)]
    assert (3, 0) not in Days(SPRING, SPRING, RIGA).hours()
    assert (3, 0) in Days(SPRING, SPRING + timedelta(days=1), RIGA).hours()


def test_the_day_of_a_moment_is_the_utilitys() -> None:
    late = datetime(2026, 6, 16, 21, 30, tzinfo=UTC)
    assert day_of(late, SAMARA).first == date(2026, 6, 17)
    assert day_of(late, ZoneInfo("UTC")).first == date(2026, 6, 16)


def given_up(at: datetime, seconds: float) -> Called:
    gone = at + timedelta(seconds=seconds)
    return Called(at, [(at, Kind.QUEUED, None, "legal"), (gone, Kind.ABANDONED, None, None)], gone)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_each_call_belongs_to_one_day_when_the_clocks_change(office: Engine, day: date) -> None:
    """One call at each half hour of three days, in UTC."""
    begin = Days(day - timedelta(days=1), day, RIGA).begin
    write(office, [given_up(begin + timedelta(minutes=30 * step), 9) for step in range(144)])
    counted = []
    with office.connect() as connection:
        for offset in (-1, 0, 1):
            one = Days(day + timedelta(days=offset), day + timedelta(days=offset), RIGA)
            counted.append(len(list(stays_in(connection, one))))
        together = Days(day - timedelta(days=1), day + timedelta(days=1), RIGA)
        stays = list(stays_in(connection, together))
    long = 46 if day == SPRING else 50
    assert counted[:2] == [48, long]
    assert len(stays) == sum(counted)
    assert len({stay.call_id for stay in stays}) == len(stays)


def test_a_day_of_calls_comes_to_what_happened(office: Engine) -> None:
    """Compared with figures counted from the story itself."""
    day = date(2026, 6, 16)
    with office.begin() as connection:
        operators = hire(connection)
    calls = day_of_calls(3, day, SAMARA, 700, operators[:4])
    write(office, calls)
    with office.connect() as connection:
        stays = list(stays_in(connection, Days(day, day, SAMARA)))
        assert calls_in(connection, Days(day, day, SAMARA)) == 700
    _, total = summed_up(stays, lambda stay: stay.queue, norms_of(DEMO))
    waits = {True: list[float](), False: list[float]()}
    for call in calls:
        moments = {kind: at for at, kind, _, _ in call.events}
        if Kind.QUEUED in moments:
            ended = call.answered or moments[Kind.ABANDONED]
            waited = (ended - moments[Kind.QUEUED]).total_seconds()
            waits[call.answered is not None].append(waited)
    assert (total.answered, total.offered - total.answered) == (len(waits[True]), len(waits[False]))
    at_once = sum(wait <= 5 for wait in waits[False])
    assert (total.at_once, total.abandoned) == (at_once, len(waits[False]) - at_once)
    assert total.abandoned > 10 and at_once > 0
    assert total.again == sum(call.repeats for call in calls)
    found = total.figures(Clock.WAITING)
    assert found.mean == pytest.approx(mean(waits[True]) * 1000, abs=1)
    assert found.median == pytest.approx(median(waits[True]) * 1000, abs=5000)
    kept = sum(wait <= 40 for wait in waits[True])
    assert found.share == kept / (len(waits[True]) + len(waits[False]) - at_once)
    talks = [(call.ended - call.answered).total_seconds() for call in calls if call.answered]
    assert total.figures(Clock.INFORMATION).mean == pytest.approx(mean(talks) * 1000, abs=1)


def test_the_talk_is_judged_by_its_topic(office: Engine) -> None:
    day = date(2026, 6, 16)
    furnish_days(office, [day], SAMARA, 300)
    with office.connect() as connection:
        stays = list(stays_in(connection, Days(day, day, SAMARA)))
    topics, _ = summed_up(stays, lambda stay: stay.topic, norms_of(DEMO))
    for topic in ("readings", "charges"):
        lengths = [stay.information for stay in stays if stay.topic == topic]
        limit = DEMO.topics[topic].handling.limit * 1000
        kept = sum(length <= limit for length in lengths)
        assert topics[topic].figures(Clock.INFORMATION).share == kept / len(lengths)


def test_a_day_that_is_not_over_has_calls_that_wait(office: Engine) -> None:
    day, now = date(2026, 6, 16), datetime(2026, 6, 16, 6, 10, tzinfo=UTC)
    with office.begin() as connection:
        operators = hire(connection)[:2]
    write(office, day_of_calls(3, day, SAMARA, 700, operators), until=now)
    with office.connect() as connection:
        stays = list(stays_in(connection, day_of(now, SAMARA)))
    _, total = summed_up(stays, lambda stay: 0, norms_of(DEMO))
    assert total.fates[Fate.WAITING] > 0
    assert sum(total.fates.values()) == total.offered == len(stays)


def test_nine_in_ten_and_the_middle() -> None:
    tally, norm = Tally(), Norm(5, 9)
    for second in range(10, 0, -1):
        tally.count(second * 1000, norm)
    tally.count(None, norm)
    assert tally.figures() == Figures(10, 5500, 5000, 9000, 0.9)
    tally.miss()
    assert tally.figures().share == 9 / 11


def test_nothing_has_no_figures() -> None:
    assert Summary().figures(Clock.WAITING) == Figures(0)
    only_missed = Tally()
    only_missed.miss()
    assert only_missed.figures() == Figures(0, share=0.0)
