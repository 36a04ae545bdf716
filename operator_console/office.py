"""What every page needs at hand: one frozen value, kept in the application."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

from flask import current_app
from sqlalchemy import Engine

from config.settings import Settings
from config.utility import Utility

Clock = Callable[[], datetime]
NAME = "teplofon"  # in `app.extensions`


@dataclass(frozen=True)
class Office:
    """The console's way to settings, profile, database and time."""

    settings: Settings
    utility: Utility
    reader: Engine  # for queries: as many at once as there are pages
    writer: Engine  # for transactions that change something
    now: Clock

    def today(self) -> date:
        """The day it is at the utility."""
        return self.now().astimezone(self.utility.zone).date()


def this_office() -> Office:
    """That of the application which serves this request."""
    return cast(Office, current_app.extensions[NAME])


def clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
