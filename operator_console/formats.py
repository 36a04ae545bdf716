"""How dates, times and lengths of time are written: in the visitor's language, the utility's zone.

Each is a filter of the templates: `{{ call.began | moment }}`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from flask import Flask

from config.utility import Language
from operator_console.office import this_office
from operator_console.texts import language


def install(app: Flask) -> None:
    filters: tuple[Callable[..., str], ...] = (
        moment,
        day,
        time_of_day,
        length_of_time,
        in_language,
    )
    app.jinja_env.filters.update({each.__name__: each for each in filters})


def moment(at: datetime) -> str:
    """Date and time: 21.11.2026, 14:05."""
    return format_datetime(at, "short", _zone(), _locale())


def day(on: date) -> str:
    """A date: 21 ноября 2026 г. A moment is taken for the day it is at the utility."""
    local = on.astimezone(_zone()) if isinstance(on, datetime) else on
    return format_date(local, "medium", _locale())


def time_of_day(at: datetime) -> str:
    """14:05:09."""
    return format_time(at, "HH:mm:ss", _zone(), _locale())


def length_of_time(seconds: float) -> str:
    """How long: 0:45, 12:03, 1:02:03."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def in_language(names: Mapping[Language, str]) -> str:
    """A name out of the utility's profile; the utility's own language where it lacks the other."""
    return names.get(language()) or names[this_office().utility.languages[0]]


def _locale() -> str:
    """English as Europe writes it: the day before the month, and 24 hours."""
    return "en_GB" if language() == "en" else language()


def _zone() -> ZoneInfo:
    return this_office().utility.zone
