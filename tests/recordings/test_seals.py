"""The keys of the chains: made once, for their owner; older ones still verify, but seal no more."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from config.settings import Settings
from models.seals import FILE, SealKeys, Verifier, seal_keys
from recordings.retention import chain
from recordings.retention.chain import Broken, Fault, Gone
from recordings.retention.office import Office
from tests.recordings.retention.conftest import archive
from tests.recordings.retention.furnishing import Archive

__all__ = ["archive"]
DAY, NEXT, LATER = date(2026, 1, 15), date(2026, 4, 16), date(2026, 4, 17)
OLD, NEW = SealKeys(("old",)), SealKeys(("old", "new"))


def test_it_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: seal_keys(settings, "grades"), range(16)))
    assert len(made) == 1
    path = settings.home / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert seal_keys(settings, "destructions") not in made


def test_a_new_token_leaves_what_was_sealed_since_as_it_was(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = seal_keys(Settings(home=home, agi_token="one"), "grades")
    after = seal_keys(Settings(home=home, agi_token="two"), "grades")
    assert before.newest == after.newest and before.keys[0] != after.keys[0]


def test_what_the_token_sealed_is_verified_with_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert seal_keys(settings, "grades").keys[0] == settings.secret("grades")


def test_a_line_above_seals_from_then_on(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    before, path = seal_keys(settings, "grades"), tmp_path / FILE
    path.write_text("another\n" + path.read_text())
    after = seal_keys(settings, "grades")
    assert after.keys[:-1] == before.keys and after.newest not in before.keys


@pytest.mark.parametrize(
    ("sealed", "fits"),
    [("oonn", "yyyy"), ("nn", "yy"), ("oo", "yy"), ("ono", "yyn"), ("oxn", "yny")],
)
def test_whoever_has_an_old_key_adds_nothing_to_what_is_newer(sealed: str, fits: str) -> None:
    verifier = Verifier(SealKeys(("o", "n")))
    assert "".join("ny"[verifier.fits(one, str)] for one in sealed) == fits


def with_keys(archive: Archive, keys: SealKeys) -> Archive:
    one = archive.office
    return Archive(Office(one.engine, one.months, one.zone, keys, one.anchor), archive.store)


def test_a_chain_goes_on_under_a_new_key(archive: Archive) -> None:
    old, new = with_keys(archive, OLD), with_keys(archive, NEW)
    old.call(DAY)
    old.sweep(NEXT)
    new.call(DAY)
    new.sweep(LATER)
    assert new.proven() == [1, 2] and new.broken() == []
    assert old.broken() == [Broken(2, Fault.CHANGED)]
    new.call(DAY)
    with new.engine.begin() as db:  # a forgery by whoever has the token alone
        chain.append(db, OLD.newest, [Gone(3, None)], "P1: 3 months", new.night(LATER))
    assert Broken(3, Fault.CHANGED) in new.broken()
