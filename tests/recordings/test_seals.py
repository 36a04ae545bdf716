"""The keys of the chains: made once, for their owner; older ones still verify, but seal no more."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from config.settings import Settings
from models.seals import FILE, BadSealKeys, SealKeys, Verifier, seal_keys
from recordings.retention import chain
from recordings.retention.chain import Broken, Fault, Gone
from tests.recordings.retention.conftest import archive
from tests.recordings.retention.furnishing import Archive

__all__ = ["archive"]
DAY, NEXT, LATER = date(2026, 1, 15), date(2026, 4, 16), date(2026, 4, 17)
OLD, NEW = SealKeys(("old",)), SealKeys(("old", "new"))


def keys_of(archive: Archive, settings: Settings, purpose: str = "grades") -> SealKeys:
    with archive.engine.connect() as db:
        return seal_keys(db, settings, purpose)


def test_it_is_made_once_for_its_owner_only(archive: Archive, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: keys_of(archive, settings), range(16)))
    assert len(made) == 1
    path = settings.home / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys_of(archive, settings, "destructions") not in made


def test_the_token_seals_and_verifies_nothing(archive: Archive, tmp_path: Path) -> None:
    """Asterisk and every AGI server have it."""
    settings = Settings(home=tmp_path, agi_token="one")
    keys = keys_of(archive, settings)
    assert settings.secret("grades") not in keys.keys
    assert keys_of(archive, Settings(home=tmp_path, agi_token="two")) == keys


def test_a_line_above_seals_from_then_on(archive: Archive, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    before, path = keys_of(archive, settings), tmp_path / FILE
    path.write_text("another\n" + path.read_text())
    after = keys_of(archive, settings)
    assert after.keys[:-1] == before.keys and after.newest not in before.keys


@pytest.mark.parametrize("purpose", ["grades", "destructions"])
def test_one_that_is_gone_is_not_made_anew(archive: Archive, tmp_path: Path, purpose: str) -> None:
    """Whichever of the chains has something sealed in it."""
    settings = Settings(home=tmp_path)
    archive.call(DAY)
    assert archive.sweep(NEXT).destroyed == 1
    with pytest.raises(BadSealKeys, match="gone"):
        keys_of(archive, settings, purpose)
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("content", ["", " \n", "ключ"])
def test_one_that_is_spoilt_is_said_in_one_sentence(
    archive: Archive, tmp_path: Path, content: str
) -> None:
    (tmp_path / FILE).write_text(content)
    with pytest.raises(BadSealKeys) as refused:
        keys_of(archive, Settings(home=tmp_path))
    assert "\n" not in str(refused.value) and str(tmp_path / FILE) in str(refused.value)


def test_without_keys_nothing_is_destroyed_and_the_rest_goes(
    archive: Archive, tmp_path: Path
) -> None:
    """Until the file is back: what goes without a proof could not be told from what was taken."""
    archive.call(DAY)
    lost = with_seals(archive, lambda: _gone(tmp_path))
    swept = lost.sweep(NEXT)
    assert (swept.destroyed, swept.calls) == (0, 1) and "gone" in swept.unproven
    assert archive.proven() == [] and archive.files() == 1
    swept = archive.sweep(NEXT)
    assert (swept.destroyed, swept.unproven, archive.broken()) == (1, "", [])


def _gone(place: Path) -> SealKeys:
    raise BadSealKeys(f"{place} is gone")


@pytest.mark.parametrize(
    ("sealed", "fits"),
    [("oonn", "yyyy"), ("nn", "yy"), ("oo", "yy"), ("ono", "yyn"), ("oxn", "yny")],
)
def test_whoever_has_an_old_key_adds_nothing_to_what_is_newer(sealed: str, fits: str) -> None:
    verifier = Verifier(SealKeys(("o", "n")))
    assert "".join("ny"[verifier.fits(one, str)] for one in sealed) == fits


def with_seals(archive: Archive, seals: Callable[[], SealKeys]) -> Archive:
    return Archive(replace(archive.office, seals=seals), archive.store)


def with_keys(archive: Archive, keys: SealKeys) -> Archive:
    return with_seals(archive, lambda: keys)


def test_a_chain_goes_on_under_a_new_key(archive: Archive) -> None:
    old, new = with_keys(archive, OLD), with_keys(archive, NEW)
    old.call(DAY)
    old.sweep(NEXT)
    new.call(DAY)
    new.sweep(LATER)
    assert new.proven() == [1, 2] and new.broken() == []
    assert old.broken() == [Broken(2, Fault.CHANGED)]
    new.call(DAY)
    with new.engine.begin() as db:  # a forgery by whoever has the old key alone
        chain.append(db, OLD.newest, [Gone(3, None)], "P1: 3 months", new.night(LATER))
    assert Broken(3, Fault.CHANGED) in new.broken()
