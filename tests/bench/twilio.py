"""Webhooks of Twilio's with 100 calls in progress: how long does each take us?

The server is `teplofon twilio` as it ships, with our own sounds; the generator plays Twilio, over
connections that are kept, and waits as long as prompts and answers would take.
"""

import http.client
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from config.settings import Settings, address
from models.database import open_database
from tests.bench.agi import UTILITY
from tests.bench.databases import DATABASES
from tests.bench.office import keys_of, missing
from tests.bench.report import percentile
from tests.channels.twilio.served import ask_over, served
from tests.phones.fake_twilio import ACCOUNT, SETTINGS, URL
from tests.ports import free_ports

ACCOUNTS = 5000
SPEAKING = (3.0, 9.0)  # seconds from our answer to the next request
HURRY = (0.0, 0.3)  # the same once the time is over
LIMIT = 50  # milliseconds at the 95th percentile


@dataclass
class Heard:
    """Seconds of each request, and what went wrong."""

    steady: float  # from when on they count
    end: float
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    accounts: list[int] = field(default_factory=list)

    @property
    def pause(self) -> float:
        return random.uniform(*(SPEAKING if time.monotonic() < self.end else HURRY))


def measure(name: str, cache: Path, callers: int, seconds: float) -> dict[str, Any]:
    """The figures of one database."""
    with (
        tempfile.TemporaryDirectory() as place,
        DATABASES[name](Path(place), cache, ACCOUNTS) as url,
    ):
        ours = replace(
            SETTINGS,
            home=Path(place),
            cache=cache,
            database=url,
            utility=str(UTILITY),
            log_level="WARNING",
            twilio_listen=f"127.0.0.1:{free_ports(1)[0]}",
        )
        with served(ours):
            heard = _load(ours, callers, seconds)
        engine = open_database(url)
        wrong = [*heard.failed, *missing(engine, heard.accounts)]
        engine.dispose()
    shares = {f"p{share}": percentile(heard.seconds, share / 100) for share in (50, 95, 99)}
    measured = {"requests": len(heard.seconds), "calls": len(heard.accounts), **shares}
    return {"database": name, "callers": callers, **measured, "limit": LIMIT, "wrong": wrong}


def show(result: dict[str, Any]) -> str:
    """One line for people."""
    times = ", ".join(f"{name} {result[name]:.1f} ms" for name in ("p50", "p95", "p99"))
    verdict = "; ".join(result["wrong"][:5]) or "all stored whole"
    of = f"{result['callers']} calls in progress, {result['requests']} requests"
    return f"{result['database']}: {of}: {times} (limit of p95 {LIMIT}); {verdict}"


def _load(settings: Settings, callers: int, seconds: float) -> Heard:
    now, numbers = time.monotonic(), count(1)
    heard = Heard(now + SPEAKING[1], now + SPEAKING[1] + seconds)
    threads = [
        threading.Thread(target=_calls, args=(settings, heard, numbers)) for _ in range(callers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


def _calls(settings: Settings, heard: Heard, numbers: Iterator[int]) -> None:
    """One caller after another, until the time is over."""
    time.sleep(random.uniform(0, SPEAKING[1]))
    connection = http.client.HTTPConnection(*address(settings.twilio_listen), timeout=60)
    with closing(connection):
        while time.monotonic() < heard.end:
            account = next(numbers)
            heard.accounts.append(account)
            try:
                _call(connection, heard, account)
            except (OSError, http.client.HTTPException, AssertionError) as error:
                heard.failed.append(f"call {account}: {type(error).__name__}")
                connection.close()


def _call(connection: http.client.HTTPConnection, heard: Heard, account: int) -> None:
    """Two readings are given, as in tests/transcripts/readings/two_meters.txt."""
    keys = keys_of(account)
    about = {"CallSid": f"CA{account:032x}", "AccountSid": ACCOUNT, "From": keys.caller}
    body = _ask(connection, heard, f"{URL}/call/hotline", about | {"CallStatus": "ringing"})
    for digits in keys.answers:
        time.sleep(heard.pause)
        gather = ElementTree.fromstring(body).find("Gather")
        assert gather is not None
        form = about | ({"Digits": digits} if digits else {})
        body = _ask(connection, heard, gather.attrib["action"], form)
    _ask(connection, heard, f"{URL}/call/hotline/ended", about | {"CallStatus": "completed"})


def _ask(
    connection: http.client.HTTPConnection, heard: Heard, url: str, form: dict[str, str]
) -> bytes:
    began = time.monotonic()
    answer, body = ask_over(connection, "POST", url, form)
    if heard.steady < began < heard.end:
        heard.seconds.append(time.monotonic() - began)
    assert answer.status in (200, 204)
    return body
