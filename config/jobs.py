"""Jobs at their hours, in threads of the process that has them."""

import logging
from collections.abc import Callable
from datetime import tzinfo

from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)


def scheduler(zone: tzinfo) -> BackgroundScheduler:
    """Not started yet. A job that is late is done once, and never twice at once."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a round may be a long one
    return BackgroundScheduler(
        timezone=zone,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )


def safely(job: Callable[[], object]) -> Callable[[], None]:
    """A job that fails is the log's, and is done again at its next hour."""

    def run() -> None:
        try:
            job()
        except Exception:
            log.exception("a job failed")

    return run
