"""Limits against trawling for accounts: how often numbers may be tried (C5).

Counted for each caller number, each account and the whole hotline, over everything that was
looked up, so that a robot which redials meets what it has used up already.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, distinct, func, select

from config.utility import Limits
from models.tables import IdentificationRow as Tried


def within_limits(
    connection: Connection,
    limits: Limits,
    caller: str,
    number: str,
    now: datetime,
    most_misses: int | None = None,
) -> bool:
    """Whether one more look-up of `number` by `caller` may be answered.

    `number` is an account's, or stands for an address; `most_misses` bounds the misses of this one
    in a day, for what is found only with a second factor that could be guessed (C4).
    Callers who hide their number are counted together only by account and over all: one of them
    may not lock out the others.
    """
    used = connection.execute(
        _USED,
        {
            "caller": caller,
            "number": number,
            "day_ago": now - timedelta(days=1),
            "hour_ago": now - timedelta(hours=1),
        },
    ).one()
    by_caller = not caller or (
        used.misses < limits.misses_per_caller and used.accounts < limits.accounts_per_caller
    )
    return bool(
        by_caller
        and used.lookups < limits.calls_per_account
        and (most_misses is None or used.its_misses < most_misses)
        and used.all_misses < limits.misses_per_hour
    )


_of_caller = (Tried.caller == bindparam("caller"), Tried.at > bindparam("day_ago"))
_USED = select(
    select(func.count())
    .where(*_of_caller, Tried.found.is_(False))
    .scalar_subquery()
    .label("misses"),
    select(func.count(distinct(Tried.number)))
    .where(*_of_caller, Tried.found.is_(True), Tried.number != bindparam("number"))
    .scalar_subquery()
    .label("accounts"),
    select(func.count())
    .where(Tried.number == bindparam("number"), Tried.at > bindparam("day_ago"))
    .scalar_subquery()
    .label("lookups"),
    select(func.count())
    .where(
        Tried.number == bindparam("number"), Tried.at > bindparam("day_ago"), Tried.found.is_(False)
    )
    .scalar_subquery()
    .label("its_misses"),
    select(func.count())
    .where(Tried.found.is_(False), Tried.at > bindparam("hour_ago"))
    .scalar_subquery()
    .label("all_misses"),
)
