"""How long registrations took (P5): from the answer, or from the one before in the same talk."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.utility import PROFILES, Norm, read_utility
from models.audits.timeliness import BY_THE_MAP, Indicator, Registered, indicators, lengths, norm_of
from models.contacts.records import RequestKind

ANSWERED = datetime(2026, 6, 8, 9, tzinfo=UTC)


def registered(number: int, kind: RequestKind, after: int, contact: int | None = 1) -> Registered:
    at = ANSWERED + timedelta(seconds=after)
    answered = ANSWERED if contact else None
    return Registered(number, kind, at, contact, contact, 1, answered)


def test_each_counts_from_the_one_before() -> None:
    found = lengths(
        [
            registered(3, RequestKind.READING, 500),
            registered(1, RequestKind.SEALING, 60),
            registered(2, RequestKind.CALLBACK, 400),
            registered(4, RequestKind.READING, 100, contact=2),
            registered(5, RequestKind.READING, 100, contact=None),
        ]
    )
    assert {one.what.number: one.length for one in found} == {
        1: 60_000, 2: 340_000, 3: 100_000, 4: 100_000, 5: None,
    }  # fmt: skip


def test_the_limit_itself_is_in_time() -> None:
    found = indicators(
        [registered(number, RequestKind.SEALING, after, contact=number)
         for number, after in enumerate((420, 421, 900), 1)],
        read_utility("almaty"),
    )  # fmt: skip
    one = found[Indicator.REQUESTS]
    assert [each.what.number for each in one.timely] == [1]
    assert [each.what.number for each in one.late] == [3, 2]
    assert one.share == pytest.approx(1 / 3)
    assert found[Indicator.READINGS].share is None


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 3)), max_size=20))
def test_no_time_of_a_talk_is_counted_twice(made: list[tuple[int, int]]) -> None:
    rows = [
        registered(number, RequestKind.READING, after, contact)
        for number, (after, contact) in enumerate(made)
    ]
    for contact in {row.contact for row in rows}:
        mine = [one.length or 0 for one in lengths(rows) if one.what.contact == contact]
        assert sum(mine) == max(after for after, of in made if of == contact) * 1000


def test_norms_are_those_of_the_map_in_the_almaty_profile() -> None:
    almaty = read_utility("almaty")
    for indicator in Indicator:
        assert norm_of(almaty, indicator).limit == BY_THE_MAP[indicator].limit
    for path in PROFILES.glob("*.toml"):
        assert isinstance(norm_of(read_utility(path.stem), Indicator.READINGS), Norm)
