"""How what meters show is written: in the visitor's language, with the meter's unit."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache

from babel.dates import format_date
from babel.numbers import format_decimal

from ivr.prompts.catalogue import Catalogue
from models.records import Service
from operator_console.texts import language, t


def quantity(value: Decimal) -> str:
    """1 234,5: up to three decimals."""
    return format_decimal(value, "#,##0.###", language())


def in_unit(value: Decimal, service: Service) -> str:
    """1 234,5 m³, or Gcal."""
    unit = "unit_heat" if service is Service.HEAT else "unit_water"
    return f"{quantity(value)} {t(f'customers.{unit}')}"


def month(day: date) -> str:
    """The month of a chart, short."""
    return format_date(day, "LLL", language())


def month_and_year(day: date) -> str:
    """The month in a table."""
    return format_date(day, "LLLL y", language())


def place_name(place: str) -> str:
    """Where a meter is, as the menu says it; a place it has no word for stays as it is."""
    try:
        return _catalogue().terms.word("place", place, language())
    except LookupError:
        return place


@cache
def _catalogue() -> Catalogue:
    return Catalogue.load()


FILTERS: tuple[Callable[..., str], ...] = (quantity, in_unit, month, month_and_year, place_name)
