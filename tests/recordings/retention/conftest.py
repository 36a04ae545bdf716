"""An archive on each of the databases."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.recordings.retention.furnishing import Archive, archive_of


@pytest.fixture
def archive(office: Engine, tmp_path: Path) -> Archive:
    return archive_of(office, tmp_path)
