"""The same message in several processes at the same moment: stored once, one answer (M2)."""

from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

from sqlalchemy import Engine

from config.utility import read_utility
from models.database import open_database
from models.sms.receive import Inbound, receive
from tests.sms.town import NOW, outcomes, stored

PROCESSES = 4
_together: Barrier
_engine: Engine


def _open(url: str, together: Barrier) -> None:
    global _engine, _together  # of a process of its own
    _engine, _together = open_database(url), together


def _send(inbound: Inbound) -> str | None:
    _together.wait()
    return receive(_engine, read_utility("demo"), inbound)


def all_at_once(town: Engine, messages: list[Inbound]) -> list[str | None]:
    spawn = get_context("spawn")
    url = town.url.render_as_string(hide_password=False)
    together = spawn.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, spawn, _open, (url, together)) as pool:
        return list(pool.map(_send, messages))


def test_the_same_webhook(town: Engine) -> None:
    same = Inbound("test", "1", "+79120000001", "Ленина 25-10 123 87", NOW)
    for round_ in range(3):
        later = Inbound(
            same.gateway, f"{round_}", same.sender, same.text, NOW + timedelta(hours=round_)
        )
        answers = all_at_once(town, [later] * PROCESSES)
        assert len(set(answers)) == 1
        assert answers[0]
    assert outcomes(town) == ["stored", "corrected", "corrected"]
    assert stored(town) == ["10000016: 123 87"]


def test_the_same_text_under_other_ids(town: Engine) -> None:
    messages = [
        Inbound("test", f"{number}", "+79120000001", "Ленина 25-10 123 87", NOW)
        for number in range(PROCESSES)
    ]
    answers = all_at_once(town, messages)
    assert sum(answer is not None for answer in answers) == 1
    assert sorted(outcomes(town)) == ["repeated"] * (PROCESSES - 1) + ["stored"]


def test_several_senders_for_one_flat(town: Engine) -> None:
    messages = [
        Inbound("test", f"{number}", f"+7912000000{number}", f"Ленина 25-10 {123 + number} 87", NOW)
        for number in range(PROCESSES)
    ]
    all_at_once(town, messages)
    assert sorted(outcomes(town)) == ["otherwise"] * (PROCESSES - 1) + ["stored"]
    assert len(stored(town)) == 1
