"""What becomes of what Asterisk left: whole, cut off, empty, absent, still growing (P1)."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from config.settings import Settings
from models.segments.kinds import State
from recordings.archive import archive, settle
from recordings.archive.settle import ABSENT, UNHEARD
from recordings.sound import Encoded, encode
from recordings.store import Stored
from tests.recordings.archive.furnishing import GONE, LIVE, OPEN, WHOLE, Keeping

SLACK = 0.1  # seconds


def test_a_whole_call_is_stored_and_nothing_stays_in_the_clear(keeper: Keeping) -> None:
    key = keeper.recorded(3.0)
    assert keeper.settle() == [State.STORED]
    row = keeper.row(key)
    assert (row.state, row.duration, row.lacks) == (State.STORED, 3000, 0)
    assert abs((row.began_at - keeper.began).total_seconds()) < SLACK
    assert row.settled_at and row.peaks and row.size
    assert keeper.kept(key) == 3.0
    assert keeper.stored() == {row.name}
    assert key not in row.name
    assert keeper.left_in_the_clear() == []
    assert keeper.settle() == []


@pytest.mark.parametrize("leap", [timedelta(hours=3), timedelta(hours=-3)])
def test_a_clock_that_leaps_while_it_is_stored_costs_nothing(
    keeper: Keeping, leap: timedelta
) -> None:
    """Or a machine that slept. The scan takes what it has just stored for an orphan."""
    real = keeper.archive.store

    class Leaping:
        def put(self, name: str, source: BinaryIO) -> Stored:
            stored = real.put(name, source)
            keeper.later += leap
            keeper.archive.scan()
            return stored

        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

    key = keeper.recorded()
    keeper.archive = replace(keeper.archive, store=Leaping())
    assert keeper.settle() == [None]
    assert keeper.row(key).state == State.EXPECTED and keeper.stored() == set()
    keeper.archive = replace(keeper.archive, store=real)
    assert keeper.settle() == [State.STORED] and keeper.kept(key) == 3.0


@pytest.mark.parametrize(
    ("lacking", "state"), [(1.9, State.STORED), (2.0, State.STORED), (2.1, State.DAMAGED)]
)
def test_length_is_held_against_the_log_of_events(
    keeper: Keeping, lacking: float, state: State
) -> None:
    key = keeper.call(10.0)
    keeper.sound(key, 10.0 - lacking)
    assert keeper.settle() == [state]
    assert abs(keeper.row(key).lacks - 1000 * lacking) < 2
    assert abs(keeper.kept(key) - (10.0 - lacking)) < 0.001


def test_a_recording_longer_than_the_call_lacks_nothing(keeper: Keeping) -> None:
    key = keeper.call(3.0)
    keeper.sound(key, 5.0)
    assert keeper.settle() == [State.STORED]
    assert keeper.row(key).lacks == 0


def test_without_a_hang_up_in_the_log_the_file_says_when_it_was(keeper: Keeping) -> None:
    key = keeper.call()
    keeper.written_at(keeper.sound(key, 3.0), 7.0)
    assert keeper.settle() == [State.DAMAGED]
    assert abs(keeper.row(key).lacks - 4000) < 2


def test_cut_off_by_a_crash_in_mid_frame(keeper: Keeping) -> None:
    """What is there is kept, and what may be missing is said: what Asterisk holds back."""
    key = keeper.call(3.0)
    keeper.sound(key, 3.0, OPEN, spare=b"xyz")
    assert keeper.settle() == [State.DAMAGED]
    assert keeper.row(key).lacks == 1100
    assert keeper.kept(key) == 3.0
    assert keeper.left_in_the_clear() == []


@pytest.mark.parametrize("ending", [OPEN, WHOLE])
@pytest.mark.parametrize("content", [b"", b"abc"])
def test_a_file_without_sound(keeper: Keeping, ending: str, content: bytes) -> None:
    key = keeper.call(4.0)
    keeper.sound(key, 0, ending, spare=content)
    assert keeper.settle() == [State.MISSING]
    assert keeper.row(key).lacks == 4000
    assert keeper.left_in_the_clear() == [] and keeper.stored() == set()


def test_a_call_that_goes_on_is_left_alone_though_nobody_says_a_word(keeper: Keeping) -> None:
    """On hold nothing is written, for minutes."""
    key = keeper.call()
    path = keeper.sound(key, 3.0, OPEN)
    assert keeper.settle(frozenset({LIVE})) == [None]
    assert keeper.row(key).state == State.EXPECTED and path.exists()
    assert keeper.settle(GONE) == [State.DAMAGED]


def test_while_asterisk_says_nothing_a_quiet_file_may_still_be_written(keeper: Keeping) -> None:
    key = keeper.call()
    path = keeper.sound(key, 3.0, OPEN)
    assert keeper.settle(None) == [None]
    keeper.written_at(path, 3.0 - UNHEARD.total_seconds())
    assert keeper.settle(None) == [State.DAMAGED]


def test_who_calls_when_asterisk_was_asked_already_is_not_taken_for_gone(
    keeper: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One round may take long: meanwhile a new caller puts us on hold."""
    old, new = keeper.recorded(), ""

    def asked(settings: Settings) -> frozenset[str]:
        nonlocal new
        if new:
            return frozenset({"new"})
        new = keeper.call(channel="new")
        keeper.sound(new, 3.0, OPEN)
        return GONE

    monkeypatch.setattr(archive, "live_channels", asked)
    assert keeper.archive.settle() == {State.STORED: 1}
    assert keeper.states() == {old: State.STORED, new: State.EXPECTED}


