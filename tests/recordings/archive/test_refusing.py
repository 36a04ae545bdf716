"""A store that refuses, no room, what cannot be read: nothing is lost, nothing held back."""

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from models.segments.kinds import State
from recordings.archive import settle
from recordings.sound import BadSound, Encoded, encode
from recordings.store import Stored, StoreFailed
from recordings.store.disk import DiskStore
from tests.recordings.archive.furnishing import WHOLE, Keeping


class Refusing(DiskStore):
    """A store that refuses, after it has written half."""

    refuses = True

    def put(self, name: str, source: BinaryIO) -> Stored:
        if self.refuses:
            source.read(100)
            raise StoreFailed(f"{name}: refused")
        return super().put(name, source)


def test_a_store_that_refuses_loses_nothing(keeper: Keeping, tmp_path: Path) -> None:
    keys = [keeper.recorded(3.0) for _ in range(3)]
    store = Refusing(tmp_path / "refusing")
    keeper.archive = replace(keeper.archive, store=store)
    with pytest.raises(StoreFailed):
        keeper.settle()
    assert keeper.archive.settle() == {}
    assert not keeper.archive.takes()
    assert set(keeper.states().values()) == {State.EXPECTED}
    assert len(keeper.left_in_the_clear()) == 3
    store.refuses = False
    assert keeper.archive.settle() == {State.STORED: 3}
    assert [keeper.kept(key) for key in keys] == [3.0] * 3


def test_a_full_store_keeps_what_still_fits(keeper: Keeping, tiny: Path) -> None:
    """One that is too large for it holds none of the others back."""
    large = keeper.recorded(300.0)
    small = keeper.recorded(3.0)
    keeper.archive = replace(keeper.archive, store=DiskStore(tiny))
    assert keeper.archive.settle() == {State.STORED: 1}
    assert keeper.states() == {large: State.EXPECTED, small: State.STORED}
    assert keeper.kept(small) == 3.0
    assert (keeper.spool / f"{large}{WHOLE}").stat().st_size == 300 * 32000


def test_no_room_in_the_work_directory_loses_nothing(keeper: Keeping, tiny: Path) -> None:
    large = keeper.recorded(300.0)
    small = keeper.recorded(3.0)
    settings = replace(keeper.archive.settings, home=tiny)
    narrow = replace(keeper.archive, settings=settings)
    assert narrow.settle() == {State.STORED: 1}
    assert keeper.states() == {large: State.EXPECTED, small: State.STORED}
    assert keeper.archive.settle() == {State.STORED: 1}
    assert keeper.kept(large) == 300.0


@pytest.mark.parametrize("error", [BadSound("no sound"), OSError("no room")])
def test_what_cannot_be_encoded_stays_and_holds_nothing_back(
    keeper: Keeping, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    bad, good = keeper.recorded(3.0), keeper.recorded(3.0)

    def encoding(raw: Path, into: Path) -> Encoded:
        if raw.stem == bad:
            raise error
        return encode(raw, into)

    monkeypatch.setattr(settle, "encode", encoding)
    assert keeper.archive.settle() == {State.STORED: 1}
    assert keeper.states() == {bad: State.EXPECTED, good: State.STORED}
    assert keeper.left_in_the_clear() == [keeper.spool / f"{bad}{WHOLE}"]


def test_a_file_that_may_not_be_read_holds_nothing_back(keeper: Keeping) -> None:
    """A directory in its place: root reads whatever its mode."""
    bad, good = keeper.call(3.0), keeper.recorded(3.0)
    (keeper.spool / f"{bad}{WHOLE}").mkdir()
    assert keeper.archive.settle() == {State.STORED: 1}
    assert keeper.states() == {bad: State.EXPECTED, good: State.STORED}
