"""What a report is asked for: which days, summed up by what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.events.days import Days

WEEK = timedelta(days=6)  # before today
LONGEST = 366  # days


class By(StrEnum):
    """What stays are summed up by."""

    DAY = "day"
    HOUR = "hour"
    OPERATOR = "operator"
    TOPIC = "topic"
    QUEUE = "queue"


class WrongPeriod(ValueError):
    """The form cannot be read; the message is a key of the texts."""


@dataclass(frozen=True)
class Asked:
    """A report that somebody wants."""

    days: Days
    by: By


def asked(form: Mapping[str, str], zone: ZoneInfo, now: datetime) -> Asked:
    """What the form's `from`, `to` and `by` say; the last week by day if nothing is said.

    Raises WrongPeriod.
    """
    today = now.astimezone(zone).date()
    last = _date(form.get("to"), today)
    first = _date(form.get("from"), last - WEEK)
    if first > last:
        raise WrongPeriod("reports.wrong_order")
    if (last - first).days >= LONGEST:
        raise WrongPeriod("reports.too_long")
    try:
        return Asked(Days(first, last, zone), By(form.get("by") or By.DAY))
    except ValueError:
        raise WrongPeriod("reports.wrong_by") from None


def _date(text: str | None, default: date) -> date:
    try:
        found = date.fromisoformat(text) if text else default
    except ValueError:
        raise WrongPeriod("reports.wrong_date") from None
    if not 2000 <= found.year < 2200:
        raise WrongPeriod("reports.wrong_date")
    return found
