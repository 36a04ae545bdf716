"""A hotline over Twilio, furnished, with a call on it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.utility import read_utility
from ivr.desk import Desk
from tests.channels.twilio.switchboard import Switchboard
from tests.transcript import USUAL

NOW = datetime(2026, 6, 16, 6, 0, tzinfo=UTC)  # a Tuesday at ten, in working hours


@pytest.fixture
def switchboard(office: Engine, tmp_path: Path) -> Switchboard:
    """Twilio's side and ours, on each database."""
    desk = Desk(office, read_utility(USUAL), USUAL)
    return Switchboard(desk, tmp_path, NOW)
