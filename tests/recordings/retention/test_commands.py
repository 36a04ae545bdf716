"""`teplofon recordings` as people run it, in processes of their own."""

import os
import re
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from config.settings import Settings
from config.utility import read_utility
from models.database import open_database
from recordings.retention.office import Office
from recordings.store.disk import DiskStore
from tests.blank import blank
from tests.recordings.retention.furnishing import Archive

START = "from recordings.commands import recordings; recordings(prog_name='recordings')"
pytestmark = pytest.mark.slow
ZONE: ZoneInfo = read_utility("demo").zone
TODAY = datetime.now(ZONE).date()
OLD, NEW = TODAY - timedelta(days=120), TODAY - timedelta(days=5)
SEAL = r"the newest destruction, to be written down: (\d+) ([0-9a-f]{64})\n"


def run(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TEPLOFON_HOME": str(home)} | settings
    command = [sys.executable, "-c", START, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An old call of two recordings, a newer one, and an operator ivanova."""
    engine = open_database(blank(tmp_path / "teplofon.db"))
    archive = at_home(engine, tmp_path)
    archive.call(OLD, segments=2)
    archive.call(NEW)
    engine.dispose()
    return tmp_path


def at_home(engine: Engine, home: Path) -> Archive:
    office = Office.of(engine, Settings(home=home), read_utility("demo"))
    return Archive(office, DiskStore(home / "recordings"))


def test_a_night(home: Path) -> None:
    told = run(home, "plan")
    assert f"on {TODAY} there will go: 2 recordings\n" in told.stdout
    assert "forgotten of 1 call\n" in told.stdout and told.stdout.count("  segment ") == 2
    swept = run(home, "sweep")
    assert (swept.returncode, swept.stderr) == (0, "")
    assert swept.stdout.startswith("destroyed: 2 recordings; forgotten: what was said in 1 call, 1")
    newest = re.search(SEAL, swept.stdout)
    assert newest and newest[1] == "2"
    assert run(home, "sweep").stdout.startswith("destroyed: 0 recordings; forgotten: what was said")
    for noted in ((), (newest[1], newest[2])):
        checked = run(home, "verify", *noted)
        assert checked.returncode == 0
        assert checked.stdout.startswith("the chain is whole: 2 destructions\n")


def test_a_forged_and_a_cut_chain(home: Path) -> None:
    run(home, "sweep")
    database = sqlite3.connect(home / "teplofon.db")
    database.execute("UPDATE destruction SET rule = 'P1: 1 months' WHERE id = 1")
    database.commit()
    checked = run(home, "verify")
    assert checked.returncode == 1 and checked.stdout == ""
    assert checked.stderr.startswith("teplofon: destruction 1 was changed or forged")
    database.execute("DELETE FROM destruction WHERE id = 2")
    database.commit()
    database.close()
    assert "teplofon: destruction 2, which was noted, is gone" in run(home, "verify").stderr
    assert "teplofon: segment 2 is destroyed without a proof" in run(home, "verify").stderr
    swept = run(home, "sweep")
    assert swept.returncode == 1 and "lacks what was noted of it" in swept.stderr


def test_a_hold_and_its_end(home: Path) -> None:
    held = run(home, "hold", "1", "--reason", "жалоба 17", "--by", "ivanova")
    assert held.stdout == "hold 1: call 1 is kept until the hold is lifted\n"
    listed = run(home, "holds").stdout
    assert listed.startswith("hold 1: call 1 until the hold is lifted, placed by Иванова А. С. on ")
    assert listed.endswith(": жалоба 17\n")
    assert run(home, "sweep").stdout.startswith("destroyed: 0")
    told = run(home, "plan").stdout
    assert "held beyond their time: 2 recordings\n" in told and "hold 1 until it is lifted" in told
    assert run(home, "lift", "1", "--by", "ivanova").stdout == "hold 1 is lifted\n"
    assert run(home, "holds").stdout == "nothing is held\n"
    assert run(home, "sweep").stdout.startswith("destroyed: 2")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("hold", "9", "--reason", "x", "--by", "ivanova"), "there is no such call"),
        (("hold", "1", "--reason", " ", "--by", "ivanova"), "a hold needs a reason"),
        (("hold", "1", "--reason", "x", "--by", "nobody"), "there is no operator nobody"),
        (
            ("hold", "1", "--reason", "x", "--by", "ivanova", "--until", str(OLD)),
            "the last day of the hold is over already",
        ),
        (("lift", "9", "--by", "ivanova"), "there is no such hold"),
        (("verify", "12", "x"), "what was written down is a number and a seal"),
        (("verify", "12"), "what was written down is a number and a seal"),
        (("verify", "7", "0" * 64), "destruction 7, which was noted, is gone"),
        (("adopt", "/tmp", "--name", "YYYY"), "a pattern has YYYY, MM and DD"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(home: Path, words: tuple[str, ...], said: str) -> None:
    done = run(home, *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"teplofon: {said}") and done.stderr.count("\n") == 1


def test_where_asterisk_records_nothing_is_adopted(home: Path, tmp_path: Path) -> None:
    spool = tmp_path / "asterisk" / "spool" / "monitor"
    spool.mkdir(parents=True)
    (spool / "0123456789abcdef.raw").write_bytes(b"a call that goes on")
    for place in (spool, spool.parent, tmp_path):
        done = run(home, "adopt", str(place), TEPLOFON_ASTERISK_DIR=str(tmp_path / "asterisk"))
        assert (done.returncode, done.stdout) == (1, "")
        assert "Asterisk records there" in done.stderr
    assert (spool / "0123456789abcdef.raw").exists()


def test_what_is_gone_cannot_be_held(home: Path) -> None:
    run(home, "sweep")
    done = run(home, "hold", "1", "--reason", "x", "--by", "ivanova")
    assert done.returncode == 1 and "nothing is left of it" in done.stderr


def test_older_files(home: Path, tmp_path: Path) -> None:
    old = tmp_path / "older"
    old.mkdir()
    (old / f"in-{OLD:%Y%m%d}-1.wav").write_bytes(b"sound")
    (old / f"in-{NEW:%Y%m%d}-2.wav").write_bytes(b"sound")
    (old / "list.txt").write_bytes(b"")
    refused = run(home, "adopt", str(old), "--name", "in-YYYYMMDD-*")
    assert refused.returncode == 1 and "there are recordings under its keys: k" in refused.stderr
    assert "keep a copy" in run(home, "keys", "new").stdout
    taken = run(home, "adopt", str(old), "--name", "in-YYYYMMDD-*")
    assert taken.stdout == "taken into the archive: 2 files\n" and taken.returncode == 1
    assert (
        taken.stderr == f"teplofon: {old / 'list.txt'} stays where it is: no sound, by its name\n"
    )
    assert "there will go: 3 recordings" in run(home, "plan").stdout
    neither = run(home, "hold", "--reason", "суд", "--by", "ivanova")
    assert neither.returncode == 2 and "either a call or --file" in neither.stderr
    why = ("--reason", "суд", "--by", "ivanova")
    assert "there is no such call or file" in run(home, "hold", "--file", "1", *why).stderr
    run(home, "hold", "--file", "4", *why)  # the older one
    assert "file 4 from before" in run(home, "holds").stdout
    assert "there will go: 2 recordings" in run(home, "plan").stdout
    run(home, "lift", "1", "--by", "ivanova")
    assert run(home, "sweep").stdout.startswith("destroyed: 3 recordings")
    assert [path.name for path in old.iterdir()] == ["list.txt"]
