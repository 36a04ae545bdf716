"""The words and the ways of writing of a document's language, in the utility's time zone."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from config.utility import Language, Utility
from models.rules.grading import Criterion
from operator_console.audits.cited import cited
from operator_console.formats import length_of_time
from operator_console.texts import text_in

HERE = Path(__file__).parent
NONE = "–"


@cache
def wordings(language: Language) -> Mapping[str, str]:
    """All of a language, by key."""
    path = HERE / f"words_{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


class Words:
    """How a document in this language is worded and written."""

    def __init__(self, language: Language, utility: Utility) -> None:
        self.language, self.utility = language, utility
        self._wordings = wordings(language)

    def __call__(self, key: str, /, **values: Any) -> str:
        """Raises KeyError for a word that there is not."""
        return self._wordings[key].format_map(values)

    def of_screen(self, key: str) -> str:
        """What the screens say as well."""
        return text_in(self.language, key)

    def named(self, names: Mapping[Language, str]) -> str:
        """A name out of a profile or a form; another language's where this one lacks it."""
        own = names.get(self.language) or names.get(self.utility.languages[0])
        return own or next(iter(names.values()), NONE)

    def paragraph(self, one: Criterion) -> str:
        """Where the standard demands it: п. 15, подп. 2."""
        return cited(one.paragraph, self.language)

    def topic(self, key: str) -> str:
        """The name of a topic; its key, if the profile has it no more."""
        known = self.utility.topics.get(key)
        return self.named(known.name) if known else key

    def number(self, count: int) -> str:
        """12 345."""
        return format_decimal(count, locale=self.language)

    def decimal(self, value: float | None) -> str:
        """0,83; a dash for none."""
        return NONE if value is None else format_decimal(round(value, 2), "0.00", self.language)

    def percent(self, share: float | None) -> str:
        """A part of the whole: 95,5 %; a dash for none."""
        return NONE if share is None else format_percent(share, "0.0\u00a0%", self.language)

    def score(self, thousandths: int | None) -> str:
        """Thousandths as 87,5 %; a dash for none."""
        return self.percent(None if thousandths is None else float(Decimal(thousandths) / 1000))

    def length(self, milliseconds: int) -> str:
        """1:05."""
        return length_of_time(milliseconds / 1000)

    def day(self, at: date | datetime) -> str:
        """12.06.2026; a moment is taken for the day it is at the utility."""
        return format_date(self._local(at), "dd.MM.yyyy", self.language)

    def long_day(self, at: date | datetime) -> str:
        """12 июня 2026 г."""
        return format_date(self._local(at), "long", self.language)

    def month(self, first: date) -> str:
        """01.26."""
        return format_date(first, "MM.yy", self.language)

    def moment(self, at: datetime) -> str:
        """12.06.2026 14:05."""
        return format_datetime(at, "dd.MM.yyyy HH:mm", self.utility.zone, self.language)

    def period(self, first: date | datetime, last: date | datetime) -> str:
        """01.01.2026 – 30.06.2026; one day once."""
        ends = [self.day(first), self.day(last)]
        return " – ".join(dict.fromkeys(ends))

    def _local(self, at: date | datetime) -> date:
        return at.astimezone(self.utility.zone).date() if isinstance(at, datetime) else at
