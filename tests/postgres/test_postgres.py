"""The private server itself: fresh databases, two at once, nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from config.postgres import PostgresServer, installed, postgres_for_tests
from config.settings import read_settings

pytestmark = pytest.mark.postgres
CACHE = read_settings().cache


def ask(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(query.encode())
        return found.fetchone() if found.description else None


def socket_directory(server: PostgresServer) -> Path:
    found = ask(server.url, "SHOW unix_socket_directories")
    assert isinstance(found, tuple)
    return Path(found[0])


def test_two_servers_at_once_know_nothing_of_each_other() -> None:
    with postgres_for_tests(CACHE) as one, postgres_for_tests(CACHE) as other:
        url = one.create_database()
        ask(url, "CREATE TABLE mark ()")
        places = [socket_directory(one), socket_directory(other)]
        assert places[0] != places[1]
        assert ask(other.url, "SELECT count(*) FROM pg_database WHERE datname ~ 'teplofon_'") == (
            0,
        )
        assert ask(one.url, "SHOW listen_addresses") == ("",)
    assert not any(place.exists() for place in places)


def test_a_database_is_a_copy_of_its_template() -> None:
    with postgres_for_tests(CACHE) as server:
        template = server.create_database()
        ask(template, "CREATE TABLE mark AS SELECT 1 AS one")
        first, second = server.create_database(template), server.create_database(template)
        ask(first, "DELETE FROM mark")
        assert ask(second, "SELECT one FROM mark") == (1,)


def test_a_given_server_is_used_and_left_as_it_was() -> None:
    with postgres_for_tests(CACHE) as server:
        given = server.url.replace("postgresql:", "postgresql+psycopg:")
        with postgres_for_tests(CACHE, given) as same:
            assert socket_directory(same) == socket_directory(server)
            same.create_database()
        assert ask(server.url, "SELECT count(*) FROM pg_database WHERE datname ~ 'teplofon_'") == (
            (0,)
        )


def test_a_failed_test_stops_it_too() -> None:
    with pytest.raises(RuntimeError, match="of the test"), postgres_for_tests(CACHE) as server:
        place = socket_directory(server)
        raise RuntimeError("of the test")
    assert not place.exists()


def test_it_ends_with_a_test_run_that_is_killed() -> None:
    script = (
        "import time; from pathlib import Path; from config.postgres import *\n"
        f"with postgres_for_tests(Path({str(CACHE)!r})) as server:\n"
        "    print(server.url, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        found = ask(url, "SHOW data_directory")
        assert isinstance(found, tuple)
        server = int((Path(found[0]) / "postmaster.pid").read_text().split()[0])
        os.kill(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{server}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{server}").exists()
    subprocess.run(["rm", "-r", str(Path(found[0]).parent)], check=True)


def test_programs_are_looked_for_on_path_first(tmp_path: Path) -> None:
    real = installed()
    if real is None:
        assert installed(str(tmp_path)) is None
        return
    assert (real / "initdb").exists() and (real / "postgres").exists()
    for name in ("postgres", "initdb"):
        (tmp_path / name).symlink_to(real / name)
    assert installed(str(tmp_path)) == real
