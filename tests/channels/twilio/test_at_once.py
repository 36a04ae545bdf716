"""Two identical requests at the same moment, in two processes: one answer is stored."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from sqlalchemy import Engine, select

from config.utility import read_utility
from ivr.channels.twilio.app import create_app
from ivr.desk import Desk
from models.database import open_database
from models.tables import CallRow, JournalRow, ReadingRow
from tests.phones.fake_twilio import URL, Line
from tests.phones.over_twilio import open_worded
from tests.transcript import USUAL

ANSWERS = ("1", "10000016", "123#", "1", "")
CALLS = 6
PATIENCE = 60  # seconds

_together: Barrier


def meet(barrier: Barrier) -> None:
    """In a process that has just begun: who it waits for."""
    global _together
    _together = barrier


def hold(url: str, directory: str) -> list[bytes]:
    """Calls from their beginning to their end; before each request, wait for the other process."""
    engine = open_database(url)
    app = create_app(open_worded(Desk(engine, read_utility(USUAL), USUAL), Path(directory)))
    answers: list[bytes] = []
    for call in range(CALLS):
        line = Line(app.test_client(), f"CA{call:032x}", "+79121234567")
        answers += [ask(line, f"{URL}/call/hotline", "")]
        answers += [
            ask(line, f"{URL}/call/hotline/0/{place}", keys)
            for place, keys in enumerate(ANSWERS, start=1)
        ]
    engine.dispose()
    return answers


def ask(line: Line, address: str, keys: str) -> bytes:
    _together.wait(PATIENCE)
    answer = line.post(address, **({"Digits": keys} if keys else {}))
    assert answer.status_code == 200
    return answer.get_data()


def test_two_processes(office: Engine, tmp_path: Path) -> None:
    url = office.url.render_as_string(hide_password=False)
    office.dispose()
    own = multiprocessing.get_context("spawn")
    barrier = own.Barrier(2)
    with ProcessPoolExecutor(2, own, meet, (barrier,)) as pool:
        here, there = [pool.submit(hold, url, str(tmp_path)) for _ in range(2)]
        assert here.result() == there.result()

    assert stored(office) == (CALLS, ["Goodbye"] * CALLS, CALLS * len(ANSWERS))


def test_many_threads(office: Engine, tmp_path: Path) -> None:
    """Of one process, which is the ordinary case."""
    desk = Desk(office, read_utility(USUAL), USUAL)
    app = create_app(open_worded(desk, tmp_path))
    line = Line(app.test_client(), "CA" + "2" * 32, "+79121234567")
    line.post(f"{URL}/call/hotline")

    def answer(_: int) -> bytes:
        own = Line(app.test_client(), line.sid, line.caller)
        return own.post(f"{URL}/call/hotline/0/1", Digits="1").get_data()

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(answer, range(6)))

    assert len(answers) == 1
    assert stored(office)[2] == 1


def stored(office: Engine) -> tuple[int, Sequence[str | None], int]:
    """Readings of calls, outcomes, and answers in journals."""
    with office.connect() as db:
        readings = db.scalars(select(ReadingRow.id).where(ReadingRow.call_id.is_not(None))).all()
        outcomes = db.scalars(select(CallRow.outcome).order_by(CallRow.id)).all()
        entries = db.scalars(select(JournalRow.entry)).all()
    return len(readings), outcomes, sum(entry["kind"] == "answer" for entry in entries)
