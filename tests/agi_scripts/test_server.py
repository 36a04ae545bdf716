"""The FastAGI server's door: who may come in, and what becomes of those who misbehave."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from sqlalchemy import Engine, select

from agi_scripts import server as server_module
from agi_scripts.server import Gate, Server
from config.utility import read_utility
from ivr.desk import Desk
from models.tables import CallRow
from tests.office import stored
from tests.phones.fake_asterisk import TOKEN, FakeAsterisk, greeting, serving

MOMENT = datetime(2026, 6, 16, 6, tzinfo=UTC)
READING = ["1", "10000016", "123*5#", "1", "(silence)"]


@pytest.fixture
def desk(office: Engine) -> Desk:
    return Desk(office, read_utility("demo"), "demo", lambda: MOMENT)


@pytest.fixture
def server(desk: Desk) -> Iterator[Server]:
    with serving(desk) as server:
        yield server


def call(server: Server, hello: str, script: list[str] | Iterator[str]) -> FakeAsterisk:
    asterisk = FakeAsterisk(server.address[1], hello, iter(script))
    asterisk.run()
    return asterisk


def test_wrong_token(server: Server, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    refused = call(server, greeting("call-0001", "1", token="guess"), [])
    assert (refused.transcript, refused.outcome) == ([], None)
    assert "wrong token" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    "more",
    [
        {"network_script": "nonsense"},
        {"network_script": "../hotline"},
        {"arg_2": ""},
        {"arg_2": "x' OR 1=1 --"},
        {"arg_2": "a" * 200},
    ],
)
def test_no_such_route_or_no_call_id(server: Server, more: dict[str, str]) -> None:
    refused = call(server, greeting("call-0001", "1", **more), [])
    assert (refused.transcript, refused.outcome) == ([], None)


def test_a_stranger_is_refused(desk: Desk) -> None:
    gate = Gate([ip_network("192.0.2.0/24")], TOKEN)
    with Server(("127.0.0.1", 0), gate, desk, lambda _: ["x"]) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        with socket.create_connection(server.address) as stranger:
            assert stranger.recv(1) == b""
        server.shutdown()


def test_a_half_open_connection_is_closed(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever connects and says nothing, or not all, holds a thread for moments only."""
    caplog.set_level("INFO")
    monkeypatch.setattr(server_module, "GREETING", 0.2)
    for beginning in (b"", b"agi_network: yes\n", b"agi_network"):
        with socket.create_connection(server.address, timeout=5) as silent:
            silent.sendall(beginning)
            assert silent.recv(1) == b""
    assert caplog.text.count("no AGI greeting") == 3


def test_garbage_is_no_greeting(server: Server) -> None:
    with socket.create_connection(server.address, timeout=5) as browser:
        browser.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + bytes(range(256)))
        assert browser.recv(1) == b""


def test_asterisk_that_falls_silent_in_mid_call(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread is given up; the call is not ended, for the caller may be with another server."""
    monkeypatch.setattr(server_module, "COMMAND", 0.3)
    asterisk = FakeAsterisk(server.address[1], greeting("call-0001", "1"), iter([]))
    deadline = time.monotonic() + 5
    while server.live and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.live == 0
    asterisk.close()
    with desk.engine.connect() as connection:
        assert connection.scalar(select(CallRow.ended_at)) is None


@pytest.mark.parametrize(
    "name",
    ['"; DROP TABLE call; --', "<script>alert(1)</script>", "${SHELL(id)}", "a,b&c|d", "\x00\x1b"],
)
def test_a_hostile_caller_name(server: Server, desk: Desk, name: str) -> None:
    hello = greeting("call-0001", name, calleridname=name, dnid=name)
    assert call(server, hello, READING).outcome == "goodbye"
    with desk.engine.connect() as connection:
        assert connection.execute(select(CallRow.caller, CallRow.dialled)).one() == ("", "")


def test_a_name_with_a_line_break_cannot_be_the_token(server: Server) -> None:
    """Asterisk sends names before arguments, and the last of two lines counts."""
    hello = greeting("call-0001", "1", token="guess", calleridname=f"x\nagi_arg_1: {TOKEN}")
    assert call(server, hello, []).outcome is None


def test_a_second_connection_with_the_same_call_id(server: Server, desk: Desk) -> None:
    """The later one holds the call; what the first still hears is not written."""
    first_waits = threading.Event()
    second_done = threading.Event()

    def slow_first() -> Iterator[str]:
        yield from READING[:3]
        first_waits.set()
        second_done.wait(10)
        yield "1"

    hello = greeting("call-0001", "79121234567")
    first = FakeAsterisk(server.address[1], hello, slow_first())
    thread = threading.Thread(target=first.run)
    thread.start()
    first_waits.wait(10)
    second = call(server, hello, ["2", "124#", "1", "(silence)"])
    second_done.set()
    thread.join()

    assert first.outcome is None
    assert second.outcome == "goodbye"
    assert second.transcript[0].startswith("> Вы ввели:")  # the pending question
    assert stored(desk.engine) == ["= reading of A-000427: 124"]


def test_hang_up_while_the_end_is_told(server: Server, desk: Desk) -> None:
    class Impatient(FakeAsterisk):
        def answer(self, command: list[str]) -> str:
            return "HANGUP" if "TEPLOFON_OUTCOME" in command else super().answer(command)

    hello = greeting("call-0001", "79121234567")
    Impatient(server.address[1], hello, iter(READING)).run()
    assert stored(desk.engine) == ["= reading of A-000427: 123.5"]


def test_draining_lets_calls_finish_and_takes_no_new_ones(desk: Desk) -> None:
    with serving(desk) as server:
        draining = threading.Thread(target=server.drain, args=(10,))

        def script() -> Iterator[str]:
            yield "1"
            draining.start()
            deadline = time.monotonic() + 5
            while not refused(server) and time.monotonic() < deadline:
                time.sleep(0.02)
            assert refused(server)
            yield from READING[1:]

        asterisk = call(server, greeting("call-0001", "1"), script())
        draining.join()
    assert asterisk.outcome == "goodbye"
    assert stored(desk.engine) == ["= reading of A-000427: 123.5"]


def refused(server: Server) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(server.address) != 0


def test_a_full_server_leaves_calls_to_the_next(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "MOST_CALLS", 0)
    with socket.create_connection(server.address, timeout=5) as late:
        assert late.recv(1) == b""
