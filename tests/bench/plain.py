"""The same dialogue as plain AGI: a process for each call, over a pair of pipes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from config.settings import Settings, as_environment
from tests.bench.asterisk import TOKEN
from tests.bench.office import keys_of
from tests.bench.servers import on_core
from tests.phones.fake_asterisk import greeting

AT_ONCE = 2  # so that the core is never idle


@dataclass
class Plain:
    """What calls by processes came to."""

    calls: list[int]
    seconds: float
    failed: list[str]


def hold_plain(settings: Settings, numbers: Iterator[int], count: int) -> Plain:
    """`count` calls, `AT_ONCE` of them at a time, their processes on the server's core."""
    environment = {**os.environ, **as_environment(settings)}
    calls = [next(numbers) for _ in range(count)]
    on_core(0)
    try:
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = list(pool.map(lambda account: _hold(account, environment), calls))
        seconds = time.perf_counter() - began
    finally:
        on_core(1)
    return Plain(calls, seconds, [outcome for outcome in outcomes if outcome != "goodbye"])


def _hold(account: int, environment: dict[str, str]) -> str:
    """One call by one process; how it ended."""
    key = f"bench-{account:08}"
    words = [sys.executable, "-m", "agi_scripts.plain", "hotline", key]
    answers = iter(keys_of(account).answers)
    outcome = "no outcome"
    with subprocess.Popen(
        words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, bufsize=1,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        process.stdin.write(greeting(key, keys_of(account).caller, TOKEN))
        process.stdin.flush()
        for line in process.stdout:
            reply = "result=1"
            if line.startswith("GET FULL VARIABLE "):
                answer = next(answers)
                reply = f"result=1 ({'OK' if answer else 'TIMEOUT'}:{answer})"
            elif "TEPLOFON_OUTCOME" in line:
                outcome = line.split('"')[-2]
            process.stdin.write(f"200 {reply}\n")
            process.stdin.flush()
    return outcome
