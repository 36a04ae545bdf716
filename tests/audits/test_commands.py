"""`teplofon audits` as people run it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import read_settings
from models import anchor
from models.audits import seal
from models.audits.grades import Asked, sign
from models.operators.roles import Role
from models.seals import FILE, seal_keys
from tests.audits.conftest import GOOD, NOW, SHORT, Hotline

START = "from models.audits.commands import audits; audits(prog_name='audits')"
pytestmark = pytest.mark.slow


def teplofon(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TEPLOFON_HOME": str(home)} | more
    command = [sys.executable, "-c", START, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_forms_from_files(tmp_path: Path) -> None:
    path = tmp_path / "short.toml"
    path.write_text(SHORT)
    assert teplofon(tmp_path, "import", str(path)).stdout == "short version 1\n"
    assert teplofon(tmp_path, "import", str(path)).stdout == "short version 1: there already\n"
    path.write_text(SHORT.replace("Вежлив", "Очень вежлив"))
    assert teplofon(tmp_path, "import", str(path)).stdout == "short version 2\n"
    path.write_text("[[[")
    refused = teplofon(tmp_path, "import", str(path))
    assert refused.returncode == 1 and refused.stderr.count("\n") == 1
    listed = teplofon(tmp_path, "list").stdout
    assert "short\tversion 2\topen\t0 grades" in listed and "almaty-call\tversion 1" in listed


def test_seeds_stay_as_they_are(tmp_path: Path) -> None:
    first = teplofon(tmp_path, "seeds").stdout
    assert len(first.splitlines()) == 2
    assert teplofon(tmp_path, "seeds").stdout == first
    assert teplofon(tmp_path, "verify").returncode == 0


def test_a_grade_with_a_foreign_seal_is_found(hotline: Hotline, tmp_path: Path) -> None:
    url = hotline.engine.url.render_as_string(hide_password=False)
    settings = read_settings({"TEPLOFON_HOME": str(tmp_path)})
    one = hotline.drawn(hotline.draw())[0]
    asked, boss = Asked(one.contact, hotline.form), hotline.people["boss"]
    with hotline.engine.begin() as db:
        own = seal_keys(db, settings, "grades").newest
        anchor.note_beginning(db, seal, tmp_path / seal.NOTE)
        sign(db, own, asked, boss, Role.SUPERVISOR, GOOD, "", "own", NOW)
    whole = teplofon(tmp_path, "verify", TEPLOFON_DATABASE=url)
    assert whole.returncode == 0 and "written down: 1 " in whole.stdout
    hotline.sign(asked, "auditor", Role.AUDITOR)  # with another key
    found = teplofon(tmp_path, "verify", TEPLOFON_DATABASE=url)
    assert (found.returncode, found.stdout) == (1, "grade 2 of the chain: changed\n")
    (tmp_path / FILE).unlink()
    lacking = teplofon(tmp_path, "verify", TEPLOFON_DATABASE=url)
    assert lacking.returncode == 1 and f"{FILE} is gone" in lacking.stderr
    assert not (tmp_path / FILE).exists()
