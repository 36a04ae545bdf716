"""Samples on each database: drawn once, drawn again by anybody, finished once (P4)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DBAPIError

from models.audits import (
    frames,
    samples,
    scorecards,
    seeds,
)
from models.audits.grades import Asked
from models.audits.records import Filters, Kind, NotAllowed
from models.audits.schedule import reminders
from models.audits.tables import SampledRow, SampleRow, StratumRow
from models.contacts.tables import ContactRow
from models.events.summaries import norms_of
from models.operators.roles import Role
from models.rules.clocks import Clock
from models.rules.sampling import draw, seed_of
from tests.audits.conftest import MONDAY, NOW, Hotline


def test_what_was_finished_stays_as_it_was_finished(hotline: Hotline) -> None:
    sample = hotline.draw(1)
    for one in hotline.drawn(sample):
        hotline.sign(Asked(one.contact, hotline.form, sample=sample))
    boss = hotline.people["boss"]
    with hotline.engine.begin() as db:
        samples.finish(db, sample, boss, Role.SUPERVISOR, "Хорошо", NOW)
        with pytest.raises(NotAllowed, match="finished"):
            samples.finish(db, sample, boss, Role.SUPERVISOR, "Плохо", NOW)
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


def test_two_who_draw_the_same_at_once_have_one_sample(hotline: Hotline) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(hotline.draw, [3] * 4))) == 1


def test_a_seed_that_somebody_chose_is_found(hotline: Hotline) -> None:
    """A row can be put in by whoever owns the database, with calls that its own seed draws."""
    honest = hotline.draw()
    with hotline.engine.begin() as db:
        one = samples.sample(db, honest)
        assert one and samples.verify(db, one)
        row = db.execute(select(SampleRow.__table__).where(SampleRow.id == honest)).one()
        chosen = dict(row._mapping) | {"seed": "a seed that pleases", "parameters": "another"}
        del chosen["id"]
        forged = db.scalar(insert(SampleRow).values(chosen).returning(SampleRow.id)) or 0
        contacts = {each.call: each for each in frames.heard_in(db, hotline.days())}
        for stratum in samples.strata_of(db, honest):
            kept = {"operator_id": stratum.operator, "calls": list(stratum.calls)}
            db.execute(insert(StratumRow), {"sample_id": forged} | kept)
            for place, call in enumerate(draw(chosen["seed"], stratum.calls, one.size), 1):
                drawn = {"contact_id": contacts[call].contact, "call_id": call, "place": place}
                drawn |= {"sample_id": forged, "operator_id": stratum.operator}
                db.execute(insert(SampledRow), drawn)
        found = samples.sample(db, forged)
        assert found and not samples.verify(db, found)


def test_the_heads_check_is_concluded_by_a_head(hotline: Hotline) -> None:
    """P4: an auditor may grade all of it, and the head is still reminded."""
    sample, auditor = hotline.draw(1), hotline.people["auditor"]
    for one in hotline.drawn(sample):
        hotline.sign(Asked(one.contact, hotline.form, sample=sample), "auditor", Role.AUDITOR)
    with pytest.raises(NotAllowed, match="head"), hotline.engine.begin() as db:
        samples.finish(db, sample, auditor, Role.AUDITOR, "Хорошо", NOW)
    with hotline.engine.connect() as db:
        reminded = reminders(db, hotline.utility, NOW.date())
        assert [each.kind for each in reminded] == [Kind.CHECK]
    wish = replace(hotline.wish(1), kind=Kind.INTERNAL)
    with hotline.engine.begin() as db:
        own, _ = samples.draw_sample(db, hotline.utility, wish, auditor, NOW)
    for one in hotline.drawn(own):
        hotline.sign(Asked(one.contact, hotline.form, sample=own), "auditor", Role.AUDITOR)
    with hotline.engine.begin() as db:
        with pytest.raises(NotAllowed, match="text"):
            samples.finish(db, own, auditor, Role.AUDITOR, "щ" * 3001, NOW)
        samples.finish(db, own, auditor, Role.AUDITOR, "Хорошо", NOW)
        found = samples.sample(db, own)
    assert found and found.finished_at == NOW
