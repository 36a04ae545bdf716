"""`teplofon operators` as people run it, in a process of its own."""

import os
import pty
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

START = "from models.operators.commands import operators; operators(prog_name='operators')"
PASSWORD = "correct horse battery"


pytestmark = pytest.mark.slow


def teplofon(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TEPLOFON_HOME": str(home), "COLUMNS": "160"}
    command = [sys.executable, "-c", START, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_the_first_administrator_comes_from_here(tmp_path: Path) -> None:
    assert teplofon(tmp_path, "list").stdout == "nobody yet: teplofon operators add\n"
    added = teplofon(tmp_path, "add", "root", "--name", "Ким Анна", "--role", "administrator")
    said = re.fullmatch(
        "root can sign in and has to change the password; the password, shown this once: "
        "([a-z0-9-]{19})\n",
        added.stdout,
    )
    assert said and added.returncode == 0
    assert re.search("root +Ким Анна +administrator", teplofon(tmp_path, "list").stdout)
    reset = teplofon(tmp_path, "reset-password", "root")
    assert reset.returncode == 0 and said[1] not in reset.stdout
    database = sqlite3.connect(tmp_path / "teplofon.db")
    logged = database.execute("SELECT what, by_id FROM account_change ORDER BY id").fetchall()
    database.close()
    assert logged == [("added", None), ("password_reset", None)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "Root", "--name", "A"), "a login is 2 to 31 letters"),
        (("add", "kim", "--name", ""), "a name is one line"),
        (("add", "kim", "--name", "A", "--unit", "a\nb"), "a unit is one line"),
        (("add", "kim", "--name", "A", "--queue", "no"), "there is no such queue"),
        (("reset-password", "nobody"), "there is no operator nobody"),
        (("deactivate", "nobody"), "there is no operator nobody"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = teplofon(tmp_path, *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"teplofon: {said}") and done.stderr.count("\n") == 1


def test_a_login_is_taken_once_and_the_last_administrator_stays(tmp_path: Path) -> None:
    words = ("add", "root", "--name", "A", "--role", "administrator")
    teplofon(tmp_path, *words)
    assert "of that login already" in teplofon(tmp_path, *words).stderr
    assert "add another first" in teplofon(tmp_path, "deactivate", "root").stderr
    teplofon(tmp_path, "add", "kim", "--name", "B", "--queue", "legal")
    assert teplofon(tmp_path, "deactivate", "kim").returncode == 0
    assert re.search("kim +B +engineer +legal +browser +closed", teplofon(tmp_path, "list").stdout)


@pytest.mark.parametrize(("typed", "status"), [(PASSWORD, 0), ("short", 1)])
def test_a_password_is_typed_at_the_terminal_and_not_shown(
    tmp_path: Path, typed: str, status: int
) -> None:
    pid, terminal = pty.fork()
    if not pid:
        os.environ["TEPLOFON_HOME"] = str(tmp_path)
        words = ["add", "kim", "--name", "Kim", "--ask-password"]
        os.execv(sys.executable, [sys.executable, "-c", START, *words])
    said = _until(terminal, b"Password: ")
    os.write(terminal, f"{typed}\n".encode())
    said += _until(terminal, b"confirmation: ")
    os.write(terminal, f"{typed}\n".encode())
    said += _until(terminal, b"\n", b"\n")
    _, ended = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(ended) == status
    assert typed.encode() not in said


def _until(terminal: int, *marks: bytes) -> bytes:
    """What the program says until it has said these."""
    said = b""
    for mark in marks:
        while mark not in said:
            try:
                said += os.read(terminal, 4096)
            except OSError:  # it has ended
                return said
    return said
