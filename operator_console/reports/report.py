"""A report put together: rows with their names, in the order in which people look for them."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from config.utility import Utility
from models.events.days import Days, calls_in, stays_in
from models.events.summaries import Summary, norms_of, summed_up
from models.operators.tables import OperatorRow
from models.rules.stay import Fate
from operator_console.formats import day, in_language
from operator_console.reports.period import Asked, By
from operator_console.texts import t

NOBODY = None  # key of stays that no operator has answered
NO_TOPIC = ""  # key of those answered whose topic is not known


@dataclass(frozen=True)
class Row:
    """A line of the report; `short` is its name where there is little room."""

    name: str
    short: str
    summary: Summary
    day: date | None = None


@dataclass(frozen=True)
class Report:
    """A whole report."""

    asked: Asked
    rows: Sequence[Row]
    total: Summary
    calls: int  # that arrived, the menu's own included


def report(connection: Connection, utility: Utility, asked: Asked) -> Report:
    """Counted from the stays of the days asked for."""
    stays, key = stays_in(connection, asked.days), _key(asked)
    found, total = summed_up(stays, key, norms_of(utility))
    names = list(_names(connection, utility, asked))
    known = [(key, name, short) for key, name, short in names if key in found or _is_time(asked)]
    if asked.by is By.HOUR:
        known = _between(known, found)
    rest = sorted(found.keys() - {key for key, _, _ in names}, key=str)
    rows = [
        Row(name, short, found.get(key, Summary()), key if isinstance(key, date) else None)
        for key, name, short in known
    ]
    rows += [Row(str(key), str(key), found[key]) for key in rest]  # gone from the profile
    return Report(asked, rows, total, calls_in(connection, asked.days))


def _is_time(asked: Asked) -> bool:
    """Whether the rows are times, of which those are shown too where nothing happened."""
    return asked.by in (By.DAY, By.HOUR)


def _between(
    hours: list[tuple[Hashable, str, str]], found: dict[Any, Summary]
) -> list[tuple[Hashable, str, str]]:
    """From the first hour with a call to the last."""
    if not found:
        return []
    return [hour for hour in hours if min(found) <= hour[0] <= max(found)]


def _key(asked: Asked) -> Callable[[Any], Hashable]:
    zone = asked.days.zone
    match asked.by:
        case By.DAY:
            return lambda stay: stay.began.astimezone(zone).date()
        case By.HOUR:
            return lambda stay: _hour(stay.began.astimezone(zone))
        case By.OPERATOR:
            return lambda stay: stay.operator_id
        case By.TOPIC:
            return lambda stay: (stay.topic or NO_TOPIC) if stay.fate == Fate.ANSWERED else NOBODY
        case By.QUEUE:
            return lambda stay: stay.queue or ""


def _hour(local: Any) -> tuple[int, int]:
    return local.hour, local.fold


def _names(
    connection: Connection, utility: Utility, asked: Asked
) -> Iterable[tuple[Hashable, str, str]]:
    """Keys with their names, in the order of the rows."""
    match asked.by:
        case By.DAY:
            yield from ((one, day(one), f"{one:%d.%m}") for one in asked.days)
        case By.HOUR:
            yield from _hours(asked.days)
        case By.OPERATOR:
            query = select(OperatorRow.id, OperatorRow.name).order_by(OperatorRow.name)
            yield from ((one.id, one.name, one.name) for one in connection.execute(query))
            yield NOBODY, t("reports.nobody"), ""
        case By.TOPIC:
            for key, topic in utility.topics.items():
                yield key, in_language(dict(topic.name)), ""
            yield NO_TOPIC, t("reports.no_topic"), ""
            yield NOBODY, t("reports.nobody"), ""
        case By.QUEUE:
            for key, queue in utility.queues.items():
                yield key, in_language(dict(queue.name)), ""
            yield "", t("reports.no_queue"), ""


def _hours(days: Days) -> Iterable[tuple[Hashable, str, str]]:
    for hour, fold in days.hours():
        name = f"{hour:02}:00–{hour:02}:59"
        again = t("reports.second_time", hour=name) if fold else name
        yield (hour, fold), again, f"{hour}{'′' if fold else ''}"
