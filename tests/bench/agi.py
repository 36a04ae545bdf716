"""The bench of calls: one database after another, one load after another, then processes."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import Engine

from config.settings import Settings
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.sounds import SoundStore
from models.database import open_database
from tests.bench.asterisk import TOKEN
from tests.bench.databases import DATABASES
from tests.bench.load import Load, Measured
from tests.bench.office import missing
from tests.bench.plain import Plain, hold_plain
from tests.bench.servers import Process, ahead_of_all, on_core, serving

UTILITY = Path(__file__).parent / "always_open.toml"
AT_ONCE = 20  # callers who never pause, to find out how many calls a second can be held
SHARE = 0.5  # of that rate for the loads whose times are measured: open calls cost more each
WARM_UP = 3  # seconds


@dataclass(frozen=True)
class Plan:
    """What to measure."""

    rate: float = 200  # new calls/s, or a `SHARE` of what is possible if that is less
    open_at_once: tuple[int, ...] = (50, 200, 1000)
    seconds: float = 10  # of each load
    plain_calls: int = 20
    accounts: int = 20_000


@dataclass
class Loaded:
    """One load and what it cost the server."""

    name: str
    measured: Measured
    cpu: float  # seconds
    load_average: float  # of the machine: what else was going on


@dataclass
class Held:
    """All that was measured on one database."""

    database: str
    fastest: Loaded
    loads: list[Loaded]
    plain: Plain
    memory: int
    wrong: list[str]  # of what was stored, and in the server's log


def bench(database: str, plan: Plan, cache: Path) -> Held:
    """Measure one database; the files of it are gone afterwards."""
    on_core(1)
    make_sounds(cache)
    with (
        tempfile.TemporaryDirectory(prefix="teplofon-bench-") as name,
        DATABASES[database](Path(name), cache, plan.accounts) as url,
    ):
        settings = Settings(
            str(UTILITY), Path(name), cache, url, agi_token=TOKEN, speech_models=""
        )  # keypad: the bench of speech is another
        held = _hold(database, plan, settings, Path(name) / "log")
    return held


def make_sounds(cache: Path) -> None:
    """Every sound there can be, so that none is made in a call."""
    store = SoundStore(Settings(cache=cache))
    store.build(("ru", piece) for piece in Catalogue.load().vocabulary("ru"))


def _hold(database: str, plan: Plan, settings: Settings, log: Path) -> Held:
    numbers = count(1)
    with serving(settings, log) as server:
        runs = list(_loads(server, plan, numbers))
        memory, complaints = server.memory(), server.complaints()
    plain = hold_plain(settings, numbers, plan.plain_calls)
    calls = [call for run in runs for call in run.measured.calls] + plain.calls
    engine = open_database(settings.database_url)
    wrong = [
        *_failures(runs),
        *plain.failed,
        *complaints,
        *_stored_wrong(engine, calls),
    ]
    return Held(database, runs[1], runs[2:], plain, memory, wrong)


def _stored_wrong(engine: Engine, calls: list[int]) -> list[str]:
    try:
        return missing(engine, calls)
    finally:
        engine.dispose()


def _failures(runs: list[Loaded]) -> list[str]:
    return [failure for run in runs for failure in run.measured.heard.failed]


def _loads(server: Process, plan: Plan, numbers: Iterator[int]) -> Iterator[Loaded]:
    """A warm-up, as fast as can be, then each number of open calls."""

    def run(name: str, open_at_once: int, rate: float | None, seconds: float) -> Loaded:
        load, before = Load(server.port, numbers), server.cpu()
        calls = (
            load.arriving(rate, open_at_once, seconds)
            if rate
            else load.saturating(open_at_once, seconds)
        )
        with ahead_of_all():
            measured = asyncio.run(calls)
        return Loaded(name, measured, server.cpu() - before, os.getloadavg()[0])

    yield run("warm-up", AT_ONCE, None, WARM_UP)
    yield (fastest := run(f"{AT_ONCE} never pausing", AT_ONCE, None, plan.seconds))
    rate = min(plan.rate, SHARE * fastest.measured.finished / fastest.measured.seconds)
    for number in plan.open_at_once:
        yield run(f"{number:,} open", number, rate, plan.seconds)
