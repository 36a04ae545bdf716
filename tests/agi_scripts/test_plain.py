"""The route as a plain AGI script: a process on standard input and output."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.settings import Settings, as_environment, read_settings
from models.database import open_database
from tests.blank import blank
from tests.office import furnish, outcomes, stored
from tests.phones.fake_asterisk import FakeAsterisk, HangsUp, greeting

pytestmark = pytest.mark.slow

SCRIPT = str(Path(sys.executable).with_name("teplofon-agi"))
READING = ["1", "10000016", "123*5#", "1", "(silence)"]


class OverPipes(FakeAsterisk):
    """Asterisk's side of a pair of pipes; it sends SIGHUP when the caller hangs up."""

    def __init__(self, settings: Settings, words: list[str], script: Iterator[str]) -> None:
        self.transcript = []
        self.outcome = None
        self._read = ""
        self._script = script
        self._process = subprocess.Popen(
            [SCRIPT, *words],
            env={**os.environ, **as_environment(settings)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def hold(self) -> tuple[int, str]:
        """The exit status, and what was written to standard error."""
        assert self._process.stdin
        assert self._process.stdout
        assert self._process.stderr
        with suppress(BrokenPipeError):
            self.send(greeting("unused", "79121234567"))
        try:
            for line in self._process.stdout:
                self.send(self.answer(shlex.split(line)) + "\n")
        except HangsUp:
            self._process.send_signal(signal.SIGHUP)
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        errors = self._process.stderr.read()
        self._process.wait(30)
        self._process.stdout.close()
        self._process.stderr.close()
        return self._process.returncode, errors

    def send(self, text: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(text)
        self._process.stdin.flush()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    profile = Path(__file__).parents[1] / "utilities" / "always_open.toml"
    settings = replace(read_settings(), home=tmp_path, utility=str(profile))
    engine = open_database(blank(tmp_path / "teplofon.db"))
    furnish(engine)
    engine.dispose()
    return settings


@pytest.fixture
def database(settings: Settings) -> Iterator[Engine]:
    engine = open_database(settings.database_url)
    yield engine
    engine.dispose()


def hold(settings: Settings, script: list[str], *words: str) -> tuple[OverPipes, int, str]:
    asterisk = OverPipes(settings, list(words), iter(script))
    return asterisk, *asterisk.hold()


def test_a_reading(settings: Settings, database: Engine) -> None:
    asterisk, status, errors = hold(settings, READING, "hotline", "call-0001")
    assert (asterisk.outcome, status) == ("goodbye", 0)
    assert stored(database) == ["= reading of A-000427: 123.5"]
    assert "79121234567" not in errors


def test_a_hang_up_and_its_end(settings: Settings, database: Engine) -> None:
    """SIGHUP does not kill the script, and the extension h ends the call in its journal."""
    _, status, _ = hold(settings, ["1", "(hangs up)"], "hotline", "call-0001")
    assert status == 0
    ended, status, _ = hold(settings, [], "hotline/ended", "call-0001")
    assert (ended.outcome, status) == ("hungup", 0)
    assert outcomes(database) == ["HungUp"]


@pytest.mark.parametrize("words", [[], ["hotline"], ["no-such", "call-0001"], ["hotline", "'--"]])
def test_wrong_words(settings: Settings, words: list[str]) -> None:
    _, status, errors = hold(settings, [], *words)
    assert status == 2
    assert errors.startswith("usage: teplofon-agi")


def test_a_wrong_setting_is_one_sentence(settings: Settings) -> None:
    wrong = replace(settings, utility="no-such-utility")
    _, status, errors = hold(wrong, [], "hotline", "call-0001")
    assert (status, errors.count("\n")) == (2, 1)