def test_a_file_just_written_is_left_alone_though_the_channel_is_gone(keeper: Keeping) -> None:
    key = keeper.call()
    os.utime(keeper.sound(key, 3.0, OPEN))
    assert keeper.settle(GONE) == [None]
    assert keeper.stored() == set()


def test_no_file_at_all_is_missing_after_a_minute_once_the_call_is_over(keeper: Keeping) -> None:
    keeper.began = keeper.now()
    over, silent = keeper.call(4.0), keeper.call(channel="")
    assert keeper.settle(None) == [None, None]
    keeper.later = ABSENT
    assert keeper.settle(None) == [State.MISSING, None]
    assert keeper.row(over).lacks == 4000
    assert keeper.settle(frozenset({""})) == [None]  # it goes on
    assert keeper.settle(GONE) == [State.MISSING]
    assert keeper.row(silent).lacks == 0


def test_while_asterisk_says_nothing_an_absent_file_is_waited_for(keeper: Keeping) -> None:
    key = keeper.call()
    assert keeper.settle(None) == [None]
    keeper.later = UNHEARD
    assert keeper.settle(None) == [State.MISSING]
    assert keeper.row(key).state == State.MISSING


def during_encode(monkeypatch: pytest.MonkeyPatch, happens: Callable[[Path], object]) -> None:
    """Once, when the sound was read."""

    def encoding(raw: Path, into: Path) -> Encoded:
        encoded = encode(raw, into)
        happens(raw)
        monkeypatch.setattr(settle, "encode", encode)
        return encoded

    monkeypatch.setattr(settle, "encode", encoding)


def test_a_file_that_grows_meanwhile_is_taken_again(
    keeper: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keeper.call(5.0)
    keeper.sound(key, 3.0, OPEN)
    during_encode(monkeypatch, lambda raw: keeper.sound(key, 5.0, OPEN))
    assert keeper.settle() == [None]
    assert keeper.stored() == set()
    assert keeper.settle() == [State.DAMAGED]
    assert keeper.kept(key) == 5.0


def test_a_file_that_asterisk_closes_meanwhile_is_whole(
    keeper: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keeper.recorded(3.0, OPEN)
    during_encode(monkeypatch, lambda raw: raw.rename(raw.with_suffix(WHOLE)))
    assert keeper.settle() == [None]
    assert keeper.settle() == [State.STORED]
    assert keeper.stored() == {keeper.row(key).name}


def test_a_file_is_found_while_asterisk_gives_it_its_other_name(
    keeper: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the looks for the one name and for the other: it was taken for missing."""
    key = keeper.recorded(3.0, OPEN)
    raw, real = keeper.spool / f"{key}{OPEN}", Path.stat

    def stat(path: Path, **named: Any) -> os.stat_result:
        if path == raw and os.access(raw, os.F_OK):
            raw.rename(raw.with_suffix(WHOLE))
        return real(path, **named)

    monkeypatch.setattr(Path, "stat", stat)
    assert keeper.settle() == [State.STORED]


def test_two_at_once_store_each_once(keeper: Keeping) -> None:
    """Whoever notes it second removes its own file."""
    keys = [keeper.recorded(1.0) for _ in range(12)]
    start = threading.Barrier(2)
    became: list[int] = []

    def run() -> None:
        start.wait()
        became.append(sum(keeper.archive.settle().values()))

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sum(became) == len(keys)
    assert set(keeper.states().values()) == {State.STORED}
    assert keeper.stored() == {keeper.row(key).name for key in keys}
    assert [keeper.kept(key) for key in keys] == [1.0] * len(keys)
    assert keeper.left_in_the_clear() == []


def test_who_is_second_takes_nothing_from_who_was_first(
    keeper: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other noted it as missing meanwhile: the sound stays for the scan."""
    key = keeper.recorded(3.0)

    def missing(raw: Path) -> None:
        raw.rename(raw.with_suffix(".aside"))
        keeper.later = timedelta(hours=1)
        assert keeper.settle() == [State.MISSING]
        raw.with_suffix(".aside").rename(raw)

    during_encode(monkeypatch, missing)
    assert keeper.settle() == [None]
    assert keeper.stored() == set()
    assert keeper.archive.scan().expected == 1
    assert keeper.settle() == [State.STORED]
    assert keeper.kept(key) == 3.0
