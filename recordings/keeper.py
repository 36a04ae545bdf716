"""`teplofon archive`: the one process in which what has its hour is done. Two of it do no harm."""

import logging
import signal
import sys
import threading
from datetime import date, datetime

import click
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from config.jobs import safely, scheduler
from config.log import set_up_logging
from config.settings import WrongSetting, read_settings
from models.audits.readiness import make_ready
from models.database import open_database
from recordings.archive import trouble
from recordings.archive.alarms import alarms
from recordings.archive.archive import Archive, open_archive
from recordings.retention import clock
from recordings.retention.office import Office
from recordings.retention.plan import plan
from recordings.retention.sweep import sweep
from recordings.store import StoreFailed
from recordings.transcripts.night import Night, night_of

log = logging.getLogger(__name__)

SETTLE = 5  # seconds between looks for recordings that have ended
TRY = 60  # seconds between trials whether the store takes anything
LOOK = 600  # seconds between looks for what somebody must look after
SWEEP = {"hour": 2, "minute": 30}  # of the utility's day
SCAN = {"hour": 3, "minute": 30}  # later: sounds that were never stored go with their entries


@click.command()
@click.option("--once", is_flag=True, help="Settle what can be settled now, and end.")
def archive(once: bool) -> None:
    """Keep the recordings: store those of ended calls, look for orphans, destroy what is due."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    try:
        keeper = open_archive(settings, open_database(settings.database_url))
        night = night_of(keeper)
    except (WrongSetting, StoreFailed) as error:
        sys.exit(f"teplofon: {error}")
    if once:
        for state, count in keeper.settle().items():
            click.echo(f"{state}: {count}")
        return
    _keep(keeper, night)


def _keep(keeper: Archive, night: Night | None) -> None:
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    zone = keeper.utility.zone
    hours = scheduler(zone)
    hours.add_job(safely(keeper.settle), IntervalTrigger(seconds=SETTLE))
    hours.add_job(safely(keeper.try_store), IntervalTrigger(seconds=TRY))
    hours.add_job(safely(lambda: _scan(keeper)))  # at once: what the last one left half done
    hours.add_job(safely(lambda: _scan(keeper)), CronTrigger(**SCAN, timezone=zone))
    hours.add_job(safely(lambda: _sweep(keeper)))  # at once: the machine may be off at night
    hours.add_job(safely(lambda: _sweep(keeper)), CronTrigger(**SWEEP, timezone=zone))
    hours.add_job(safely(lambda: _make_ready(keeper)), IntervalTrigger(seconds=LOOK))
    hours.add_job(safely(lambda: _tell(keeper)), IntervalTrigger(seconds=LOOK))
    if night:
        hours.add_job(safely(night.look), IntervalTrigger(seconds=LOOK))
    hours.start()
    told.wait()
    hours.shutdown(wait=True)
    if night:
        night.end()


def _scan(keeper: Archive) -> None:
    found = keeper.scan()
    log.info(
        "orphans: %d expected anew, %d cleared from the spool, %d removed from the store, %d back",
        found.expected,
        found.cleared,
        found.removed,
        found.returned,
    )
    if found.strangers:
        log.error("%d files are of no call we know, and left alone", len(found.strangers))
    if found.lost:
        log.error("the sound of %d segments is gone: %s", len(found.lost), found.lost[:20])


def _sweep(keeper: Archive) -> None:
    """What is due goes (P1), unless the clock has to be looked at first."""
    office = Office.of(keeper.engine, keeper.settings, keeper.utility)
    if last := _waits_since(keeper):
        log.error("nothing is destroyed: the last sweep was on %s; is the clock right?", last)
        return
    swept = sweep(office, keeper.store, keeper.now())
    log.info("destroyed: %d segments, the words of %d calls", swept.destroyed, swept.calls)
    if swept.unproven:
        log.error("no recording was destroyed: %s", swept.unproven)
    if swept.refused:
        log.error("%d destroyed segments still have a file", len(swept.refused))
    if not swept.holds:
        log.error("the chain of destructions is not what it was: teplofon recordings verify")


def _waits_since(keeper: Archive) -> date | None:
    """The day of the last sweep, if a person has to look at the clock first; the pages tell."""
    office, now = Office.of(keeper.engine, keeper.settings, keeper.utility), keeper.now()
    last = clock.waits_since(office, now)
    if last and not _is_due(office, now):
        last = None
    trouble.note(keeper.engine, trouble.SWEEP_WAITS, last is not None, now)
    return last


def _is_due(office: Office, now: datetime) -> bool:
    """Whether a sweep would destroy or forget anything."""
    with office.engine.connect() as db:
        found = plan(db, office, office.day(now))
    return bool(found.segments or found.calls)


def _make_ready(keeper: Archive) -> None:
    """The seed of next month's samples is fixed before its calls are made (P4)."""
    make_ready(keeper.engine, keeper.engine, keeper.utility.zone, keeper.now())


def _tell(keeper: Archive) -> None:
    _waits_since(keeper)
    for alarm in alarms(keeper):
        log.error("alarm of the archive: %s %d", alarm.what, alarm.count)
