"""Column types on which SQLite and PostgreSQL agree."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, String, TypeDecorator

# SQLite gives numbers by itself only to an INTEGER key.
BigKey = BigInteger().with_variant(Integer, "sqlite")

# Compared letter by letter whatever the database's locale: a prefix is then a range.
Letters = String(collation="C").with_variant(String(), "sqlite")


class Thousandths(TypeDecorator[Decimal]):
    """A quantity with three decimals (litres of a cubic metre), kept exactly as an integer."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        """Raises ValueError if the quantity is finer than the column."""
        if value is None:
            return None
        scaled = value * 1000
        if scaled != int(scaled):
            raise ValueError("more than three decimals")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-3)


class Moment(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides of the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Raises ValueError for a naive time: it says no moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time is not a moment")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)
