"""The file of master keys and its commands."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config.settings import Settings
from recordings.cipher import BadKeyFile, key_path, master_keys
from recordings.cipher.commands import keys
from recordings.cipher.key_file import add_key

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(keys, arguments, env={"TEPLOFON_RECORDING_KEYS": str(path)})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "keys"


def test_by_default_in_home(tmp_path: Path) -> None:
    assert key_path(Settings(home=tmp_path)) == tmp_path / "recording-keys"
    assert key_path(Settings(recording_keys="/safe/keys")) == Path("/safe/keys")


def test_a_key_is_made_once_for_its_owner_alone(path: Path) -> None:
    made = master_keys(path)
    assert len(made.keys) == 1
    assert len(made.keys[made.first]) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert master_keys(path) == made
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_many_that_begin_at_once_have_the_same_key(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: master_keys(path).first, range(32)))
    assert len(set(found)) == 1


def test_a_new_key_is_the_first_and_older_ones_stay(path: Path) -> None:
    old = master_keys(path)
    name = add_key(path)
    known = master_keys(path)
    assert list(known.keys) == [name, old.first]
    assert known.keys[old.first] == old.keys[old.first]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_new_keys_made_at_once_are_all_there(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: add_key(path), range(24)))
    assert set(made) == set(master_keys(path).keys)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "holds no key"),
        ("\n\n", "holds no key"),
        (f"one {KEY}\none {KEY}\n", "line 2: the id one is that of line 1"),
        ("one not-base64!\n", "line 1: the key is not in base64"),
        ("one AAEC\n", "line 1: a key has 32 bytes, this one 3"),
        (f"{KEY}\n", "line 1: an id"),
        (f"Ключ {KEY}\n", "other than plain text"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence_without_a_key(
    tmp_path: Path, text: str, wrong: str
) -> None:
    (tmp_path / "keys").write_text(text)
    with pytest.raises(BadKeyFile, match=wrong) as refused:
        master_keys(tmp_path / "keys")
    assert KEY not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert (tmp_path / "keys").read_text() == text


def test_blank_lines_and_the_order_are_the_writers(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"b-2 {KEY}\n\na-1   {KEY}  \n")
    assert list(master_keys(tmp_path / "keys").keys) == ["b-2", "a-1"]


def test_a_directory_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadKeyFile, match="cannot be used"):
        master_keys(tmp_path / "file" / "keys")
    with pytest.raises(BadKeyFile, match="cannot be written"):
        add_key(tmp_path / "file" / "keys")


def test_the_list_shows_ids_and_no_key(path: Path) -> None:
    first = master_keys(path).first
    assert run(path, "new").exit_code == 0
    listed = run(path, "list").output
    assert [line.split()[0] for line in listed.splitlines()] == [master_keys(path).first, first]
    text = path.read_text()
    assert all(word not in listed for word in text.split() if len(word) > 8)


def test_the_list_of_a_copy_is_the_same(path: Path, tmp_path: Path) -> None:
    master_keys(path)
    copy = tmp_path / "copy"
    copy.write_text(path.read_text())
    assert run(path, "list").output == run(copy, "list").output
    copy.write_text(f"{master_keys(path).first} {KEY}\n")
    assert run(path, "list").output != run(copy, "list").output


def test_check(path: Path) -> None:
    for look in ("check", "list"):
        missing = run(path, look)
        assert (missing.exit_code, missing.output) == (1, f"teplofon: there is no {path}\n")
        assert not path.exists()
    master_keys(path)
    good = run(path, "check")
    assert (good.exit_code, master_keys(path).first in good.output) == (0, True)
    os.chmod(path, 0o640)
    assert "chmod 600" in run(path, "check").output
    assert run(path, "check").exit_code == 1
    path.write_text("nonsense")
    assert run(path, "check").output.startswith("teplofon: ")
    assert run(path, "new").exit_code == 1
    assert path.read_text() == "nonsense"
