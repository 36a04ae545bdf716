"""`teplofon serve`: one FastAGI server in the foreground, drained by SIGTERM."""

import gc
import logging
import signal
import threading
import time

import click

from agi_scripts.server import Gate, Server
from config.log import set_up_logging
from config.settings import address, read_settings
from ivr.start import open_desk, sounds_of, speech_of
from models.database import upgrade

log = logging.getLogger(__name__)

LOOK = 0.1  # seconds between looks whether it shall end
LONGEST_CALL = 1800  # seconds that running calls have to finish once no new ones are taken


@click.command()
@click.option("--listen", metavar="HOST:PORT", help="Instead of TEPLOFON_AGI_LISTEN.")
def serve(listen: str | None) -> None:
    """Answer Asterisk's calls (FastAGI). SIGTERM lets the running ones finish, a second ends."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    upgrade(settings.database_url)
    gate = Gate(settings.allowed_networks, settings.token())
    at = address(listen or settings.agi_listen)
    desk = open_desk(settings)
    with Server(at, gate, desk, sounds_of(settings), speech_of(settings, desk)) as server:
        _collect_seldom()
        _serve_until_told(server)


def _collect_seldom() -> None:
    """What was loaded is never garbage, and a call leaves next to none: do not look for it often.

    A full collection stops all calls, for tens of milliseconds with a thousand open.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _serve_until_told(server: Server) -> None:
    told: list[int] = []  # not an Event: a signal could come while its lock is held
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: _end(told, number))
    thread = threading.Thread(target=server.serve_forever, args=(LOOK,), name="accept")
    thread.start()
    log.info("listening on %s:%d", *server.address)
    while not told:
        time.sleep(LOOK)
    log.info("draining: %d calls", server.live)
    if not server.drain(LONGEST_CALL):
        log.warning("ended with %d calls open", server.live)
    thread.join()


def _end(told: list[int], number: int) -> None:
    if told:
        raise SystemExit(1)
    told.append(number)
