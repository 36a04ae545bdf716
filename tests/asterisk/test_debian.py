"""Private unpacking with the machine's real apt and its mirror."""

import subprocess
import threading
from pathlib import Path

import pytest

from config.apt import Apt, NotAvailable, mirrors
from config.asterisk.install import install
from config.debian import PrivateRoot, _directory, unpack, unpacked
from config.settings import Settings
from config.speech_tools import espeak

pytestmark = pytest.mark.slow

SMALL = ("hello",)
WITHOUT = ("libc-gconv*",)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def made(cache: Path) -> list[PrivateRoot]:
    """Two at once, where a killed run has left its rest."""
    target = _directory("small", SMALL, cache, "sid", WITHOUT)
    target.with_name(f"{target.name}.part-killed").mkdir(parents=True)
    made: list[PrivateRoot] = []

    def make() -> None:
        made.append(unpack("small", SMALL, cache, "sid", WITHOUT))

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return made


@pytest.fixture(scope="module")
def hello(made: list[PrivateRoot]) -> PrivateRoot:
    return made[0]


def greeting(root: PrivateRoot) -> str:
    return subprocess.check_output(root.command("usr/bin/hello"), text=True).strip()


def test_a_program_of_another_release_runs(hello: PrivateRoot) -> None:
    assert hello.loader and greeting(hello) == "Hello, world!"


def test_a_second_time_is_the_first(hello: PrivateRoot, cache: Path) -> None:
    before = hello.path.stat().st_ino
    assert unpack("small", SMALL, cache, "sid", WITHOUT).path.stat().st_ino == before
    assert unpacked("small", SMALL, cache, "sid", WITHOUT) == hello


def test_what_was_not_unpacked_is_not_there(cache: Path) -> None:
    assert unpacked("small", SMALL, cache, "bookworm") is None


def test_of_two_at_once_one_unpacks_and_the_rest_of_a_killed_run_is_removed(
    made: list[PrivateRoot], cache: Path
) -> None:
    assert len(made) == 2 and made[0] == made[1]
    assert not list(cache.glob("packages/*.part-*"))


def test_of_the_own_release_the_machine_is_built_upon(tmp_path: Path) -> None:
    root = unpack("own", SMALL, tmp_path, None)
    assert root.loader is None and greeting(root) == "Hello, world!"


def test_an_unknown_package_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotAvailable, match="Unable to locate package no-such-package"):
        unpack("none", ("no-such-package",), tmp_path, "sid")
    assert [path.suffix for path in (tmp_path / "packages").iterdir()] == [".lock"]


def test_an_unknown_suite_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotAvailable, match="no mirror of Debian nowhere"):
        Apt(tmp_path, "nowhere").prepare()


def test_the_machine_names_its_mirrors() -> None:
    assert mirrors() and all("://" in mirror for mirror in mirrors())


@pytest.mark.parametrize(("voice", "text"), [("ru", "Добрый день"), ("kk", "Қайырлы күн")])
def test_the_private_speech_synthesiser_speaks(
    monkeypatch: pytest.MonkeyPatch, voice: str, text: str
) -> None:
    settings = Settings()
    install(settings.cache)
    monkeypatch.setenv("PATH", "")
    command = [*espeak(settings.cache), "-v", voice, "--stdout", text]
    assert len(subprocess.check_output(command)) > 8000
